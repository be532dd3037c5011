"""A word given in person comes back by text: it agrees and shows whose phone; nothing else does."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companion.changes.agreement import record_agreement, withdraw_consent
from companion.changes.contact import agree_rule
from companion.changes.errors import AlreadyAgreed, NotReachableYet
from companion.changes.one_time_words import all_words, give_one_time_word
from companion.models import Alert, CaseSubject, Consent, Event, OneTimeWord, Statement
from companion.texting.languages import languages_heard, means_something
from companion.texting.reading import Kind, read
from messaging.models import Number, OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of


@pytest.fixture
def side(cast: Cast) -> CaseSubject:
    """Safe contact is agreed; nobody has said yes."""
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    agree_rule(side, factories.reach(), acting_user=cast.advocate)
    return side


def test_their_word_agrees_and_verifies_the_number(
    cast: Cast, side: CaseSubject, provider: FakeTwilio
) -> None:
    word = give_one_time_word(side, acting_user=cast.advocate)
    replies = phone_of(side, provider).texts(f"{word.title()}!")
    assert replies[0].startswith("Thank you. Texts are on.")
    consent = Consent.objects.standing().get(side=side)
    assert (consent.evidence, consent.recorded_by) == ("one_time_word", cast.advocate)
    assert Number.objects.live().get(owner_id=side.subject.public_id).verified_at
    assert Event.objects.filter(kind="consent_confirmed").latest("pk").actor == "subject"
    assert "How much" in phone_of(side, provider).texts("NEED a flat")[0]


def test_what_they_agreed_to_in_person_is_confirmed_by_the_word(
    cast: Cast, side: CaseSubject, provider: FakeTwilio
) -> None:
    recorded = record_agreement(side, acting_user=cast.coordinator)
    word = give_one_time_word(side, acting_user=cast.advocate)
    phone_of(side, provider).texts(word)
    consent = Consent.objects.standing().get(side=side)
    assert (consent, consent.recorded_by) == (recorded, cast.coordinator)


def test_the_same_word_twice_does_nothing_more(
    cast: Cast, side: CaseSubject, provider: FakeTwilio
) -> None:
    word = give_one_time_word(side, acting_user=cast.advocate)
    phone = phone_of(side, provider)
    phone.texts(word)
    before = Event.objects.count(), OutgoingMessage.objects.count(), Alert.objects.count()
    assert phone.texts(word) == []
    assert (Event.objects.count(), OutgoingMessage.objects.count(), Alert.objects.count()) == before


def test_from_another_phone_the_word_is_like_any_other(
    cast: Cast, side: CaseSubject, provider: FakeTwilio
) -> None:
    word = give_one_time_word(side, acting_user=cast.advocate)
    stranger = Phone("+447700900999", phone_of(side, provider).sender, provider)
    assert stranger.texts(word) == [
        "Thanks for your text. We could not find a booking for this number."
    ]
    someone = phone_of(cast.other_side, provider)
    assert "What are they about?" in someone.texts(word)[0]
    assert not Consent.objects.filter(side=side).exists()
    assert OneTimeWord.objects.get().used_at is None


@pytest.mark.parametrize("said", ["I had {word} on toast", "no {word}", "{word}s"])
def test_the_word_among_others_agrees_to_nothing(
    cast: Cast, side: CaseSubject, provider: FakeTwilio, said: str
) -> None:
    word = give_one_time_word(side, acting_user=cast.advocate)
    assert phone_of(side, provider).texts(said.format(word=word)) == []
    assert not Consent.objects.standing().filter(side=side).exists()
    assert Statement.objects.get().words == said.format(word=word)


def test_a_word_lasts_seven_days_and_a_new_one_ends_the_old(
    cast: Cast, side: CaseSubject, provider: FakeTwilio
) -> None:
    first = give_one_time_word(side, acting_user=cast.advocate)
    second = next(
        word
        for word in iter(lambda: give_one_time_word(side, acting_user=cast.advocate), "")
        if word != first
    )
    phone = phone_of(side, provider)
    phone.texts(first)
    assert not Consent.objects.filter(side=side).exists()
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        phone.texts(second)
    assert not Consent.objects.filter(side=side).exists()
    phone.texts(second)
    assert Consent.objects.standing().filter(side=side).exists()


def test_a_word_is_given_only_where_it_can_be_texted_and_means_something(
    cast: Cast, side: CaseSubject
) -> None:
    nowhere = factories.side("Noor", cast.panel, cast.advocate, cast.coordinator)
    with pytest.raises(NotReachableYet):
        give_one_time_word(nowhere, acting_user=cast.advocate)
    with pytest.raises(AlreadyAgreed):
        give_one_time_word(cast.side, acting_user=cast.advocate)
    withdraw_consent(cast.side, acting_user=cast.advocate)
    assert give_one_time_word(cast.side, acting_user=cast.advocate) in all_words()


def test_the_word_itself_is_kept_nowhere(cast: Cast, side: CaseSubject) -> None:
    word = give_one_time_word(side, acting_user=cast.advocate)
    kept = OneTimeWord.objects.get()
    assert word not in str(vars(kept))
    assert Event.objects.latest("pk").kind == "one_time_word_given"


def test_every_word_is_plain_and_means_nothing_else_in_a_text() -> None:
    words = all_words()
    assert len(words) == len(set(words)) > 200
    for word in words:
        assert word.isalpha() and word.islower() and 4 <= len(word) <= 10
        assert read(word, "en").kind is Kind.WORDS
        assert not means_something(word, "en")


@pytest.mark.parametrize("language", languages_heard())
def test_no_word_in_any_spelling_calls_for_help(language: str) -> None:
    every = [word for spellings in all_words(language).values() for word in spellings]
    readings = {word: read(word, language) for word in every}
    alarming = [word for word, said in readings.items() if said.dangers or said.read_soon]
    assert len(every) >= 90 and alarming == []


@pytest.mark.parametrize("said", ["NEED a flat", "5 2", "call me", "my cat is called Tiddles"])
def test_texts_that_cannot_be_a_word_are_not_looked_up_as_one(
    cast: Cast, provider: FakeTwilio, said: str
) -> None:
    with CaptureQueriesContext(connection) as queries:
        phone_of(cast.side, provider).texts(said)
    assert len(queries) > 0
    assert not [query for query in queries if "onetimeword" in query["sql"]]
