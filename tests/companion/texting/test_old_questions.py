"""A question nobody answers makes room, and the words it was about reach a human."""

from datetime import UTC, datetime, timedelta

import time_machine

from companion.models import Alert, Question
from companion.tasks import close_questions
from messaging.models import IncomingMessage
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
        phone_of(make_cast().side, provider).texts("umbrella my cat is called Tiddles")
        clock.shift(timedelta(hours=24, minutes=1))
        close_questions()
        assert Alert.objects.get().kind == "duress"


def test_an_unsorted_text_goes_to_the_advocate_though_nobody_could_be_asked(
    db: None, provider: FakeTwilio
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        phone = phone_of(make_cast().side, provider)
        phone.texts("PAUSE 1W")
        assert phone.texts("my cat is called Tiddles") == []
        clock.shift(timedelta(hours=24, minutes=1))
        close_questions()
        assert Alert.objects.get().kind == "message"


def test_a_menu_that_was_set_aside_keeps_its_own_day(db: None, provider: FakeTwilio) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        phone = phone_of(make_cast().side, provider)
        (menu,) = phone.texts("my cat is called Tiddles")
        clock.shift(timedelta(hours=20))
        phone.texts("NEED a flat")
        assert menu in phone.texts("5 1")  # the menu comes back
        clock.shift(timedelta(hours=3, minutes=59))
        close_questions()
        assert not Alert.objects.exists()
        clock.shift(timedelta(minutes=2))
        close_questions()
        alert = Alert.objects.get()
        assert alert.kind == "message"
        assert IncomingMessage.objects.get(public_id=alert.message).body.startswith("my cat")
        assert not Question.objects.unsettled().exists()


def test_start_in_a_pause_reaches_the_advocate_and_nothing_replies(
    db: None, provider: FakeTwilio
) -> None:
    phone = phone_of(make_cast().side, provider)
    phone.texts("PAUSE 1W")
    assert phone.texts("START") == []
    assert Alert.objects.get().kind == "start"


def test_what_was_set_aside_comes_after_the_thanks_and_costs_no_budget(
    db: None, provider: FakeTwilio
) -> None:
    with time_machine.travel(NOON) as clock:
        cast = make_cast()
        phone = phone_of(cast.side, provider)
        factories.action(cast.side, cast.member, cast.chair, "First thing")
        phone.waits()
        phone.texts("NEED a flat")  # the action is put again after this
        phone.texts("PLAN")  # it rides along, and finds another question open
        cast.side.subject.safe_contact_rule.unprompted_a_day = 0
        cast.side.subject.safe_contact_rule.save()
        clock.shift(timedelta(hours=1))
        thanks, question = phone.texts("5 1")
        assert "kept this" in thanks and "First thing" in question


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
