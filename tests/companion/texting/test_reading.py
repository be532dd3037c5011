"""Reading a text: what is clear is read, what is not is left to a question or a human."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.texting.languages import means_something
from companion.texting.reading import Kind, read, without_word


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop",
        "Stop.",
        "Stop. Thank you",
        "STOP 12345",
        "please stop texting me",
        "Pls STOP",
        "unsubscribe",
        "End",
        "no more texts please",
        "Don't text me again",
    ],
)
def test_stop_is_heard_however_it_is_said(text: str) -> None:
    assert read(text, "en").kind is Kind.STOP


@pytest.mark.parametrize(
    "text", ["stop him from coming here", "the bus stop", "I cant stop crying"]
)
def test_a_sentence_with_stop_in_it_is_no_stop(text: str) -> None:
    assert read(text, "en").kind is Kind.WORDS


@pytest.mark.parametrize(
    "text",
    ["wrong number", "Who is this?", "who's this", "WHO R U", "you have the wrong number mate"],
)
def test_someone_else_on_the_phone_is_noticed(text: str) -> None:
    assert read(text, "en").kind is Kind.WRONG_PERSON


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), (" 2. ", 2), ("3!", 3), ("one", 1), ("number 2 please", 2), ("5️⃣", 5), ("٤", 4)],
)
def test_a_number_is_read_in_every_guise(text: str, number: int) -> None:
    reading = read(text, "en")
    assert (reading.kind, reading.numbers) == (Kind.ANSWER, (number,))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Yes", "yes"),
        ("yeah", "yes"),
        ("👍", "yes"),
        ("ok thanks", "yes"),
        ("nope", "no"),
        ("👎", "no"),
    ],
)
def test_yes_and_no_are_read_in_every_guise(text: str, word: str) -> None:
    reading = read(text, "en")
    assert (reading.kind, reading.word, reading.rest) == (Kind.ANSWER, word, "")


def test_an_answer_may_be_followed_by_words_after_a_break() -> None:
    assert read("2, I work on Mondays", "en").rest == "2, I work on Mondays"
    assert read("no because I am away", "en").word == "no"


@pytest.mark.parametrize(
    "text", ["2 men came to my house", "1 hour late", "no one listens", "yes he did it"]
)
def test_a_sentence_that_begins_like_an_answer_is_none(text: str) -> None:
    assert read(text, "en").kind is Kind.WORDS


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("he's going to kill me", "in_danger"),
        ("HELP ME", "in_danger"),
        ("hes here. has a knife", "in_danger"),
        ("I want to die", "harm_self"),
        ("i'm gonna kill him", "threat"),
        ("need help he hit me", "in_danger"),
        ("stop. i will end it all", "harm_self"),
    ],
)
def test_words_of_danger_are_heard_beside_anything_else(text: str, danger: str) -> None:
    assert danger in read(text, "en").dangers


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("GOAL see my kids", Kind.GOAL),
        ("goals: a job", Kind.GOAL),
        ("my goal is a job", Kind.GOAL),
        ("Plan", Kind.PLAN),
        ("plan please", Kind.PLAN),
        ("What's the plan?", Kind.PLAN),
        ("WHO?", Kind.WHO),
        ("who can see what i said", Kind.WHO),
        ("PAUSE", Kind.PAUSE),
        ("pause 1w", Kind.PAUSE),
        ("Help", Kind.HELP),
        ("INFO", Kind.HELP),
        ("who is this", Kind.WRONG_PERSON),
        ("pause the film", Kind.WORDS),
        ("the plan is bad", Kind.WORDS),
        ("who knows", Kind.WORDS),
        ("help with my kids", Kind.WORDS),
        ("goalkeeper", Kind.WORDS),
        ("stop the plan", Kind.WORDS),
    ],
)
def test_keywords_are_heard_and_sentences_left_alone(text: str, kind: Kind) -> None:
    assert read(text, "en").kind is kind


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("7 2", (7, 2)), ("10", (10,)), ("0", (0,)), ("seven two", (7, 2)), ("8/10", (8,))],
)
def test_the_longer_scale_is_read_too(text: str, numbers: tuple[int, ...]) -> None:
    assert read(text, "en").numbers == numbers


@pytest.mark.parametrize("word", ["plan", "who", "pause", "goal", "help", "weeks", "ten", "nought"])
def test_a_keyword_cannot_be_a_secret_word(word: str) -> None:
    assert means_something(word, "en")


def test_an_empty_text_is_nothing() -> None:
    assert read("  ", "en").kind is Kind.NOTHING
    assert read("...", "en").kind is Kind.NOTHING


@given(st.text(max_size=400))
def test_any_text_at_all_can_be_read(text: str) -> None:
    assert read(text, "en").kind in Kind


@given(st.text(max_size=200))
def test_striking_out_a_word_that_is_not_there_changes_nothing(text: str) -> None:
    if "umbrella" not in text.lower():
        assert without_word(text, "umbrella") == (text, False)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), max_size=80))
def test_a_struck_out_word_is_gone_and_noticed(text: str) -> None:
    struck, there = without_word(f"{text} Umbrella {text}", "umbrella")
    assert there
    assert without_word(struck, "umbrella") == (struck, False)


def test_a_secret_word_inside_another_word_is_not_it() -> None:
    assert without_word("umbrellas", "umbrella") == ("umbrellas", False)
