"""Telling in person, and writing down what a person says of an action."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companion.changes.answers import Tell, answer_need
from companion.models import AgreedAction, Feedback, PanelAnswer, Telling
from messaging.models import OutgoingMessage
from tests import factories
from tests.companion.advocate.conftest import Desk, deliver
from tests.fakes import FakeTwilio


def test_once_told_in_person_a_text_may_speak_of_it(desk: Desk, provider: FakeTwilio) -> None:
    deliver()
    assert not any("A flat is free" in text.body for text in provider.sent)
    page = desk.post("told", desk.to_tell)
    assert "Told in person on" in page
    assert "I have told them" not in page
    deliver()
    assert any("A flat is free" in text.body for text in provider.sent)
    assert Telling.objects.get(pk=desk.to_tell.pk).told_by == desk.cast.advocate


def test_what_is_told_already_or_never_is_not_told_again(desk: Desk) -> None:
    desk.post("told", desk.to_tell)
    assert "There is nothing here that you tell them." in desk.post("told", desk.to_tell)
    never = Tell("not_told", "It would warn somebody.", timezone.localdate() + timedelta(days=9))
    answer_need(desk.need, "declined", "No.", never, acting_user=desk.cast.member)
    telling = PanelAnswer.objects.latest("pk").telling
    assert "There is nothing here that you tell them." in desk.post("told", telling)
    assert Telling.objects.get(pk=telling.pk).told_at is None


def test_an_answer_written_down_for_them_says_so_and_settles_the_question(
    desk: Desk, provider: FakeTwilio
) -> None:
    page = desk.post("answer", desk.open_action, answer="change", words="Not on a Monday.")
    assert "change it (written down for them by their advocate)" in page
    assert "Not on a Monday." in page
    response = desk.open_action.responses.get()
    assert (response.answer, response.recorded_by) == ("change", desk.cast.advocate)
    deliver()
    asked = OutgoingMessage.objects.get(about=desk.open_action.public_id)
    assert (asked.state, asked.reason) == ("withheld", "settled")


def test_they_may_say_something_else_later_and_the_newest_stands(desk: Desk) -> None:
    desk.post("answer", desk.open_action, answer="no")
    assert "They say something else now" in desk.read()
    page = desk.post("answer", desk.open_action, answer="agree")
    assert "yes (written down for them by their advocate)" in page
    assert desk.open_action.responses.count() == 2


def test_an_action_to_tell_in_person_is_answered_only_after_that(desk: Desk) -> None:
    first = factories.action(
        desk.side,
        desk.cast.member,
        desk.cast.coordinator,
        "Offer a place",
        tell=Tell("advocate_first"),
    )
    assert desk.client.get(desk.address("answer", first)).status_code == 404
    desk.post("told", first.telling)
    assert "yes (written" in desk.post("answer", first, answer="agree")


def test_a_requirement_is_never_dressed_up_as_a_choice(desk: Desk) -> None:
    required = factories.action(
        desk.side, desk.cast.member, desk.cast.coordinator, "Sign on weekly", statutory=True
    )
    assert "A legal requirement, not a choice." in desk.read("answer", required)
    assert "A legal requirement" not in desk.read("answer", desk.open_action)


def test_their_account_stands_beside_the_owners(desk: Desk) -> None:
    page = desk.post("feedback", desk.done_action, happened="partly", helped="2", words="one door")
    assert "Some of it happened (written down for them by their advocate)" in page
    assert "New locks on both doors." in page
    assert "Helped: 2 of 5" in page
    feedback = Feedback.objects.get()
    assert (feedback.helped, feedback.recorded_by) == (2, desk.cast.advocate)


def test_of_what_is_not_done_there_is_no_account(desk: Desk) -> None:
    assert desk.client.get(desk.address("feedback", desk.open_action)).status_code == 404
    assert desk.client.get(desk.address("feedback", desk.done_action)).status_code == 200


@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        ("answer", {"answer": ""}, "Choose what they said."),
        ("answer", {"answer": "maybe"}, "Select a valid choice"),
        ("feedback", {"happened": ""}, "Choose what they said."),
        ("feedback", {"happened": "yes", "helped": "6"}, "Select a valid choice"),
        ("feedback", {"happened": "no", "helped": "5"}, "so it cannot have helped"),
    ],
)
def test_what_is_wrong_is_said_and_their_words_stay(
    desk: Desk, form: str, typed: dict[str, str], said: str
) -> None:
    action: AgreedAction = desk.open_action if form == "answer" else desk.done_action
    page = desk.post(form, action, **typed, words="nobody came to me")
    assert said in page
    assert "nobody came to me" in page
    assert not action.responses.exists()
    assert not action.feedback.exists()
