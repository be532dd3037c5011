"""What is perhaps about danger is read soon; it never takes the place of the urgent alert."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.texting.languages import heard, languages_heard
from companion.texting.reading import Kind, Reading, read
from companion.texting.understanding.doubt import BESIDE, THEMES

CORPUS = Path(__file__).parent / "corpus"
# Of texts it has learnt from; of new ones it hears fewer.
LEAST_HEARD = 0.85


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
        # A sign; somebody, and what such people do; something told; and one daily thing in more.
        "there is bleach in the hall",
        "he is so jealous",
        "he only ever looks at it when nobody else is in",
        "he stands behind my chair and breathes until i turn the telly off",
        "its our secert",
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
        "he stands behind the telly",
        "there is bleach on the form",
        "he told me about the form",
        "my phone died",
        "i could murder a curry",
        "the garden is nice",
    ],
)
def test_everyday_business_and_idioms_are_not(text: str) -> None:
    assert not read(text, "en").read_soon


@pytest.mark.parametrize(
    "text",
    [
        "he counts how long i take at the shop",
        "liczy mi każdą minutę i grozi",
        "se uită la geam în fiecare noapte",
        "mae o'n cyfri bob munud",
        "woh har minute ka hisab leta hai",
        "وہ ہر روپے کا حساب لیتا ہے",
        "ਉਹ ਹਰ ਪੈਸੇ ਦਾ ਹਿਸਾਬ ਲੈਂਦਾ ਹੈ",
        "اوہ ہر ویلے حساب منگدا اے",
        # English is mixed into all; what is everyday in English may be something else elsewhere.
        "woh mujhe groom kar raha tha",
        "neith hi byth wbod be sy yn y cwpan",
    ],
)
def test_it_is_heard_in_the_language_it_is_said_in_whatever_the_persons(text: str) -> None:
    for language in languages_heard():
        assert read(text, language).read_soon, language


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


WORRIES = [word for theme in THEMES for word in heard("en")["doubt"][theme] if word.isalpha()]
TEXTS = [(text, language) for language in languages_heard() for text in texts_of(language)]


@settings(max_examples=300, deadline=None)
@given(said=st.sampled_from(TEXTS), worry=st.sampled_from(WORRIES))
def test_a_worry_beside_a_danger_hides_nothing(said: tuple[str, str], worry: str) -> None:
    text, language = said
    assert set(read(text, language).dangers) <= set(read(f"{text}. {worry}", language).dangers)


def readings_of(language: str, what: str) -> list[Reading]:
    texts = json.loads((CORPUS / "soon" / f"{language}.json").read_text(encoding="utf-8"))[what]
    return [read(text, language) for text in texts]


@pytest.mark.parametrize("language", languages_heard())
def test_unusual_dangers_are_urgent_or_read_soon(language: str) -> None:
    """How it did before it learnt from them stands in docs/reading-texts.md."""
    readings = readings_of(language, "danger")
    heard_of = sum(bool(reading.dangers) or reading.read_soon for reading in readings)
    assert heard_of >= LEAST_HEARD * len(readings)


@pytest.mark.parametrize("language", languages_heard())
@pytest.mark.parametrize(("what", "most"), [("ordinary", 0.12), ("near", 0.4)])
def test_few_everyday_texts_are_read_soon(language: str, what: str, most: float) -> None:
    readings = readings_of(language, what)
    assert sum(reading.read_soon for reading in readings) <= most * len(readings)


@pytest.mark.parametrize("language", languages_heard())
def test_every_list_is_there_in_every_language(language: str) -> None:
    lists = heard(language)["doubt"]
    assert lists.keys() == {*THEMES, *BESIDE, "harmless", "told_from"}
    for name in (*THEMES, *BESIDE, "harmless"):
        assert lists[name], name
        assert len(set(lists[name])) == len(lists[name]), name


SCRIPTS = {"ur": ("a", "\u0627"), "pa": ("a", "\u0627", "\u0a3e")}


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_every_list_is_there_in_every_script(language: str) -> None:
    for name in (*THEMES, *BESIDE, "harmless"):
        words = "".join(heard(language)["doubt"][name])
        assert all(letter in words for letter in SCRIPTS[language]), name
