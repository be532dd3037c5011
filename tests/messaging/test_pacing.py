"""How fast our numbers send: what can wait is held to the provider's pace, an answer never is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from companion.environment import rate
from messaging.changes import assign_number, claim_batch, compose, record_results
from messaging.changes.sending import deliver
from messaging.delivering import deliver_due
from messaging.models import IncomingMessage, OutgoingMessage, Sender, State
from messaging.twilio import Retry
from tests.fakes import FakeTwilio, bodies, new_sid

pytestmark = pytest.mark.django_db

A_SECOND = 5
SENDERS = ("+447700900900", "+447700900901")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
AT_ONCE = 8


@pytest.fixture
def clock(settings: Any) -> Iterator[time_machine.Traveller]:
    settings.TWILIO_SEGMENTS_A_SECOND = A_SECOND
    settings.TWILIO_FROM = list(SENDERS)
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def crowd(how_many: int) -> list[UUID]:
    """People, in turns on one of our numbers and the other."""
    people = [uuid4() for _ in range(how_many)]
    for place, owner_id in enumerate(people):
        assign_number(owner_id, f"+447700900{place + 100}", SENDERS[place % 2])
    return people


def answer(owner_id: UUID, words: str) -> None:
    text = IncomingMessage.objects.create(provider_id=new_sid(), sender_index="x")
    compose(owner_id, words, reply_to=text)


def send_what_may_go() -> list[tuple[str, str]]:
    """Of one claim: our number and the words."""
    claims = claim_batch(AT_ONCE)
    record_results([(claim, deliver(claim)) for claim in claims])
    return [(claim.send.sender, claim.send.body) for claim in claims]


@pytest.mark.parametrize("seed", range(3))
def test_what_can_wait_keeps_the_pace_and_an_answer_goes_at_once(
    clock: time_machine.Traveller, provider: FakeTwilio, seed: int
) -> None:
    chance, people = Random(seed), crowd(40)
    for place, owner_id in enumerate(people):
        words = "x" * chance.choice([100, 161, 307])  # one, two or three segments
        compose(owner_id, "news", own_words=words, priority=chance.choice([5, 9]))
        if place % 3 == 0:
            compose(owner_id, "another")
    waiting = OutgoingMessage.objects.count()
    segments: dict[str, int] = dict.fromkeys(SENDERS, 0)
    answers = 0
    for step in range(200):
        if chance.random() < 0.3 and step < 60:
            answer(chance.choice(people), f"answer {answers}")
            sent = send_what_may_go()
            assert any(words == f"answer {answers}" for _, words in sent)
            answers += 1
        else:
            sent = send_what_may_go()
        for sender, words in sent:
            segments[sender] += len(words) // 161 + 1
        clock.shift(timedelta(seconds=chance.uniform(0.05, 1)))
        gone = (datetime.now(UTC) - NOON).total_seconds()
        for number in segments.values():
            # One claim may begin while the last segment of the one before goes out.
            assert number <= A_SECOND * gone + 3 * AT_ONCE + answers
        if len(provider.sent) == waiting + answers and step >= 60:
            break
    assert len(provider.sent) == waiting + answers
    assert len(set(provider.tokens)) == waiting + answers
    busy = sum(segments.values()) / 2 / A_SECOND
    assert gone < 3 * busy + 60  # and no slower than it has to be


def test_more_waits_until_the_last_has_gone(
    clock: time_machine.Traveller, provider: FakeTwilio
) -> None:
    people = crowd(40)
    for owner_id in people:
        compose(owner_id, "news")
    assert len(send_what_may_go()) == AT_ONCE
    assert send_what_may_go() == []  # each of our numbers has been given four
    answer(people[0], "answer")
    assert bodies_of(send_what_may_go()) == ["answer"]
    assert send_what_may_go() == []
    clock.shift(timedelta(seconds=1.1))  # one of them has sent its five, the other's answer too
    assert {words for _, words in send_what_may_go()} == {"news"}


def bodies_of(sent: list[tuple[str, str]]) -> list[str]:
    return [words for _, words in sent]


def test_a_number_turned_away_rests_and_the_others_go_on(
    clock: time_machine.Traveller, provider: FakeTwilio, settings: Any
) -> None:
    settings.TWILIO_SEGMENTS_A_SECOND = 0
    one, other = crowd(2)
    for words in ("first", "second"):
        answer(one, words)
    provider.will(Retry("20429", rest=0))
    assert deliver_due(5) == 1
    answer(other, "theirs")
    clock.shift(timedelta(seconds=0.5))
    provider.sent.clear()
    deliver_due(5)
    assert bodies(provider.sent) == ["theirs"]
    assert OutgoingMessage.objects.filter(state=State.QUEUED).count() == 2
    clock.shift(timedelta(seconds=0.6))
    deliver_due(5)
    assert bodies(provider.sent) == ["theirs", "first", "second"]  # it kept its place


def test_it_rests_longer_each_time_or_as_long_as_it_is_asked(
    clock: time_machine.Traveller, provider: FakeTwilio, settings: Any
) -> None:
    settings.TWILIO_SEGMENTS_A_SECOND = 0
    [one] = crowd(1)
    answer(one, "words")
    for asked, rests in ((0, 1), (0, 2), (0, 4), (30, 30), (9999, 600)):
        provider.will(Retry("20429", rest=asked))
        assert deliver_due(5) == 1
        until = Sender.objects.get(number=SENDERS[0]).resting_until
        assert until is not None
        assert (until - datetime.now(UTC)).total_seconds() == rests
        assert deliver_due(5) == 0
        clock.shift(timedelta(seconds=rests + 0.1))
    deliver_due(5)
    clock.shift(timedelta(minutes=3))
    answer(one, "later")
    provider.will(Retry("21611", rest=0))
    deliver_due(5)
    assert Sender.objects.get(number=SENDERS[0]).rested == 1


def test_calls_that_come_back_together_are_one_refusal(
    clock: time_machine.Traveller, provider: FakeTwilio, settings: Any
) -> None:
    settings.TWILIO_SEGMENTS_A_SECOND = 0
    for owner_id in crowd(8):
        compose(owner_id, "news")
    provider.will(*[Retry("20429", rest=0)] * 8)
    record_results([(claim, deliver(claim)) for claim in claim_batch(8)])
    assert set(Sender.objects.values_list("number", "rested")) == {(n, 1) for n in SENDERS}
    assert OutgoingMessage.objects.filter(state=State.QUEUED).count() == 8
    clock.shift(timedelta(seconds=1.1))
    assert deliver_due(5) == 8


def test_a_pace_that_is_none_stops_the_start_by_name() -> None:
    assert (rate("PACE", "10"), rate("PACE", "0"), rate("PACE", "0.5")) == (10, 0, 0.5)
    for text in ("fast", "-1", "nan", "1001", ""):
        with pytest.raises(ImproperlyConfigured, match="PACE must be a number"):
            rate("PACE", text)
