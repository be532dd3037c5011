"""An answer taken back or corrected, another advocate, another language, and asking only once."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.people import change_advocate
from companion.models import Advocacy, AgreedAction, Alert, Event, Need, Subject
from companion.texting.reading import read
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def open_alerts() -> set[str]:
    return set(Alert.objects.filter(seen_at__isnull=True).values_list("kind", flat=True))


def test_undo_takes_the_last_answer_back_and_asks_anew(cast: Cast, phone: Phone) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("1")
    assert "Reply 1" in phone.texts("UNDO")[0]
    assert action.responses.latest().answer == "could_not"
    phone.texts("3")
    assert [one.answer for one in action.responses.order_by("pk")] == ["agree", "could_not", "no"]
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds.count("action_answered") == 3 and "answer_taken_back" in kinds
    assert open_alerts() == {"undone"}


def test_a_correction_stands_in_place_of_the_last_answer(cast: Cast, phone: Phone) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("1")
    assert "what should be different" in phone.texts("sorry I meant 2")[0]
    assert action.responses.latest().answer == "change"


@pytest.fixture
def asked_how_much(cast: Cast, phone: Phone) -> AgreedAction:
    """They have just agreed to something, and are asked how much a need of theirs matters."""
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("1")
    phone.texts("NEED a flat")
    return action


def test_sorry_before_an_answer_that_only_the_open_question_takes_answers_it(
    phone: Phone, asked_how_much: AgreedAction
) -> None:
    assert "Who may know" in phone.texts("Sorry, 5")[0]
    assert Need.objects.get().importance == 5
    assert asked_how_much.responses.latest().answer == "agree"
    assert open_alerts() == set()


def test_sorry_before_an_answer_that_both_would_take_is_asked_about(
    phone: Phone, asked_how_much: AgreedAction
) -> None:
    assert "1" in phone.texts("sorry 2")[0]
    assert Need.objects.get().importance is None
    assert asked_how_much.responses.latest().answer == "agree"
    assert open_alerts() == {"message"}
    # Asked once: what comes now is the answer to what they were asked.
    phone.texts("sorry 2")
    assert Need.objects.get().importance == 2
    assert asked_how_much.responses.latest().answer == "agree"


@pytest.mark.parametrize("asked_about", [False, True])
def test_whoever_says_which_answer_they_correct_corrects_that_one(
    phone: Phone, asked_how_much: AgreedAction, asked_about: bool
) -> None:
    if asked_about:
        phone.texts("sorry 2")
    phone.texts("I meant 2 for the first one")
    assert asked_how_much.responses.latest().answer == "change"
    assert Need.objects.get().importance is None


def test_sorry_before_what_only_the_last_question_takes_corrects_it(
    cast: Cast, phone: Phone
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("3")  # now they are asked what should be different
    assert "what should be different" in phone.texts("sorry 2")[0]
    assert action.responses.latest().answer == "change"


@pytest.mark.parametrize(
    ("language", "sorry", "earlier"),
    [
        ("en", "Sorry, 2", "sorry, 2 for the last one"),
        ("cy", "Sori, 2", "sori 2 i'r cyntaf"),
        ("pl", "Przepraszam, 2", "miało być 2 na pierwsze pytanie"),
        ("ro", "Scuze, 2", "am vrut să zic 2 la prima întrebare"),
        ("ur", "maaf 2", "mera matlab 2 pehle wale ka"),
        ("ur", "معاف کریں 2", "میرا مطلب 2 پہلے سوال کے لیے"),
        ("pa", "maaf karna 2", "mera matlab 2 pehle wale layi"),
        ("pa", "ਮਾਫ਼ ਕਰਨਾ 2", "ਮੇਰਾ ਮਤਲਬ 2 ਪਹਿਲੇ ਵਾਲੇ ਲਈ"),
    ],
)
def test_an_apology_alone_is_no_sure_correction_in_any_language(
    language: str, sorry: str, earlier: str
) -> None:
    only, named = read(sorry, language), read(earlier, language)
    assert (only.numbers, only.corrected, only.sorry, only.earlier) == ((2,), True, True, False)
    assert (named.numbers, named.corrected, named.sorry, named.earlier) == ((2,), True, False, True)
    assert not read("sorry 2 not 1", language).sorry


def test_a_number_alone_says_nothing_of_what_should_be_different(cast: Cast, phone: Phone) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    assert "what should be different" in phone.texts("3")[0]
    phone.texts("2")
    assert action.responses.latest().words == ""
    phone.texts("Not on a Monday, 9 is too early")
    assert action.responses.latest().words == "Not on a Monday, 9 is too early"
    assert action.responses.latest().answer == "no"


def test_undo_of_who_may_know_leaves_it_with_the_advocate(phone: Phone) -> None:
    phone.texts("NEED a flat")
    phone.texts("5 2")
    assert Need.objects.get().statement.audience == "panel"
    phone.texts("undo that please")
    assert Need.objects.get().statement.audience == "advocate"


def test_a_correction_after_undo_answers_what_was_asked_anew(phone: Phone) -> None:
    phone.texts("NEED a flat")
    phone.texts("3")
    phone.texts("2")
    assert "Who may know" in phone.texts("UNDO")[0]
    assert "kept" in phone.texts("no I meant 1")[0]
    need = Need.objects.get()
    assert (need.importance, need.statement.audience) == (3, "advocate")


def test_after_an_hour_or_with_nothing_to_undo_a_human_reads_it(cast: Cast, phone: Phone) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("undo")
    phone.texts("1")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        phone.texts("undo")
    assert action.responses.latest().answer == "agree"
    assert open_alerts() == {"message"}


def test_undo_never_undoes_a_stop(cast: Cast, phone: Phone) -> None:
    phone.texts("STOP")
    assert phone.texts("UNDO") == []
    cast.side.subject.safe_contact_rule.refresh_from_db()
    assert cast.side.subject.safe_contact_rule.stopped_at


def test_who_asks_for_another_advocate_asks_the_coordinator_past_the_present_one(
    cast: Cast, phone: Phone, client: Client
) -> None:
    assert "advocate" not in phone.texts("change advocate")[0]
    assert Advocacy.objects.filter(side=cast.side, ended_at__isnull=True).exists()
    sign_in(client, cast.advocate)
    assert "another advocate" not in client.get(reverse("advocate:today")).content.decode()
    sign_in(client, cast.coordinator)
    desk = client.get(reverse("panel:desk")).content.decode()
    assert "Asks for another advocate" in desk
    assert reverse("panel:advocate", args=[cast.side.public_id]) in desk
    until = timezone.now() + timedelta(days=30)
    change_advocate(cast.side, cast.member, until, acting_user=cast.coordinator)
    assert Advocacy.objects.get(side=cast.side, ended_at__isnull=True).advocate == cast.member
    assert open_alerts() == set()


def test_a_language_that_is_offered_may_be_chosen_in_mid_conversation(
    cast: Cast, phone: Phone, settings: Any
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    # Nobody has reviewed the words: outside the demonstration they are not offered.
    assert "passed them on" in phone.texts("po polsku proszę")[0]
    assert Subject.objects.get(pk=cast.side.subject_id).language == "en"
    assert open_alerts() == {"message"}
    settings.DEMO = True
    assert phone.texts("po polsku proszę")[0].startswith("Dziękujemy. Twoje słowa są zapisane")
    assert Subject.objects.get(pk=cast.side.subject_id).language == "pl"
    assert open_alerts() == {"language", "message"}
    phone.texts("zgadzam się")
    assert action.responses.get().answer == "agree"


def test_the_choice_is_put_once_more_then_a_human_takes_over(cast: Cast, phone: Phone) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    assert "Reply 1 agree" in phone.texts("what day is it")[0]
    assert "passed them on" in phone.texts("I mean which day")[0]
    phone.texts("3")
    assert action.responses.get().answer == "no"
