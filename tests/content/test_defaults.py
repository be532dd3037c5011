"""The words the service starts with are harmless, short, plain and complete."""

import re

import pytest

from content.builtin import (
    BOOKING,
    COVER,
    DETAIL,
    Builtin,
    builtins,
    covers,
    forbidden_words,
    languages,
    variables,
)
from content.rules import faults, forbidden_in, gaps_in, longest
from content.segments import measure

FIRST = list(builtins().values())
OTHERS = {code: builtins("en", code) for code in covers() if code != BOOKING}
ALL = [*FIRST, *(row for rows in OTHERS.values() for row in rows.values())]
COVERS = [row for row in ALL if row.level == COVER]


def name(row: Builtin) -> str:
    return f"{row.key}-{row.level}-{row.body[-9:]}"


def test_every_cover_has_every_cover_wording_and_no_other() -> None:
    first = {which for which in builtins() if which[1] == COVER}
    assert len(OTHERS) >= 4
    assert all(set(rows) == first for rows in OTHERS.values())


def test_a_cover_never_speaks_of_another() -> None:
    own = {"booking": "booking", "delivery": "deliver", "club": "club", "repair": "repair"}
    for code, rows in OTHERS.items():
        said = " ".join(row.body.casefold() for row in rows.values())
        assert not [other for other, word in own.items() if other != code and word in said]


@pytest.mark.parametrize("row", ALL, ids=name)
def test_every_built_in_wording_fits_two_texts_filled_in_at_its_longest(row: Builtin) -> None:
    cost = measure(longest(row.body))
    assert cost.encoding == "GSM-7"
    assert 1 <= cost.segments <= 2


@pytest.mark.parametrize("row", ALL, ids=name)
def test_every_built_in_wording_holds_to_the_rules_editors_hold_to(row: Builtin) -> None:
    assert faults(row.key, "en", row.level, row.body) == []


@pytest.mark.parametrize("row", COVERS, ids=name)
def test_a_cover_text_is_one_dull_text_that_carries_nothing(row: Builtin) -> None:
    assert forbidden_in(row.body) == []
    assert gaps_in(row.body) == []
    assert measure(row.body).segments == 1


def test_every_key_has_a_cover_so_that_silence_is_never_broken_by_a_detail() -> None:
    assert {row.key for row in COVERS} == {row.key for row in ALL}


def test_a_cover_offers_the_same_numbered_answers_as_the_detail() -> None:
    details = {row.key: row for row in ALL if row.level == DETAIL}
    asking = [row for row in COVERS if row.choices]
    assert len(asking) == 11 * len(covers())
    assert all(details[row.key].choices == row.choices for row in asking)


@pytest.mark.parametrize("row", ALL, ids=name)
def test_the_words_are_plain(row: Builtin) -> None:
    """Short sentences and short words; the gaps are other people's words."""
    body = re.sub(r"\{\w+\}", "", row.body)
    sentences = [part.split() for part in re.split(r"[.?!:\n]+(?:\s|$)", body) if part.strip()]
    words = [word.strip(".,?!:()") for sentence in sentences for word in sentence]
    assert all(len(sentence) <= 31 for sentence in sentences)
    assert all(len(word) <= 10 for word in words)
    assert row.note


@pytest.mark.parametrize(
    "text",
    "Your advocate rang|PANEL|about your needs|the Police|court on Monday|victims|call 999|"
    "social  worker|URGENT|your case|safe hours|Royal Mail|who can see".split("|"),
)
def test_words_that_give_somebody_away_are_found(text: str) -> None:
    assert forbidden_in(text)


@pytest.mark.parametrize("text", ["Your booking is ready", "upset", "ok 9990", "a lawn"])
def test_dull_words_are_left_alone(text: str) -> None:
    assert forbidden_in(text) == []


def test_the_words_the_design_names_are_on_the_list() -> None:
    named = ["need", "panel", "advocate", "police", "court", "victim", "who can see"]
    assert all(forbidden_in(word) for word in named)
    assert len(set(forbidden_words())) == len(forbidden_words())


def test_six_languages_may_be_written_in_and_every_gap_has_a_length() -> None:
    assert list(languages()) == ["en", "cy", "pl", "ur", "pa", "ro"]
    assert {gap for row in ALL for gap in row.variables} <= set(variables())
