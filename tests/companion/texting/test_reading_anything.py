"""Whatever anybody texts, in any script: it is read, nothing is agreed to, STOP stays STOP."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.texting.accepted import response_of, yes_or_no
from companion.texting.languages import languages_heard
from companion.texting.meanings import meanings
from companion.texting.reading import Kind, read, without_word
from companion.texting.understanding.lexicon import lexicon
from companion.texting.understanding.tokens import tokens_of
from tests.soak import FACTOR

OPEN = [None, *"agree happened helped importance audience rating menu consent".split()]
LANGUAGES = st.sampled_from(languages_heard())
# Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari, Gurmukhi, Tamil, Thai, Ethiopic, kana, Han,
# Hangul, marks, digits of all kinds, signs and emoji.
SCRIPTS = [
    (0x20, 0x24F), (0x300, 0x36F), (0x370, 0x5FF), (0x600, 0x6FF), (0x900, 0x97F),
    (0xA00, 0xA7F), (0xB80, 0xBFF), (0xE00, 0xE7F), (0x1200, 0x137F), (0x2000, 0x2BFF),
    (0x3040, 0x30FF), (0x4E00, 0x4FFF), (0xAC00, 0xACFF), (0xFB50, 0xFDFF), (0x1D7CE, 0x1D7FF),
    (0x1F100, 0x1FAFF),
]  # fmt: skip
ALPHABETS = [st.characters(min_codepoint=first, max_codepoint=last) for first, last in SCRIPTS]
ANY_TEXT = st.one_of(
    st.text(max_size=200), *(st.text(letters, max_size=60) for letters in ALPHABETS)
)
TEXTS = round(100_000 * FACTOR) if FACTOR >= 1 else 3_000
MANY = settings(max_examples=TEXTS, deadline=None)


def says_so(text: str, language: str) -> bool:
    """Whether a text has a word or a sign in it by which people say yes, or the number of it."""
    words = lexicon(language)
    yes = {
        phrase for entries in words.answers.values() for phrase, word in entries if word == "yes"
    }
    said = " ".join(tokens_of(text))
    one = any(words.numbers.get(token, 0) == 1 or token.strip("0") == "1" for token in said.split())
    return one or any(" ".join(phrase) in said for phrase in yes)


@pytest.mark.soak
@MANY
@given(text=ANY_TEXT, language=LANGUAGES, question=st.sampled_from(OPEN))
def test_any_text_in_any_script_is_read_and_agrees_to_nothing(
    text: str, language: str, question: str | None
) -> None:
    read_as = meanings(text, language, question)
    assert read_as
    if {"answer:agree", "answer:yes"} & set(read_as):
        assert says_so(text, language)
    assert "answer:2" not in read_as or any(character.isalnum() for character in text)


STOPS = {
    "en": ["stop", "unsubscribe", "please stop texting me", "no more texts"],
    "cy": ["stop", "stopiwch", "dim mwy o negeseuon"],
    "pl": ["stop", "koniec", "proszę nie pisać"],
    "ur": ["stop", "بند کرو", "message mat karo"],
    "pa": ["stop", "ਬੰਦ ਕਰੋ", "band karo"],
    "ro": ["stop", "opriți mesajele", "nu-mi mai scrieți"],
}
BEFORE = st.sampled_from(["", " ", "\n", "!", "...", "🙏 ", "\u200e"])
AFTER = st.sampled_from(["", " ", "\n", "!!!", ".", "...", " 🙏", " x", " :)", "\ufe0f"])
CASES = st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str])


@settings(max_examples=200, deadline=None)
@given(data=st.data(), language=LANGUAGES, before=BEFORE, after=AFTER, case=CASES)
def test_politeness_case_and_marks_make_nothing_else_of_a_stop(
    data: st.DataObject, language: str, before: str, after: str, case: object
) -> None:
    text = data.draw(st.sampled_from(STOPS[language]))
    polite = data.draw(st.sampled_from(sorted(lexicon(language).polite)))
    assert callable(case)
    for said in (f"{before}{case(text)}{after}", f"{case(text)}. {polite}", f"{polite}, {text}"):
        assert read(said, language).kind is Kind.STOP, said


PIECES = st.sampled_from(
    [
        "1",
        "2",
        "yes",
        "no",
        "5 2",
        "NEED a flat",
        "call me",
        "stop",
        "tak",
        "ਹਾਂ",
        "جی",
        "\n",
        ", ",
        "he hit me",
        "because I work",
        "but not today",
        "undo",
        ".",
        "?",
        "who",
        "Liked “ok”",
        "😊",
    ]
)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(PIECES, max_size=5), at=st.integers(0, 5), language=LANGUAGES)
def test_a_struck_out_secret_word_leaves_the_same_reading(
    parts: list[str], at: int, language: str
) -> None:
    there = [*parts[:at], "umbrella", *parts[at:]]
    struck, found = without_word(" ".join(there), "umbrella")
    assert found
    assert read(struck, language) == read(" ".join(parts).strip(), language)


@pytest.mark.parametrize("text", ["yes?", "yes but", "1 if", "ok, only", "1, not", "yes. no"])
def test_a_yes_with_an_if_agrees_to_nothing(text: str) -> None:
    assert response_of(read(text, "en")) != "agree"
    assert yes_or_no(read(text, "en")) != "yes"


@pytest.mark.parametrize("text", ["y " * 800, "stop " * 300, "i need " * 200, "he hit me " * 160])
def test_a_text_of_sixteen_hundred_letters_is_read_like_any_other(text: str) -> None:
    assert meanings(text, "en", "agree")
