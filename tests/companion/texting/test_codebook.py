"""The codebook: the whole loop in a person's own harmless words, and nothing beyond it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.access.codebook import codes_by_thing
from companion.access.contact import rule_of
from companion.changes.answers import Tell, answer_need
from companion.changes.codebook import agree_code, end_code
from companion.changes.contact import agree_rule
from companion.models import (
    ActionResponse,
    AgreedAction,
    CaseSubject,
    Code,
    Need,
    WordingKey,
)
from companion.texting.codebook import fault_of_code, in_code
from companion.texting.gate import Case
from content.wordings import forbidden_in
from messaging.changes import compose, live_number
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    """Cover words only, and a repair for a cover."""
    reach = factories.reach(cast.phone, level="cover", cover="repair")
    agree_rule(cast.side, reach, acting_user=cast.advocate)
    return phone_of(cast.side, provider)


def code(cast: Cast, kind: str, words: str, about: Need | AgreedAction | None = None) -> Code:
    until = timezone.now() + timedelta(days=90)
    thing = about.public_id if about else None
    return agree_code(cast.side, kind, words, about=thing, until=until, acting_user=cast.advocate)


def test_at_cover_level_a_text_says_in_their_words_what_it_is_about(
    cast: Cast, phone: Phone
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    red = code(cast, "action", "the red shoes", action)
    assert phone.waits() == [
        "The red shoes. Your repair has been set up. Reply 1 ok, 2 change, 3 no."
    ]
    other = factories.action(cast.side, cast.member, cast.chair, "Change the locks")
    code(cast, "action", "a blue lamp", other)
    phone.texts("1")
    assert phone.texts("PLAN") == [
        "A blue lamp. Your repair is in our list. Reply CALL to talk about it.",
        "The red shoes. Your repair is in our list. Reply CALL to talk about it.",
    ]
    end_code(red, acting_user=cast.advocate)
    assert phone.texts("PLAN")[1:] == ["Your repair is in our list. Reply CALL to talk about it."]
    assert not any(forbidden_in(text) for text in phone.received())


def test_a_need_has_its_words_in_each_text_about_it_and_in_no_other(
    cast: Cast, phone: Phone
) -> None:
    phone.texts("NEED a flat")
    need = Need.objects.get()
    code(cast, "need", "the old bike", need)
    assert phone.texts("5")[0].startswith("The old bike. ")
    phone.texts("1")
    answer_need(need, "declined", "No.", Tell("now"), acting_user=cast.chair)
    assert [text.startswith("The old bike. ") for text in phone.waits()] == [True]
    assert not any("old bike" in text for text in phone.texts("CALL"))
    open_words = factories.reach(cast.phone, level="safe_hours")
    agree_rule(cast.side, open_words, acting_user=cast.advocate)
    answer_need(need, "declined", "No.", Tell("now"), acting_user=cast.chair)
    assert ["old bike" in text for text in phone.waits()] == [False]


def test_whatever_asks_or_tells_of_a_need_or_a_goal_says_their_words_for_it(
    cast: Cast, phone: Phone
) -> None:
    need, goal = factories.need(cast.side, "a flat"), factories.goal(cast.side, "to sleep")
    for kind, thing in (("need", need), ("goal", goal)):
        code(cast, kind, f"the {kind} bike", thing)
    owner = cast.side.subject.public_id
    for wording, thing, said in (
        (WordingKey.NEED_IMPORTANCE, need, "The need bike. "),
        (WordingKey.NEED_AUDIENCE, need, "The need bike. "),
        (WordingKey.YOU_SAID_WE_DID, need, "The need bike. "),
        (WordingKey.GOAL_RATING, goal, "The goal bike. "),
        (WordingKey.GOAL_AUDIENCE, goal, "The goal bike. "),
        (WordingKey.CALL_KEPT, need, ""),
    ):
        text = compose(owner, wording, about=thing.public_id, thread=cast.side.public_id)
        case = Case(text, timezone.now(), live_number(owner), rule_of(cast.side))  # type: ignore[arg-type]
        codes = codes_by_thing([owner])[owner]
        assert in_code("A text.", case.things, codes, "en") == f"{said}A text.", wording


def test_an_answer_in_their_words_answers_the_open_question_and_nothing_else(
    cast: Cast, phone: Phone
) -> None:
    code(cast, "yes", "lovely weather")
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("what lovely weather we had in May")
    assert not ActionResponse.objects.exists()
    phone.texts("Lovely weather, thanks")
    assert ActionResponse.objects.get().agreed_action == action
    assert ActionResponse.objects.get().answer == "agree"
    phone.texts("lovely weather")
    assert ActionResponse.objects.count() == 1
    assert not Need.objects.exists()


def test_words_run_out(cast: Cast, phone: Phone) -> None:
    factories.action(cast.side, cast.member, cast.chair)
    code(cast, "no", "no cheese today")
    phone.waits()
    with time_machine.travel(timezone.now() + timedelta(hours=71)):
        Code.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        phone.texts("no cheese today")
        assert not ActionResponse.objects.exists()


def test_the_advocate_agrees_words_on_a_page_and_reads_texts_by_them(
    cast: Cast, phone: Phone, client: Client
) -> None:
    need = factories.need(cast.side, "somewhere safe to live")
    sign_in(client, cast.advocate)
    page = reverse("advocate:codebook", args=[cast.side.public_id])
    refused = client.post(page, {"thing": str(need.public_id), "words": "bluebell bulbs"})
    assert "This is one of their secret words." in refused.content.decode()
    assert 'value="bluebell bulbs"' in refused.content.decode()
    client.post(page, {"thing": str(need.public_id), "words": "the red shoes"})
    phone.texts("are the red shoes in yet")
    person = client.get(reverse("advocate:person", args=[cast.side.public_id])).content.decode()
    assert "are the red shoes in yet" in person
    assert "“the red shoes” stands for: somewhere safe to live" in person
    assert need.answers.count() == 0
    rule_page = reverse("advocate:rule", args=[cast.side.public_id])
    refused = client.post(rule_page, {"code_word": "shoes"})
    assert "They picked this word for something else." in refused.content.decode()
    kept = Code.objects.get()
    client.post(page, {"end": str(kept.public_id)})
    assert not Code.objects.standing(timezone.now()).exists()
    assert client.post(page, {"end": "nonsense"}).status_code == 404
    other = reverse("advocate:codebook", args=[cast.other_side.public_id])
    assert client.post(other, {"thing": "yes", "words": "green tea"}).status_code == 404


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cat", "four letters"),
        ("one two three four five six", "one to five words"),
        ("size 5", "letters only"),
        ("the court shoes", "never says this"),
        ("umbrella stand", "secret words"),
        ("stop", "means something"),
        ("please call me later", "means something"),
        ("thanks okay", "means something"),
        ("red shoes", "mistaken"),
        ("the red shoes and bag", "mistaken"),
        ("a green hat", ""),
    ],
)
def test_words_that_would_be_mistaken_for_something_else_are_refused(words: str, said: str) -> None:
    rule = factories.unsaved_rule("bluebell", "umbrella")
    standing = [Code(words="the red shoes", kind="yes")]
    fault = fault_of_code(words, "en", rule, standing)
    assert said in fault and bool(said) == bool(fault)


def test_the_other_side_never_speaks_in_these_words(cast: Cast, phone: Phone) -> None:
    other: CaseSubject = cast.other_side
    code(cast, "yes", "lovely weather")
    theirs = phone_of(other, phone.provider)
    factories.action(other, cast.other_member, cast.other_member)
    theirs.waits()
    theirs.texts("lovely weather")
    assert not ActionResponse.objects.exists()
