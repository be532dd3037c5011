"""What is perhaps about danger is read soon; it never takes the place of the urgent alert."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.texting.languages import heard, languages_heard
from companion.texting.reading import Kind, read
from companion.texting.understanding.lexicon import ALONE

CORPUS = Path(__file__).parent / "corpus"
ANY_LANGUAGE = st.sampled_from(languages_heard())


def texts_of(language: str) -> Iterator[str]:
    for path in (CORPUS / f"{language}.json", CORPUS / "held_out" / f"{language}.json"):
        for readings in json.loads(path.read_text(encoding="utf-8")).values():
            for texts in readings.values():
                yield from texts


@pytest.mark.parametrize(
    "text",
    [
        "i listen for his car",
        "everyone would be better off",
        "i might have a word with her dad, with the lads",
        "my wrist is swollen and purple",
        "he counts how long i take at the shop",
        "he says its our secret",
        "he was let out and nobody told me",
        # Somebody beside what people do; somebody beside me, and nothing of everyday business.
        "he is so jealous",
        "he weighs me",
    ],
)
def test_what_is_perhaps_about_danger_is_read_soon(text: str) -> None:
    reading = read(text, "en")
    assert reading.read_soon
    assert reading.dangers == ()


@pytest.mark.parametrize(
    "text",
    [
        "can we move it to 3pm on thursday",
        "he told me about the form",
        "my phone died",
        "i could murder a curry",
        "the garden is nice",
    ],
)
def test_everyday_business_and_idioms_are_not(text: str) -> None:
    assert not read(text, "en").read_soon


@pytest.mark.parametrize("language", languages_heard())
@pytest.mark.parametrize("text", ["1", "yes", "no", "2 1", "7/10", "👍", "STOP", "HELP", "?", ""])
def test_an_answer_or_a_keyword_alone_is_not(text: str, language: str) -> None:
    assert not read(text, language).read_soon


@pytest.mark.parametrize("language", languages_heard())
def test_the_keywords_of_every_language_alone_are_not(language: str) -> None:
    for entries in heard(language)["keywords"].values():
        for word in entries:
            assert not read(word, language).read_soon, word


def test_a_machine_says_nothing_of_danger() -> None:
    assert read("Liked “he is hiding outside”", "en").kind is Kind.NOTICE
    assert not read("Liked “he is hiding outside”", "en").read_soon
    assert read("he is hiding outside", "en").read_soon


@pytest.mark.parametrize("language", languages_heard())
def test_urgent_is_more_than_soon(language: str) -> None:
    for text in texts_of(language):
        reading = read(text, language)
        assert not (reading.dangers and reading.read_soon), text


WORRIES = [word for theme in ALONE for word in heard("en")["doubt"][theme] if word.isalpha()]
TEXTS = [(text, language) for language in languages_heard() for text in texts_of(language)]


@settings(max_examples=300, deadline=None)
@given(said=st.sampled_from(TEXTS), worry=st.sampled_from(WORRIES))
def test_a_worry_beside_a_danger_hides_nothing(said: tuple[str, str], worry: str) -> None:
    text, language = said
    assert set(read(text, language).dangers) <= set(read(f"{text}. {worry}", language).dangers)
