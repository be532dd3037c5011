"""From the outbox to the provider: claimed once, checked when claimed, never blindly sent twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from messaging import twilio
from messaging.changes import (
    assign_number,
    claim_batch,
    compose,
    live_number,
    look_up_unknowns,
    record_callback,
    record_results,
    release,
    sweep_states,
)
from messaging.changes.sending import deliver
from messaging.delivering import deliver_due
from messaging.models import Attempt, IncomingMessage, OutgoingMessage, State
from messaging.twilio import Accepted, Ambiguous, Found, Refused, Retry
from tests.fakes import FakeTwilio, bodies, new_sid
from tests.messaging import handlers
from tests.messaging.provider import PHONE, SENDER

pytestmark = pytest.mark.django_db


def state_of(message: OutgoingMessage) -> State:
    message.refresh_from_db()
    return State(message.state)


def let_time_pass(**past: float) -> None:
    """Make everything due earlier by so much."""
    for message in OutgoingMessage.objects.exclude(due_at=None):
        due_at = (message.due_at or timezone.now()) - timedelta(**past)
        OutgoingMessage.objects.filter(pk=message.pk).update(due_at=due_at)


def test_a_text_goes_out_once_and_what_was_sent_is_kept(person: UUID, provider: FakeTwilio) -> None:
    message = compose(person, "hello", about=uuid4())
    assert deliver_due(5) == 1
    assert deliver_due(5) == 0
    assert [(text.number, text.sender) for text in provider.sent] == [(PHONE, SENDER)]
    assert state_of(message) == State.ACCEPTED
    assert (message.body, message.sender, message.level) == ("hello", SENDER, "cover")
    assert message.accepted_at is not None
    assert Attempt.objects.get().outcome == "accepted"
    assert provider.callbacks[0].startswith("http://testserver/sms/status/")


def test_what_was_sent_is_sealed_in_the_table(person: UUID, provider: FakeTwilio) -> None:
    compose(person, "news", own_words="canary words")
    deliver_due(5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM messaging_outgoingmessage")
        assert "canary" not in str(cursor.fetchall())
    assert bodies(provider.sent) == ["canary words"]


def test_replies_go_first_and_each_person_in_order(person: UUID, provider: FakeTwilio) -> None:
    question = IncomingMessage.objects.create(provider_id=new_sid(), sender_index="x")
    for wording in ("first", "second"):
        compose(person, wording)
    compose(person, "reminder", priority=OutgoingMessage.REMINDER)
    compose(person, "reply", reply_to=question)
    deliver_due(5)
    assert bodies(provider.sent) == ["reply", "first", "second", "reminder"]


def test_many_people_are_claimed_together_but_each_once(provider: FakeTwilio) -> None:
    people = [uuid4() for _ in range(30)]
    for place, owner_id in enumerate(people):
        assign_number(owner_id, f"+447700900{place + 100}", SENDER)
        compose(owner_id, f"a{place}")
        compose(owner_id, f"b{place}")
    claims = claim_batch(50)
    assert sorted(claim.owner_id for claim in claims) == sorted(people)
    assert claim_batch(50) == []
    record_results((claim, deliver(claim)) for claim in claims)
    assert len(claim_batch(50)) == 30


def test_a_claim_costs_the_same_few_queries_for_one_as_for_twenty(
    provider: FakeTwilio, django_assert_max_num_queries: Any
) -> None:
    for place in range(20):
        owner_id = uuid4()
        assign_number(owner_id, f"+447700900{place + 100}", SENDER)
        compose(owner_id, "hello", priority=OutgoingMessage.REPLY)
    with django_assert_max_num_queries(9):
        claims = claim_batch(20)
    assert len(claims) == 20
    results = [(claim, deliver(claim)) for claim in claims]
    with django_assert_max_num_queries(4):
        record_results(results)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_each_text_once(provider: FakeTwilio) -> None:
    for place in range(20):
        owner_id = uuid4()
        assign_number(owner_id, f"+447700900{place + 100}", SENDER)
        for number in range(3):
            compose(owner_id, f"{place}.{number}")

    def work(_: int) -> int:
        try:
            return deliver_due(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    deliver_due(10)
    said = bodies(provider.sent)
    assert sorted(said) == sorted(f"{p}.{n}" for p in range(20) for n in range(3))
    for place in range(20):
        own = [body for body in said if body.startswith(f"{place}.")]
        assert own == [f"{place}.{n}" for n in range(3)]


def test_the_gate_is_asked_when_claimed_and_a_withheld_text_says_why(
    person: UUID, provider: FakeTwilio, settings: Any
) -> None:
    settings.MESSAGING_GATE = "tests.fakes.shut_gate"
    message = compose(person, "secret")
    assert deliver_due(5) == 0
    assert (state_of(message), message.reason) == (State.WITHHELD, "not_told")
    settings.MESSAGING_GATE = "tests.fakes.open_gate"
    let_time_pass(days=1)
    sweep_states()
    assert state_of(message) == State.WITHHELD
    assert release(uuid4()) == 0
    assert release(person, ["other"]) == 0
    assert release(person, ["not_told"]) == 1
    assert deliver_due(5) == 1
    assert (state_of(message), message.reason) == (State.ACCEPTED, "")


def test_a_text_withheld_until_an_hour_is_asked_about_again_then(
    person: UUID, provider: FakeTwilio
) -> None:
    message = compose(person, "later")
    until = timezone.now() + timedelta(hours=1)
    OutgoingMessage.objects.update(state=State.WITHHELD, reason="safe_hours", due_at=until)
    sweep_states()
    assert state_of(message) == State.WITHHELD
    let_time_pass(hours=2)
    sweep_states()
    assert deliver_due(5) == 1


def test_a_gate_that_raises_sends_nothing_and_stops_nobody_else(
    person: UUID, provider: FakeTwilio, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MESSAGING_GATE = "tests.fakes.broken_gate"
    poison = compose(person, "poison")
    other = uuid4()
    assign_number(other, "+447700900002", SENDER)
    compose(other, "hello")
    assert deliver_due(5) == 1
    assert bodies(provider.sent) == ["hello"]
    assert (state_of(poison), poison.reason) == (State.WITHHELD, "gate_failed")
    assert "in broken_gate" in caplog.text and "POISON" not in caplog.text
    let_time_pass(minutes=2)
    sweep_states()
    assert state_of(poison) == State.QUEUED


def test_what_is_too_late_expires_and_is_never_sent(person: UUID, provider: FakeTwilio) -> None:
    late = compose(person, "late", expires_at=timezone.now() - timedelta(seconds=1))
    assert deliver_due(5) == 0
    sweep_states()
    assert state_of(late) == State.EXPIRED
    assert provider.sent == []


def test_what_is_not_yet_due_waits(person: UUID, provider: FakeTwilio) -> None:
    compose(person, "tomorrow", due_at=timezone.now() + timedelta(days=1))
    assert deliver_due(5) == 0
    let_time_pass(days=2)
    assert deliver_due(5) == 1


def test_a_connection_never_made_is_tried_again_with_a_fresh_token(
    person: UUID, provider: FakeTwilio
) -> None:
    provider.will(Retry("NewConnectionError"))
    message = compose(person, "hello")
    deliver_due(5)
    assert state_of(message) == State.QUEUED
    assert deliver_due(5) == 0
    let_time_pass(seconds=10)
    assert deliver_due(5) == 1
    assert state_of(message) == State.ACCEPTED
    assert len(set(provider.tokens)) == 2


@pytest.mark.parametrize("answer", [Ambiguous("ReadTimeoutError"), ValueError("what was said")])
def test_nobody_knows_whether_it_left_so_it_is_never_sent_again(
    person: UUID, provider: FakeTwilio, answer: Any
) -> None:
    provider.will(answer)
    message = compose(person, "hello")
    deliver_due(5)
    for _ in range(20):
        let_time_pass(hours=1)
        sweep_states()
        look_up_unknowns()
        deliver_due(5)
    assert state_of(message) == State.UNKNOWN
    assert len(provider.sent) == 1


def test_a_killed_worker_leaves_an_unknown_and_not_a_second_text(
    person: UUID, provider: FakeTwilio
) -> None:
    message = compose(person, "hello")
    assert len(claim_batch()) == 1  # and then the worker is killed
    sweep_states()
    assert state_of(message) == State.SENDING
    let_time_pass(seconds=61)
    sweep_states()
    assert state_of(message) == State.UNKNOWN
    assert deliver_due(5) == 0


def test_an_answer_that_comes_late_still_settles_what_was_unknown(
    person: UUID, provider: FakeTwilio
) -> None:
    message = compose(person, "hello")
    [claim] = claim_batch()
    let_time_pass(seconds=61)
    sweep_states()
    record_results([(claim, Accepted("SM" + "a" * 32))])
    assert state_of(message) == State.ACCEPTED


def test_an_unknown_is_settled_by_what_the_provider_remembers(
    person: UUID, provider: FakeTwilio
) -> None:
    provider.will(Ambiguous("http_502"))
    message = compose(person, "hello")
    deliver_due(5)
    sid = new_sid()
    now = timezone.now()
    provider.kept = [
        Found(new_sid(), "delivered", "", "other words", now),
        Found(new_sid(), "delivered", "", "hello", now - timedelta(hours=1)),
        Found(sid, "sent", "", "hello", now),
    ]
    assert look_up_unknowns() == 0  # not before a minute has passed
    let_time_pass(seconds=61)
    assert look_up_unknowns() == 1
    assert (state_of(message), message.provider_id) == (State.SENT, sid)
    assert len(provider.sent) == 1


def looks_later(minutes: int) -> None:
    """The provider is asked so much later; whatever may leave then leaves."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        look_up_unknowns()
        deliver_due(5)


