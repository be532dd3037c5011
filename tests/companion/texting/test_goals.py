"""What a person wants to change, and how near they are, by text alone."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from companion.access.goals import my_goals, panel_goals
from companion.changes.agreement import withdraw_consent
from companion.changes.contact import confirm_rule
from companion.changes.goals import end_goal, rate_goal, rate_turn_to
from companion.changes.people import leave_case
from companion.changes.questions import ask
from companion.models import Alert, Event, Goal, Question, Statement, TurnTo, WordingKey
from companion.tasks import ask_about_goals, ask_about_trust, close_questions
from messaging.delivering import deliver_due
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def test_a_goal_is_kept_word_for_word_rated_and_shared_as_they_choose(
    cast: Cast, phone: Phone
) -> None:
    [asked] = phone.texts("GOAL See my kids  every week!!")
    assert asked.startswith("You want this:\nSee my kids  every week!!\nHow near are you today?")
    goal = Goal.objects.get()
    assert goal.statement.words == "GOAL See my kids  every week!!"
    assert "Who may know what you want?" in phone.texts("4")[0]
    assert list(panel_goals(cast.member)) == []
    assert "We will ask you now and then" in phone.texts("2")[0]
    assert list(panel_goals(cast.member)) == list(my_goals(cast.advocate)) == [goal]
    assert [rated.rating for rated in goal.ratings.all()] == [4]
    kinds = Event.objects.values_list("kind", flat=True)
    assert {"goal_opened", "goal_rated", "audience_chosen"} <= set(kinds)


def test_seven_and_two_in_one_text_answer_both(phone: Phone) -> None:
    phone.texts("goal: a job")
    assert "We have kept this just as you said it." in phone.texts("7 2")[0]
    goal = Goal.objects.get()
    assert (goal.ratings.get().rating, goal.statement.audience) == (7, "panel")


def test_goal_alone_asks_for_the_words(phone: Phone) -> None:
    assert "tell us what you want to change" in phone.texts("GOAL")[0]
    assert "my own front door" in phone.texts("my own front door")[0]
    assert Goal.objects.get().statement.words == "my own front door"


@pytest.mark.parametrize(
    ("said", "rating"),
    [
        ("0", 0),
        ("ten", 10),
        ("zero", 0),
        ("Nought", 0),
        ("7/10", 7),
        ("3 out of 10", 3),
        ("10", 10),
    ],
)
def test_how_near_is_read_in_every_guise(phone: Phone, said: str, rating: int) -> None:
    phone.texts("GOAL a job")
    phone.texts(said)
    assert Goal.objects.get().ratings.get().rating == rating


@pytest.mark.parametrize("said", ["11", "7 4", "1 2 3", "not yet"])
def test_what_is_no_number_of_the_scale_is_asked_again(phone: Phone, said: str) -> None:
    phone.texts("GOAL a job")
    assert "from 0 (not near at all) to 10 (there)" in phone.texts(said)[0]
    assert not Goal.objects.get().ratings.exists()


def test_some_of_the_panel_stays_with_the_advocate_until_they_asked_who(phone: Phone) -> None:
    phone.texts("GOAL a job")
    phone.texts("5 3")
    assert Goal.objects.get().statement.audience == "advocate"
    assert Alert.objects.get().kind == "who_may_know"


def test_a_goal_rated_again_asks_nothing_more(cast: Cast, phone: Phone) -> None:
    goal = factories.goal(cast.side, "a job", ratings=(3,))
    ask(cast.side, Question.Kind.GOAL_RATING, WordingKey.GOAL_RATING, about=goal.public_id)
    assert phone.waits() == [
        "You want this:\na job\nHow near are you today? "
        "Reply with a number from 0 (not near at all) to 10 (there)."
    ]
    assert phone.texts("6") == ["Thank you. We have kept your number."]
    assert [rated.rating for rated in goal.ratings.order_by("pk")] == [3, 6]


def test_a_goal_that_ended_is_asked_about_no_more(cast: Cast, phone: Phone) -> None:
    phone.texts("GOAL a job")
    goal = Goal.objects.get()
    end_goal(goal, Goal.Ending.REACHED, acting_user=cast.advocate)
    assert not Question.objects.unsettled().exists()
    phone.texts("7")
    assert not goal.ratings.exists()


def test_what_the_advocate_wrote_down_settles_the_question(cast: Cast, phone: Phone) -> None:
    phone.texts("GOAL a job")
    rate_goal(Goal.objects.get(), 2, acting_user=cast.advocate)
    assert not Question.objects.unsettled().exists()


def test_nobody_is_asked_how_near_they_are_to_danger(phone: Phone) -> None:
    for said in ("GOAL kill myself", "GOAL", "I want to die"):
        assert not any("How near" in reply for reply in phone.texts(said))
    assert not Goal.objects.exists()
    assert Alert.objects.filter(kind="harm_self").count() == 2
    assert "GOAL kill myself" in {said.words for said in Statement.objects.all()}


def test_a_goal_sets_the_open_question_aside_and_puts_it_again(cast: Cast, phone: Phone) -> None:
    factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("GOAL a job")
    phone.texts("5 1")
    assert "Visit the flat together" in phone.received()[-1]


def test_a_goal_at_cover_level_gives_nothing_away(cast: Cast, provider: FakeTwilio) -> None:
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.taking_part(side, cast.advocate, level="cover")
    phone = phone_of(side, provider)
    assert phone.texts("GOAL see my kids") == [
        "Thanks, noted. How far along is it? Reply 0 (not begun) to 10 (all done)."
    ]
    assert phone.texts("7 2") == ["Thanks, your booking details are saved."]


def test_a_goal_whose_side_is_unclear_stays_with_the_advocate(
    cast: Cast, provider: FakeTwilio
) -> None:
    from companion.changes.people import add_side, open_case

    case = open_case(cast.other_panel, acting_user=cast.other_member)
    add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    assert "passed them on" in phone_of(cast.side, provider).texts("GOAL a job")[0]
    assert not Goal.objects.exists()
    assert Statement.objects.get().audience == "advocate"


def test_someone_to_turn_to_is_kept_of_the_side(cast: Cast, phone: Phone) -> None:
    ask(cast.side, Question.Kind.TURN_TO, WordingKey.TURN_TO, about=cast.side.public_id)
    assert "one person you trust to turn to" in phone.waits()[0]
    assert phone.texts("8") == ["Thank you. We have kept your number."]
    assert (TurnTo.objects.get().side, TurnTo.objects.get().rating) == (cast.side, 8)


def test_how_near_is_asked_again_after_four_weeks_and_once(
    cast: Cast, provider: FakeTwilio, phone: Phone
) -> None:
    goal = factories.goal(cast.side, "a job", ratings=(3,))
    ended = factories.goal(cast.side, "a car")
    end_goal(ended, Goal.Ending.SET_ASIDE, acting_user=cast.advocate)
    ask_about_goals()
    assert phone.waits() == []
    later = timezone.now() + timedelta(days=28, minutes=1)
    with time_machine.travel(later):
        ask_about_goals()
        ask_about_goals()
        assert ["You want this:\na job" in text for text in phone.waits()] == [True]
        assert phone.texts("6") == ["Thank you. We have kept your number."]
    with time_machine.travel(later + timedelta(days=20)):
        ask_about_goals()
        assert phone.waits() == []
    assert goal.ratings.count() == 2


def test_a_question_nobody_answered_is_not_put_again_at_once(cast: Cast, phone: Phone) -> None:
    factories.goal(cast.side, "a job")
    later = timezone.now() + timedelta(days=29)
    with time_machine.travel(later):
        ask_about_goals()
        assert len(phone.waits()) == 1
    with time_machine.travel(later + timedelta(days=4)):
        close_questions()
        ask_about_goals()
        assert phone.waits() == []
    with time_machine.travel(later + timedelta(days=33)):
        ask_about_goals()
        assert len(phone.waits()) == 1


def test_who_said_no_is_not_asked(cast: Cast, phone: Phone) -> None:
    factories.goal(cast.side, "a job")
    withdraw_consent(cast.side, acting_user=cast.advocate)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        ask_about_goals()
    assert not Question.objects.exists()


def test_someone_to_turn_to_is_asked_once_they_began_and_before_each_review(
    cast: Cast, phone: Phone
) -> None:
    ask_about_trust()
    assert phone.waits() == []
    began = timezone.now() + timedelta(days=1, minutes=1)
    with time_machine.travel(began):
        ask_about_trust()
        ask_about_trust()
        assert ["one person you trust to turn to" in text for text in phone.waits()] == [True]
        phone.texts("3")
    with time_machine.travel(began + timedelta(days=40)):
        ask_about_trust()
        assert phone.waits() == []
    confirm_rule(cast.side, acting_user=cast.advocate)
    with time_machine.travel(began + timedelta(days=83)):
        ask_about_trust()
        ask_about_trust()
        assert ["one person you trust to turn to" in text for text in phone.waits()] == [True]
        phone.texts("8")
        ask_about_trust()
        assert phone.waits() == []
    assert [one.rating for one in TurnTo.objects.order_by("pk")] == [3, 8]
    assert {one.side for one in TurnTo.objects.all()} == {cast.side}


@pytest.mark.parametrize("level", ["cover", "when_asked"])
def test_someone_to_turn_to_gives_nothing_away_in_cover_words(
    cast: Cast, provider: FakeTwilio, level: str
) -> None:
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.taking_part(side, cast.advocate, level=level, cover="library")
    phone = phone_of(side, provider)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        ask_about_trust()
        deliver_due(5)
        assert phone.received() == ["How was the library? Reply 0 (poor) to 10 (great)."]
        asked = phone.texts("bluebell") if level == "when_asked" else []
        assert [text for text in asked if "one person you trust" not in text] == []
        phone.texts("nobody" if level == "when_asked" else "0")
    assert TurnTo.objects.get(side=side).rating == 0


def test_what_the_advocate_wrote_down_of_trust_settles_the_question(
    cast: Cast, phone: Phone
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        ask_about_trust()
        rate_turn_to(cast.side, 5, acting_user=cast.advocate)
        assert phone.waits() == []
        assert not Question.objects.unsettled().filter(side=cast.side).exists()


def test_who_said_no_or_left_is_not_asked_for_someone_to_turn_to(cast: Cast, phone: Phone) -> None:
    withdraw_consent(cast.side, acting_user=cast.advocate)
    leave_case(cast.other_side, acting_user=cast.other_member)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        ask_about_trust()
    assert not Question.objects.exists()
