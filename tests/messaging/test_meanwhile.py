"""What became of a text, or of a number, while another worker was looking elsewhere."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from messaging.changes import (
    assign_number,
    claim_batch,
    compose,
    live_number,
    look_up_unknowns,
    record_callback,
    record_results,
    sweep_states,
    verify_number,
)
from messaging.changes.sending import Claim, deliver
from messaging.models import Attempt, Number, OutgoingMessage, State
from messaging.twilio import Accepted, Ambiguous, Refused
from tests.crossing import after, reads
from tests.fakes import FakeTwilio, new_sid
from tests.messaging.provider import SENDER
from tests.messaging.test_sending import let_time_pass, state_of

pytestmark = pytest.mark.django_db


def take_turns() -> list[Claim]:
    """Claim, call and record."""
    claims = claim_batch()
    record_results([(claim, deliver(claim)) for claim in claims])
    return claims


def make_it_long_ago() -> None:
    """So that what the provider does not have now it never had."""
    long_ago = timezone.now() - timedelta(hours=1)
    OutgoingMessage.objects.filter(claimed_at__isnull=False).update(claimed_at=long_ago)
    Number.objects.update(since=long_ago - timedelta(hours=1))
    let_time_pass(seconds=61)


def test_what_an_old_try_brought_after_all_is_not_sent_once_more(
    person: UUID, provider: FakeTwilio
) -> None:
    text = compose(person, "harmless")
    [claim] = claim_batch()
    let_time_pass(seconds=61)
    sweep_states()
    make_it_long_ago()
    look_up_unknowns()
    assert state_of(text) == State.QUEUED
    record_results([(claim, Accepted(new_sid()))])
    assert state_of(text) == State.ACCEPTED
    assert take_turns() == []


def test_two_workers_who_look_for_one_text_send_it_once_more_between_them(
    person: UUID, provider: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = compose(person, "harmless")
    provider.will(Ambiguous("timeout"), Ambiguous("timeout"))
    take_turns()
    make_it_long_ago()

    def the_other() -> None:
        look_up_unknowns()
        take_turns()

    counted = after(lambda sql: reads("messaging_attempt")(sql) and "COUNT(" in sql, the_other)
    with connection.execute_wrapper(counted):
        look_up_unknowns()
    assert state_of(text) == State.UNKNOWN
    assert len(provider.sent) == 2


@pytest.mark.parametrize("code", ["21211", "30003"])
def test_an_error_of_the_old_phone_freezes_no_new_one(
    person: UUID, provider: FakeTwilio, code: str
) -> None:
    for _ in range(2):
        compose(person, "hello")
        take_turns()
    assign_number(person, "+447700900002", SENDER)
    verify_number(person)
    for text, token in zip(OutgoingMessage.objects.order_by("pk"), provider.tokens, strict=True):
        record_callback(token, text.provider_id or "", "undelivered", code)
    new = live_number(person)
    assert new is not None
    assert new.frozen_at is None


def test_what_was_taken_is_written_down_whatever_another_text_leads_to(
    person: UUID, provider: FakeTwilio, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    def fails(message_id: int, code: str) -> None:
        raise ValueError("the database is gone")

    monkeypatch.setattr("messaging.changes.results.heed", fails)
    text = compose(person, "hello")
    [claim] = claim_batch()
    other = Claim(0, person, 1, "another", claim.send, None)
    with pytest.raises(ValueError, match="gone"):
        record_results([(other, Refused("21211")), (claim, Accepted(new_sid()))])
    assert state_of(text) == State.ACCEPTED
    assert Attempt.objects.get().outcome == "accepted"
