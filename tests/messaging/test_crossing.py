"""Two at one moment about one phone, and neither waits for the other for ever."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone

from companion.changes.holding import hold
from companion.models import Alert
from messaging.changes import (
    claim_batch,
    compose,
    live_number,
    record_callback,
    record_results,
    release,
    sweep_states,
    verify_number,
)
from messaging.changes.numbers import provider_opted_out
from messaging.changes.sending import deliver
from messaging.models import OutgoingMessage, State
from tests.cast import Cast, make_cast
from tests.crossing import FOR_REAL, crossed, locks, reads, writes
from tests.fakes import FakeTwilio

pytestmark = FOR_REAL


@pytest.fixture
def cast(db: None, settings: LazySettings) -> Cast:
    settings.MESSAGING_OPTED_OUT = "companion.texting.incoming.provider_opted_out"
    return make_cast()


def test_two_texts_that_find_nobody_at_one_moment_are_two_running(
    person: UUID, provider: FakeTwilio
) -> None:
    for wording in ("first", "second"):
        compose(person, wording)
        record_results([(claim, deliver(claim)) for claim in claim_batch()])
    sids = OutgoingMessage.objects.order_by("pk").values_list("provider_id", flat=True)
    tell = [
        lambda token=token, sid=sid: record_callback(token, sid or "", "undelivered", "30003")
        for token, sid in zip(provider.tokens, sids, strict=True)
    ]
    looked = reads("messaging_outgoingmessage")
    newest_first = lambda sql: looked(sql) and " DESC" in sql  # noqa: E731
    assert crossed(tell[0], newest_first, tell[1]) == [None, None]
    number = live_number(person)
    assert number is not None
    assert number.frozen_because == "unreachable"


def test_the_sweep_leaves_what_is_in_other_hands_for_its_next_turn(
    person: UUID,
) -> None:
    earlier, later = compose(person, "first"), compose(person, "second")
    for text, reason, minutes in ((earlier, "outside_hours", 2), (later, "budget", 1)):
        OutgoingMessage.objects.filter(pk=text.pk).update(
            state=State.WITHHELD, reason=reason, due_at=timezone.now() - timedelta(minutes=minutes)
        )

    def handle_a_text() -> None:
        with transaction.atomic():
            release(person, ["budget"])
            release(person)

    ended = crossed(handle_a_text, writes("messaging_outgoingmessage"), sweep_states)
    assert ended == [None, None]
    sweep_states()
    assert {text.state for text in OutgoingMessage.objects.all()} == {State.QUEUED}


@pytest.mark.parametrize("first", ["a text", "an error"])
def test_an_opt_out_told_as_their_text_is_handled_reaches_a_human(cast: Cast, first: str) -> None:
    owner_id = cast.side.subject.public_id

    def handle_a_text() -> None:
        with transaction.atomic():
            hold(owner_id)
            verify_number(owner_id)

    def hear_of_it() -> None:
        provider_opted_out(owner_id)

    if first == "a text":
        ended = crossed(handle_a_text, locks("companion_subject"), hear_of_it)
    else:
        ended = crossed(hear_of_it, writes("messaging_number"), handle_a_text)
    assert ended == [None, None]
    number = live_number(owner_id)
    assert number is not None
    assert number.opted_out_at is not None
    assert Alert.objects.get().kind == Alert.Kind.STOPPED
