"""Whatever word a text tells people to send back, the service understands it as it says."""

import re

import pytest

from companion.texting.accepted import account_of, option, response_of, yes_or_no
from companion.texting.reading import Kind, read
from content.builtin import COVER, DETAIL, builtins, covers, languages, words
from tests.companion.texting.tongues import TONGUES, Tongue

# Words in capitals, or in quotes where a script has none; "..." stands for what they want.
CAPITALS = re.compile(r"\b[^\W\d_a-z]{2,}(?: \d)?\b")
QUOTED = re.compile(r'"([^"]+)"')
OPENING = re.compile(r"I need|Dwi angen|Hoffwn allu|Potrzebuję|Am nevoie")
OPTION = re.compile(r"\b(\d+) ([^0-9{}]+)")
MARKS = re.compile("[,.!?(\u060c\u061f\u06d4\u0964]")
# In capitals, and nothing to be texted.
NO_KEYWORDS = {"OK", "SMS"}
NOUN = {"ur": "گھر", "pa": "ਘਰ"}
HARMLESS = {Kind.ANSWER, Kind.WORDS, Kind.NEED, Kind.PLAN, Kind.NOTHING}
KINDS = {
    Kind.STOP, Kind.CALL, Kind.NEED, Kind.GOAL, Kind.PLAN, Kind.WHO, Kind.PAUSE, Kind.ANSWER,
}  # fmt: skip


def told_in(body: str, language: str) -> list[str]:
    """The words that a text tells people to send."""
    quoted = [one.replace("...", NOUN.get(language, "")) for one in QUOTED.findall(body)]
    capitals = [one for one in CAPITALS.findall(body) if one.isupper()]
    openings = [f"{one} x" for one in OPENING.findall(body)]
    return [one for one in (*quoted, *capitals, *openings) if one not in NO_KEYWORDS]


def every_body(language: str) -> list[tuple[str, str]]:
    rows = [
        (f"{cover} {key}", row.body)
        for cover in covers()
        for (key, level), row in builtins(language, cover).items()
    ]
    return [*rows, ("consent", words(language)["options"]["consent"])]


@pytest.mark.parametrize("language", list(languages()))
def test_every_word_that_a_text_asks_for_is_understood_in_its_language(language: str) -> None:
    found = set()
    for key, body in every_body(language):
        for told in told_in(body, language):
            reading = read(told, language)
            assert reading.kind in KINDS, (key, told, reading.kind)
            assert reading.dangers == (), (key, told)
            if reading.kind is Kind.ANSWER:
                assert yes_or_no(reading) == "yes", (key, told)
            found.add(reading.kind)
    # Each of them is asked for somewhere, or the search above finds too little.
    assert found == KINDS if language != "en" else found >= KINDS - {Kind.GOAL}


@pytest.mark.parametrize("language", list(languages()))
def test_each_text_asks_for_what_its_meaning_needs(language: str) -> None:
    call = {Kind.CALL}
    needed = {
        ("invitation", COVER): {Kind.ANSWER, Kind.STOP},
        ("agreed", COVER): {Kind.STOP},
        ("agreed", DETAIL): {Kind.NEED, Kind.CALL, Kind.STOP},
        ("resumed", COVER): {Kind.STOP},
        ("paused_over", COVER): {Kind.STOP},
        ("help", COVER): {Kind.CALL, Kind.STOP},
        ("who", DETAIL): call,
        ("advocate_words", COVER): call,
        ("plan_action", COVER): call,
        ("plan_empty", DETAIL): call,
        ("you_said_we_did", COVER): call,
        **{
            (f"need_answered_{outcome}", level): call
            for outcome in ("accepted", "partly", "declined")
            for level in (COVER, DETAIL)
        },
    }
    for cover in covers():
        for which, row in builtins(language, cover).items():
            kinds = {read(told, language).kind for told in told_in(row.body, language)}
            assert kinds >= needed.get(which, set()), (cover, which, row.body)
    helped = {
        read(told, language).kind
        for told in told_in(builtins(language)["help", DETAIL].body, language)
    }
    assert helped >= {Kind.NEED, Kind.PLAN, Kind.WHO, Kind.CALL, Kind.PAUSE, Kind.STOP}


@pytest.mark.parametrize("language", list(languages()))
def test_stop_is_the_word_that_the_provider_listens_to(language: str) -> None:
    for key in ("invitation", "agreed", "resumed", "paused_over", "help"):
        for cover in covers():
            assert re.search(r"\bSTOP\b", builtins(language, cover)[key, COVER].body)


@pytest.mark.parametrize("tongue", TONGUES, ids=lambda tongue: tongue.code)
def test_the_other_keywords_of_each_language_are_understood(tongue: Tongue) -> None:
    for said, kind in (
        (tongue.need, Kind.NEED),
        (tongue.goal, Kind.GOAL),
        (tongue.plan, Kind.PLAN),
        (tongue.who, Kind.WHO),
        (tongue.call, Kind.CALL),
        (tongue.help, Kind.HELP),
        (tongue.pause, Kind.PAUSE),
        (tongue.stop, Kind.STOP),
        (tongue.start, Kind.START),
        (tongue.undo, Kind.UNDO),
        (tongue.other_advocate, Kind.CHANGE_ADVOCATE),
    ):
        assert read(said, tongue.code).kind is kind, said


@pytest.mark.parametrize("language", list(languages()))
def test_an_option_sent_back_in_its_own_words_is_never_a_stop_or_another_answer(
    language: str,
) -> None:
    rows = [row for cover in covers() for row in builtins(language, cover).values() if row.choices]
    for row in rows:
        for number, text in OPTION.findall(row.body):
            said = MARKS.split(text)[0].strip()
            for reading in (read(f"{number} {said}", language), read(said, language)):
                assert reading.kind in HARMLESS, (row.key, number, said, reading.kind)
                assert reading.dangers == ()
                assert not reading.numbers or reading.numbers[0] == int(number)


@pytest.mark.parametrize("language", list(languages()))
def test_the_options_of_what_matters_most_are_understood_in_their_own_words(language: str) -> None:
    said = words(language)["options"]
    read_as = {
        "agree": lambda reading: {"agree": 1, "change": 2, "no": 3}.get(response_of(reading)),
        "happened": lambda reading: {"yes": 1, "no": 2, "partly": 3}.get(account_of(reading)),
        "audience": lambda reading: option(reading, "audience", 3, language),
    }
    for question, meaning in read_as.items():
        for number, text in OPTION.findall(said[question]):
            reading = read(MARKS.split(text)[0].strip(), language)
            assert meaning(reading) == int(number), (question, text)
