"""What nobody answered for a day is put once more: once, within the budget, and never after."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from companion.models import Question, SafeContactRule
from companion.tasks import remind_people
from messaging.changes.sweeps import sweep_states
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
FIRST = "Visit the flat together"


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON) as travelling:
        yield travelling


@pytest.fixture
def cast(clock: time_machine.Traveller) -> Cast:
    return make_cast()


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    factories.action(cast.side, cast.member, cast.chair)
    phone = phone_of(cast.side, provider)
    assert FIRST in phone.waits()[0]
    return phone


def test_a_question_is_put_once_more_after_a_day_and_then_no_more(
    clock: time_machine.Traveller, phone: Phone
) -> None:
    clock.shift(timedelta(hours=23))
    remind_people()
    assert phone.waits() == []
    clock.shift(timedelta(hours=1, minutes=1))
    remind_people()
    assert FIRST in phone.waits()[0]
    clock.shift(timedelta(hours=30))
    remind_people()
    assert phone.waits() == []
    assert "kept your answer" in phone.texts("1")[0]


def test_it_waits_for_the_budget_while_the_question_stays_open_and_never_comes_after_the_answer(
    clock: time_machine.Traveller, cast: Cast, phone: Phone
) -> None:
    SafeContactRule.objects.update(unprompted_a_day=0)
    clock.shift(timedelta(hours=25))
    remind_people()
    assert phone.waits() == []
    assert OutgoingMessage.objects.latest("pk").reason == "budget"
    assert len(phone.texts("1")) == 1
    assert cast.side.agreed_actions.get().responses.get().answer == "agree"
    assert OutgoingMessage.objects.get(state="expired").reason == "answered"


def test_what_waits_too_long_is_not_put_again_and_leaves_time_to_answer(
    clock: time_machine.Traveller, phone: Phone
) -> None:
    SafeContactRule.objects.update(unprompted_a_day=0)
    clock.shift(timedelta(hours=25))
    remind_people()
    phone.waits()
    clock.shift(timedelta(hours=35, minutes=1))
    sweep_states()
    assert OutgoingMessage.objects.latest("pk").state == "expired"
    assert "kept your answer" in phone.texts("1")[0]


def test_nobody_is_reminded_of_who_may_know_or_of_a_menu(
    clock: time_machine.Traveller, cast: Cast, phone: Phone
) -> None:
    phone.texts("2")
    phone.texts("Not on Monday")
    phone.texts("NEED a flat")
    phone.texts("5")
    clock.shift(timedelta(hours=25))
    remind_people()
    assert Question.objects.unsettled().get().kind == "audience"
    assert phone.waits() == []