def test_what_harms_nobody_and_the_provider_surely_does_not_have_is_sent_once_more(
    person: UUID, provider: FakeTwilio
) -> None:
    provider.will(*[Ambiguous("http_502")] * 3)
    message, other = compose(person, "harmless"), compose(person, "hello")
    deliver_due(5)
    deliver_due(5)
    sent = len(provider.sent)
    looks_later(2)  # it may be written down late
    assert len(provider.sent) == sent
    looks_later(11)
    assert [text.body for text in provider.sent[sent:]] == ["harmless"]
    assert [state_of(one) for one in (message, other)] == [State.UNKNOWN, State.UNKNOWN]
    for minutes in (30, 90, 600):
        looks_later(minutes)  # and not a third time
    assert len(provider.sent) == sent + 1


@pytest.mark.parametrize("there", ["", "harmless"])
def test_what_the_provider_may_have_is_never_sent_again(
    person: UUID, provider: FakeTwilio, there: str
) -> None:
    """One without words may be it: some providers keep none."""
    provider.will(Ambiguous("http_502"))
    message = compose(person, "harmless")
    deliver_due(5)
    provider.kept = [Found(new_sid(), "odd", "", there, timezone.now())]
    looks_later(11)
    assert len(provider.sent) == 1
    assert state_of(message) == State.UNKNOWN


