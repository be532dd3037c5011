"""Texts from unknown numbers reach whoever coordinates, with no case attached, and nobody else."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.errors import DealtWith
from companion.changes.referrals import Asked, refer
from companion.changes.strangers import deal_with
from companion.models import Access, Event, StrangerText, User
from companion.texting.languages import languages_heard
from companion.texting.understanding.tongue import language_of
from content.builtin import builtins
from messaging import twilio
from messaging.models import IncomingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, queries_of
from tests.companion.texting.test_corpus import FOLDER
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in

LIST = "/panel/unknown/"
WORDS = "It is me. This is my new phone."

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    return fake


def inside(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def deal(text: IncomingMessage) -> str:
    return reverse("panel:deal_with_stranger", args=[text.public_id])


def test_a_coordinator_reads_it_says_what_came_of_it_and_it_is_tied_to_nobody(
    cast: Cast, provider: FakeTwilio
) -> None:
    desk = inside(cast.coordinator)
    assertContains(desk.get(LIST), "No text from an unknown number waits.")
    Phone("+447700900998", "+447700900900", provider).texts(WORDS)
    phone_of(cast.side, provider).texts("NEED a flat")
    text = IncomingMessage.objects.of_strangers().get()
    assertContains(desk.get(DESK), "1 text</span> from numbers that we do not know")
    page = desk.get(LIST)
    assertContains(page, WORDS)
    assertContains(page, "+447700900998")
    assertNotContains(page, "a flat")
    seen = Access.objects.filter(page="panel:strangers", subject_id=text.public_id)
    assert [one.user for one in seen] == [cast.coordinator]
    desk.post(deal(text), {"came_of": "forget it"})
    assert not StrangerText.objects.exists()
    for came_of in ("advocate", "nothing"):  # the second comes too late
        answer = desk.post(deal(text), {"came_of": came_of})
    assert answer.status_code == 404
    with pytest.raises(DealtWith):
        deal_with(text, "danger", acting_user=cast.coordinator)
    dealt = StrangerText.objects.get()
    assert (dealt.message, dealt.came_of, dealt.dealt_with_by) == (
        text.public_id,
        "advocate",
        cast.coordinator,
    )
    assert Event.objects.get(kind="stranger_dealt_with").user == cast.coordinator
    assertContains(desk.get(LIST), "No text from an unknown number waits.")
    assertNotContains(desk.get(DESK), "that we do not know")
    text.refresh_from_db()
    assert (text.owner_id, text.thread) == (None, None)


def test_words_of_danger_stand_first_and_say_so_in_any_language(
    cast: Cast, provider: FakeTwilio
) -> None:
    desk = inside(cast.coordinator)
    for at, words in enumerate(["He will kill me", "on mnie zabije", WORDS]):
        Phone(f"+44770090099{at}", "+447700900900", provider).texts(words)
    refer(cast.panel, Asked("Noor", "Asks each week."), acting_user=cast.member)
    today = desk.get(DESK).content.decode()
    assert "3 texts</span> from numbers that we do not know" in today
    assert 0 < today.index("words of danger") < today.index("Noor")
    page = desk.get(LIST).content.decode()
    places = [page.index(words) for words in ("on mnie zabije", "He will kill me", WORDS)]
    assert places == sorted(places) and page.count("words of danger") == 2
    replies = {text.body for text in provider.sent}
    assert len(replies) == 1, "the reply gives away that something was heard"
    for text in IncomingMessage.objects.of_strangers().filter(outcome=StrangerText.IN_DANGER):
        desk.post(deal(text), {"came_of": "danger"})
    assertNotContains(desk.get(DESK), "words of danger")


IN_THEIR_LANGUAGE = {
    "cy": "Mae gen i ffôn newydd",
    "pl": "Dzień dobry, chciałabym porozmawiać",
    "ro": "Bună ziua, acesta este numărul meu nou",
    "ur": "یہ میرا نیا نمبر ہے",
    "pa": "ਇਹ ਮੇਰਾ ਨਵਾਂ ਨੰਬਰ ਹੈ",
}


def test_the_reply_is_in_the_language_of_the_text_where_that_is_clear_and_offered(
    cast: Cast, provider: FakeTwilio, settings: Any
) -> None:
    numbers = (f"+4477009009{at}" for at in range(10, 99))

    def replied(text: str) -> str:
        (reply,) = Phone(next(numbers), "+447700900900", provider).texts(text)
        return reply

    english = builtins()["unknown_number", "cover"].body
    polish = IN_THEIR_LANGUAGE["pl"]
    assert replied(polish) == english, "its words were reviewed by nobody"
    settings.DEMO = True
    for language, text in IN_THEIR_LANGUAGE.items():
        assert replied(text) == builtins(language)["unknown_number", "cover"].body
        assert replied(text) != english
    # Too little to tell, a language that is not offered, words that two languages share.
    for text in (WORDS, "Tak", "hola soy yo tu amigo", "sorry stop 2", ""):
        assert replied(text) == english


@pytest.mark.parametrize("language", languages_heard())
def test_no_text_is_taken_for_another_language_but_english(language: str) -> None:
    for questions in json.loads((FOLDER / f"{language}.json").read_text("utf-8")).values():
        for texts in questions.values():
            assert {language_of(text) for text in texts} <= {language, "en"}


def test_nobody_who_does_not_coordinate_finds_it(cast: Cast) -> None:
    text = factories.strangers_text(WORDS)
    for user in (cast.chair, cast.member, cast.advocate, cast.administrator, cast.outsider):
        client = inside(user)
        assert client.get(LIST).status_code == 404
        assert client.post(deal(text), {"came_of": "nothing"}).status_code == 404
    assertNotContains(inside(cast.chair).get(DESK), "Unknown numbers")
    assert not StrangerText.objects.exists()
    known = factories.sent(cast.side, "Mine")
    mine = IncomingMessage.objects.get(public_id=known.message)
    assert inside(cast.coordinator).post(deal(mine), {"came_of": "nothing"}).status_code == 404


def test_as_many_queries_for_many_as_for_one(cast: Cast) -> None:
    factories.strangers_text(WORDS)
    desk = inside(cast.coordinator)
    few = queries_of(desk, LIST), queries_of(desk, DESK)
    for _ in range(4):
        factories.strangers_text("", "")
    assert (queries_of(desk, LIST), queries_of(desk, DESK)) == few
    assertContains(desk.get(LIST), "A number that was held back", count=4)
