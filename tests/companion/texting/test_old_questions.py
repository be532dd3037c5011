"""A question nobody answers makes room, and the words it was about reach a human."""

from datetime import UTC, datetime, timedelta

import time_machine

from companion.models import Alert
from companion.tasks import close_questions
from tests import factories
from tests.cast import make_cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of

NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)


def test_an_unsorted_text_goes_to_the_advocate_within_the_day(
    db: None, provider: FakeTwilio
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        phone_of(make_cast().side, provider).texts("my cat is called Tiddles")
        clock.shift(timedelta(hours=23))
        close_questions()
        assert not Alert.objects.exists()
        clock.shift(timedelta(hours=1, minutes=1))
        close_questions()
        assert Alert.objects.get().kind == "message"


def test_words_that_an_urgent_alert_brought_to_a_human_are_not_brought_again(
    db: None, provider: FakeTwilio
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        phone_of(make_cast().side, provider).texts("he is outside and he has a knife")
        clock.shift(timedelta(hours=24, minutes=1))
        close_questions()
        assert Alert.objects.get().kind == "in_danger"


def test_a_question_makes_room_after_three_days_and_is_no_longer_answered(
    db: None, provider: FakeTwilio
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        cast = make_cast()
        phone = phone_of(cast.side, provider)
        first = factories.action(cast.side, cast.member, cast.chair, "First thing")
        factories.action(cast.side, cast.member, cast.chair, "Second thing")
        assert "First thing" in phone.waits()[0]
        clock.shift(timedelta(hours=72, minutes=1))
        came = phone.texts("1")
        assert any("not sure which question" in text for text in came)
        assert any("Second thing" in text for text in came)
        close_questions()
        assert not first.responses.exists()
