"""Only a language that is offered may be chosen, and an advocate reads why another may not."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from companion.changes.contact import agree_rule
from companion.changes.one_time_words import all_words, give_one_time_word
from companion.models import Subject
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import Desk
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import sign_in

UNREVIEWED = "nobody who speaks it has reviewed the words yet."


def details(language: str) -> dict[str, object]:
    return {"age_band": "adult", "communication": [], "interpreter": "", "language": language}


def now(desk: Desk) -> str:
    return Subject.objects.get(pk=desk.side.subject_id).language


def test_a_language_nobody_has_reviewed_cannot_be_chosen_and_the_screen_says_why(
    desk: Desk,
) -> None:
    page = desk.read("about")
    assert f"Polski (Polish): {UNREVIEWED}" in page
    assert 'value="pl"' not in page
    refused = desk.client.post(desk.address("about"), details("pl")).content.decode()
    assert "Select a valid choice" in refused
    assert now(desk) == "en"


def test_in_the_demonstration_it_can_with_a_plain_warning(desk: Desk, settings: Any) -> None:
    settings.DEMO = True
    page = desk.read("about")
    assert "A machine made the words in these, and nobody has reviewed them: Cymraeg" in page
    assert UNREVIEWED not in page
    desk.post("about", **details("pl"))
    assert now(desk) == "pl"
    page = desk.read("person")
    assert "A machine made the words in Polski (Polish), and nobody has reviewed them." in page


def test_whoever_has_a_language_that_is_not_offered_is_texted_in_english_and_it_is_recorded(
    desk: Desk, provider: FakeTwilio, settings: Any
) -> None:
    settings.DEMO = True
    desk.post("about", **details("ur"))
    phone = phone_of(desk.side, provider)
    assert phone.texts("کال")[0].startswith("شکریہ")
    settings.DEMO = False
    assert phone.texts("کال")[0].startswith("Thank")
    sent = OutgoingMessage.objects.filter(owner_id=desk.side.subject.public_id).order_by("pk")
    assert [text.language for text in sent][-2:] == ["ur", "en"]
    assert f"Texts go in English. اردو (Urdu): {UNREVIEWED}" in desk.read("person")
    # Their language stays theirs, and whoever keeps other details does not change it.
    desk.post("about", **details("ur"))
    assert now(desk) == "ur"
    desk.post("about", **{**details(""), "interpreter": "Urdu"})
    assert now(desk) == "ur"


def test_a_case_opens_in_a_language_that_is_offered_only(
    client: Client, cast: Cast, settings: Any
) -> None:
    sign_in(client, cast.coordinator)
    page = client.get(reverse("panel:open_case")).content.decode()
    assert f"Română (Romanian): {UNREVIEWED}" in page
    assert 'value="ro"' not in page
    settings.DEMO = True
    page = client.get(reverse("panel:open_case")).content.decode()
    assert 'value="ro"' in page and UNREVIEWED not in page


@pytest.mark.parametrize("language", ["cy", "pl", "ur", "pa", "ro"])
def test_the_word_to_text_back_is_of_their_language_and_counts_however_it_is_written(
    cast: Cast, provider: FakeTwilio, settings: Any, language: str
) -> None:
    settings.DEMO = True
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator, language=language)
    agree_rule(side, factories.reach(), acting_user=cast.advocate)
    word = give_one_time_word(side, acting_user=cast.advocate)
    spellings = all_words(language)[word]
    assert word not in all_words("en") or language in {"cy", "ro", "pl"}
    came = phone_of(side, provider).texts(f"{spellings[-1].title()}!")
    assert len(came) == 1
    texts = OutgoingMessage.objects.filter(owner_id=side.subject.public_id)
    assert [(text.wording, text.language) for text in texts] == [("agreed", language)]


def test_own_words_that_a_text_in_these_letters_cannot_hold_are_refused_not_cut(
    desk: Desk,
) -> None:
    long = "کل صبح ملتے ہیں، " * 14
    page = desk.client.post(desk.address("write"), {"words": long, "step": "look"})
    assert "With these letters a text holds 201 characters" in page.content.decode()
    fits = desk.client.post(desk.address("write"), {"words": long[:200], "step": "look"})
    assert "With these letters" not in fits.content.decode()
    english = desk.client.post(desk.address("write"), {"words": "See you. " * 30, "step": "look"})
    assert "With these letters" not in english.content.decode()


def test_a_command_says_how_far_each_language_is(db: None, settings: Any) -> None:
    said = StringIO()
    call_command("languages", stdout=said)
    lines = said.getvalue().splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("en English: offered; 0 missing or faulty;")
    assert lines[2].startswith("pl Polski (Polish): not offered; 0 missing or faulty;")
    assert all(line.endswith("reviewed by nobody") for line in lines)
