"""References show that words were recorded unaltered, and nobody else learns a thing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.answers import Tell, answer_need
from companion.changes.contact import agree_rule
from companion.models import Need
from companion.texting.reference import normalised, reference_of
from messaging.models import IncomingMessage
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in

CODE = re.compile(r" Ref ([A-Z]{4}-[A-Z]{4})$")


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    """Cover words, with references."""
    reach = factories.reach(cast.phone, level="cover", references=True)
    agree_rule(cast.side, reach, acting_user=cast.advocate)
    return phone_of(cast.side, provider)


def test_a_cover_reply_ends_in_a_reference_by_which_the_words_and_their_answer_are_found(
    cast: Cast, phone: Phone, client: Client
) -> None:
    reply = phone.texts("NEED a door of my own")[0]
    found = CODE.search(reply)
    assert found
    answer_need(
        Need.objects.get(), "accepted", "The keys are ready.", Tell("now"), acting_user=cast.member
    )
    page = reverse("advocate:reference", args=[cast.side.public_id])
    sign_in(client, cast.advocate)
    for typed in (found[1], f"ref {found[1].lower()}", found[1].replace("-", "")):
        shown = client.post(page, {"reference": typed}).content.decode()
        assert "NEED a door of my own" in shown
        assert "stand unaltered" in shown
        assert "The keys are ready." in shown
    text = IncomingMessage.objects.get()
    text.body = "NEED a floor of my own"
    text.save(update_fields=["body"])
    altered = client.post(page, {"reference": found[1]}).content.decode()
    assert "No words of theirs stand under this reference unaltered." in altered
    assert "floor of my own" not in altered


def test_a_reference_opens_nothing_for_anybody_else(
    cast: Cast, phone: Phone, client: Client
) -> None:
    found = CODE.search(phone.texts("NEED a door of my own")[0])
    assert found
    sign_in(client, cast.other_advocate)
    theirs = reverse("advocate:reference", args=[cast.other_side.public_id])
    assert "No words of theirs" in client.post(theirs, {"reference": found[1]}).content.decode()
    mine = reverse("advocate:reference", args=[cast.side.public_id])
    assert client.post(mine, {"reference": found[1]}).status_code == 404


def test_texting_a_reference_back_is_answered_like_any_words_that_mean_nothing(
    cast: Cast, phone: Phone
) -> None:
    found = CODE.search(phone.texts("CALL")[0])
    assert found
    plain = phone.texts(f"Ref {found[1]}")[0]
    assert "What is it about?" in plain
    assert "CALL" not in plain


def test_only_a_cover_reply_of_those_who_chose_it_carries_one(cast: Cast, phone: Phone) -> None:
    factories.action(cast.side, cast.member, cast.chair)
    assert not CODE.search(phone.waits()[0])
    agree_rule(cast.side, factories.reach(cast.phone, references=True), acting_user=cast.advocate)
    assert not CODE.search(phone.texts("CALL")[0])


def test_a_reference_changes_with_every_letter_and_every_text(cast: Cast) -> None:
    one, other = IncomingMessage(body="a door"), IncomingMessage(body="a door")
    assert reference_of(one) == reference_of(one) != reference_of(other)
    before = reference_of(one)
    one.body = "a Door"
    assert reference_of(one) != before
    assert normalised("BCDF GHJK") == "BCDF-GHJK"