def test_what_is_to_be_sent_once_more_is_not_if_word_of_it_comes_or_its_time_is_over(
    person: UUID, provider: FakeTwilio
) -> None:
    provider.will(*[Ambiguous("http_502")] * 2)
    message = compose(person, "harmless")
    deliver_due(5)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        look_up_unknowns()
        assert state_of(message) == State.QUEUED
        record_callback(provider.tokens[0], new_sid(), "delivered", "")
        assert deliver_due(5) == 0
        assert state_of(message) == State.DELIVERED
    short = compose(person, "harmless", expires_at=timezone.now() + timedelta(minutes=8))
    deliver_due(5)
    looks_later(11)
    assert state_of(short) == State.UNKNOWN
    assert len(provider.sent) == 2


def test_one_text_found_settles_neither_of_two_that_it_might_be(
    person: UUID, provider: FakeTwilio
) -> None:
    provider.will(Ambiguous("http_502"), Ambiguous("http_502"))
    first = compose(person, "hello")
    deliver_due(5)
    second = compose(person, "hello")
    deliver_due(5)
    found = Found(new_sid(), "delivered", "", "hello", timezone.now())
    provider.kept = [found]
    let_time_pass(seconds=61)
    assert look_up_unknowns() == 0
    assert [state_of(one) for one in (first, second)] == [State.UNKNOWN, State.UNKNOWN]
    # The provider names it by its token; what it then still has can only be the other one.
    record_callback(provider.tokens[1], found.provider_id, "delivered", "")
    assert [state_of(one) for one in (first, second)] == [State.UNKNOWN, State.DELIVERED]
    provider.kept.append(Found(new_sid(), "sent", "", "hello", timezone.now()))
    let_time_pass(hours=2)
    assert look_up_unknowns() == 1
    assert state_of(first) == State.SENT


