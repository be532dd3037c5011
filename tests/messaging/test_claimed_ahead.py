"""More is claimed than can be called at once; what waits too long is asked about again."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from messaging import delivering, twilio
from messaging.changes import (
    assign_number,
    claim_batch,
    compose,
    end_number,
    look_up_unknowns,
    record_results,
    sending,
    sweep_states,
)
from messaging.changes.sending import FRESH, deliver
from messaging.delivering import deliver_due
from messaging.models import Attempt, OutgoingMessage, State
from messaging.twilio import Ambiguous, Refused, Retry
from tests.fakes import FakeTwilio, bodies
from tests.messaging.provider import SENDER
from tests.messaging.test_sending import let_time_pass, state_of
from tests.services import wait_until

pytestmark = pytest.mark.django_db


def test_what_was_claimed_too_long_ago_is_not_sent_but_asked_about_again(
    person: UUID, provider: FakeTwilio
) -> None:
    message = compose(person, "hello")
    due_at = message.due_at
    [claim] = claim_batch()
    late = replace(claim, asked_at=claim.asked_at - FRESH - 0.1)
    record_results([(late, deliver(late))])
    assert provider.sent == []
    assert (state_of(message), message.due_at) == (State.QUEUED, due_at)
    assert Attempt.objects.get().outcome == "not_sent"
    [again] = claim_batch()
    record_results([(again, deliver(again))])
    assert bodies(provider.sent) == ["hello"]


def test_what_a_stopped_process_never_sent_is_sent_even_if_it_was_given_up(
    person: UUID, provider: FakeTwilio
) -> None:
    """Whoever had it knows that it never left; that is better than *unknown*."""
    message = compose(person, "hello")
    [claim] = claim_batch()
    let_time_pass(seconds=61)
    sweep_states()
    assert state_of(message) == State.UNKNOWN
    late = replace(claim, asked_at=claim.asked_at - 61)
    record_results([(late, deliver(late))])
    assert state_of(message) == State.QUEUED
    assert deliver_due(5) == 1
    assert bodies(provider.sent) == ["hello"]


def test_an_old_try_does_not_queue_again_what_a_newer_one_may_have_sent(
    person: UUID, provider: FakeTwilio
) -> None:
    """A machine stood still for a quarter of an hour, and the text harms nobody to come twice."""
    message = compose(person, "harmless")
    [old] = claim_batch()
    let_time_pass(seconds=61)
    sweep_states()
    provider.will(Ambiguous("http_502"))
    with time_machine.travel(timezone.now() + timedelta(minutes=15)):
        look_up_unknowns()
        assert deliver_due(5) == 1
        assert (state_of(message), message.attempts) == (State.UNKNOWN, 2)
        for answer in (deliver(replace(old, asked_at=0.0)), Retry("refused"), Refused("30007")):
            record_results([(old, answer)])
            assert state_of(message) == State.UNKNOWN
        assert deliver_due(5) == 0
    assert bodies(provider.sent) == ["harmless"]


@pytest.mark.django_db(transaction=True)
def test_while_the_provider_hangs_nobody_is_texted_on_an_old_yes(
    provider: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "CONCURRENCY", 2)
    monkeypatch.setattr(delivering, "WORTH_IT", 1)
    monkeypatch.setattr(sending, "FRESH", 0.2)
    people = [uuid4() for _ in range(4)]
    for place, owner_id in enumerate(people):
        assign_number(owner_id, f"+447700900{place + 100}", SENDER)
        compose(owner_id, str(place))
    both_hang, take = threading.Barrier(2), provider.send

    def send(text: Any, callback_url: str) -> Any:
        if text.body in "01":
            if both_hang.wait(20) == 0:
                claimed = OutgoingMessage.objects.filter(state=State.SENDING)
                wait_until(lambda: claimed.count() == 4, "all in hand", 20)
                end_number(people[3])
                connection.close()
            threading.Event().wait(0.3)
        return take(text, callback_url)

    monkeypatch.setattr(twilio, "send", send)
    deliver_due(10)
    deliver_due(10)  # which the nudge asks for
    assert sorted(bodies(provider.sent)) == ["0", "1", "2"]
    assert OutgoingMessage.objects.get(owner_id=people[3]).state == State.WITHHELD
