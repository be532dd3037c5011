"""The page on ASVS: nothing left out, nothing named that is not there, and its sums are right."""

import ast
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
LIST = json.loads((ROOT / "tests" / "data" / "asvs.json").read_text("utf-8"))
STATES = ("met", "partly", "not met", "does not apply")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (\d) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
SUM = re.compile(r"^\| (?:(\d+) [^|]+|\*\*all\*\*) \|((?: \**\d+\** \|)+)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
NAMED = re.compile(TEST.pattern + r"|\[[^]]*\]\([^)]*\)|<br>")
LINK = re.compile(r"\]\((?!http|#)([^)#]+)\)")
BY_WEIGHT, IN_PART = "## What is not met, by weight\n", "## What is met in part, the heaviest\n"
WEIGHED = re.compile(r"\*\*(\d+\.\d+\.\d+)\*\*")


class Row(NamedTuple):
    """One requirement, as the page has it."""

    id: str
    words: str
    level: str
    state: str
    shown: str

    @property
    def chapter(self) -> int:
        return int(self.id.partition(".")[0])

    @property
    def tests(self) -> list[tuple[str, str]]:
        return TEST.findall(self.shown)

    @property
    def why(self) -> str:
        """What stands there beside the names of tests and files."""
        return NAMED.sub("", self.shown).strip(" .,")


ROWS = [Row(*found) for found in ROW.findall(PAGE)]


def asked_for() -> dict[str, int]:
    """Every requirement of levels 1 and 2, and of level 3 in the chapters that are taken whole."""
    return {
        f"{section}.{place}": level
        for section, levels in LIST["levels"].items()
        for place, level in enumerate(levels, 1)
        if level < 3 or int(section.partition(".")[0]) in LIST["whole_chapters"]
    }


def sums(rows: list[Row]) -> list[int]:
    """Met, of these by test, partly, not met, does not apply, all."""
    states = Counter(row.state for row in rows)
    by_test = sum(row.state == "met" and bool(row.tests) for row in rows)
    return [states["met"], by_test, *(states[state] for state in STATES[1:]), len(rows)]


@cache
def functions_of(file: str) -> set[str]:
    """The tests of a file; none if there is no such file."""
    path = ROOT / file
    nodes = ast.walk(ast.parse(path.read_text("utf-8"))) if path.is_file() else ()
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def test_the_list_is_the_whole_standard() -> None:
    levels = Counter(level for section in LIST["levels"].values() for level in section)
    assert levels == {1: 70, 2: 183, 3: 92}


def test_every_requirement_stands_there_once_in_order_with_its_level() -> None:
    assert [(row.id, int(row.level)) for row in ROWS] == list(asked_for().items())


def test_every_row_says_what_is_asked_in_a_few_words_and_one_of_four_states() -> None:
    assert [row.id for row in ROWS if not 5 <= len(row.words.split()) <= 12] == []
    assert [row.id for row in ROWS if row.state not in STATES] == []


def test_what_is_met_names_a_test_or_a_document() -> None:
    bare = [row.id for row in ROWS if not (row.tests or LINK.search(row.shown))]
    assert [row.id for row in ROWS if row.state == "met" and row.id in bare] == []


def test_what_is_not_met_whole_says_why() -> None:
    assert [row.id for row in ROWS if row.state != "met" and not row.why] == []


def test_every_test_and_file_that_is_named_exists() -> None:
    named = [(row.id, *test) for row in ROWS for test in row.tests]
    assert len(named) > 200
    assert [one for one in named if one[2] not in functions_of(one[1])] == []
    assert [one for one in LINK.findall(PAGE) if not (ROOT / "docs" / one).exists()] == []
    assert PAGE.count("::") == len(named)


@pytest.mark.parametrize("chapter", [*range(1, 18), None])
def test_the_sums_are_right(chapter: int | None) -> None:
    said = {
        int(number) if number else None: [int(one) for one in re.findall(r"\d+", counts)]
        for number, counts in SUM.findall(PAGE)
    }
    assert said[chapter] == sums([row for row in ROWS if chapter in {None, row.chapter}])


def test_the_end_weighs_all_that_is_not_met_and_only_what_is_not_met_whole() -> None:
    weighed, in_part = PAGE.partition(BY_WEIGHT)[2].split(IN_PART)
    for listed, state in ((weighed, "not met"), (in_part, "partly")):
        ids, there = WEIGHED.findall(listed), {row.id for row in ROWS if row.state == state}
        assert len(ids) == len(set(ids)) > 5
        assert set(ids) <= there
        assert state == "partly" or set(ids) == there