def test_one_found_without_words_settles_what_nothing_else_can_be(
    person: UUID, provider: FakeTwilio
) -> None:
    """The provider keeps no words where it is asked to."""
    provider.will(*[Ambiguous("http_502")] * 3)
    message = compose(person, "hello")
    deliver_due(5)
    provider.kept = [Found(new_sid(), "delivered", "", "", timezone.now())]
    let_time_pass(seconds=61)
    assert look_up_unknowns() == 1
    assert (state_of(message), message.provider_id) == (
        State.DELIVERED,
        provider.kept[0].provider_id,
    )
    others = [compose(person, "hello"), compose(person, "other words")]
    deliver_due(5)
    deliver_due(5)
    provider.kept.append(Found(new_sid(), "delivered", "", "", timezone.now()))
    let_time_pass(seconds=61)
    assert look_up_unknowns() == 0  # it may be either
    assert {state_of(other) for other in others} == {State.UNKNOWN}


def test_as_many_found_as_there_might_be_settle_all_of_them(
    person: UUID, provider: FakeTwilio
) -> None:
    provider.will(Ambiguous("http_502"), Ambiguous("http_502"))
    for _ in range(2):
        compose(person, "hello")
        deliver_due(5)
    now = timezone.now()
    provider.kept = [Found(new_sid(), "sent", "", "hello", now) for _ in range(2)]
    let_time_pass(seconds=61)
    assert look_up_unknowns() == 2
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_an_opt_out_told_in_the_response_counts_as_stop(person: UUID, provider: FakeTwilio) -> None:
    handlers.OPTED_OUT.clear()
    provider.will(*[Refused("21610")] * 2)
    message = compose(person, "one")
    compose(person, "two")
    deliver_due(5)
    assert (state_of(message), message.reason, message.error_code) == (
        State.FAILED,
        "opted_out",
        "21610",
    )
    number = live_number(person)
    assert number is not None
    assert number.opted_out_at is not None
    assert handlers.OPTED_OUT == [person]  # told once


def test_an_opt_out_stands_even_if_nobody_can_be_told(
    person: UUID, provider: FakeTwilio, settings: Any
) -> None:
    settings.MESSAGING_OPTED_OUT = "tests.messaging.handlers.opt_out_fails"
    provider.will(Refused("21610"))
    message = compose(person, "one")
    deliver_due(5)
    assert state_of(message) == State.FAILED
    number = live_number(person)
    assert number is not None
    assert number.opted_out_at is not None


def test_a_number_the_provider_calls_bad_is_frozen(person: UUID, provider: FakeTwilio) -> None:
    provider.will(Refused("21211"))
    message = compose(person, "hello")
    deliver_due(5)
    assert state_of(message) == State.FAILED
    number = live_number(person)
    assert number is not None
    assert number.frozen_because == "number_refused"


@pytest.mark.django_db(transaction=True)
def test_one_call_that_hangs_does_not_hold_up_the_others(
    person: UUID, provider: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang, take = threading.Event(), provider.send
    others = [uuid4() for _ in range(3)]
    for place, owner_id in enumerate(others):
        assign_number(owner_id, f"+447700900{place + 100}", SENDER)

    def send(text: Any, callback_url: str) -> Any:
        if text.body == "hangs":
            for owner_id in others:  # composed while the call hangs
                compose(owner_id, "hello")
            connection.close()
            assert hang.wait(20)
        answer = take(text, callback_url)
        if bodies(provider.sent).count("hello") == 3:
            hang.set()
        return answer

    monkeypatch.setattr(twilio, "send", send)
    compose(person, "hangs")
    assert deliver_due(10) == 4
    assert bodies(provider.sent) == ["hello", "hello", "hello", "hangs"]
