"""The wordings the service starts with, kept as data files, to work before anyone edits."""

import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "defaults"
ENGLISH = "en"
COVER, DETAIL = "cover", "detail"
LEVELS = (COVER, DETAIL)
# The cover that stands where none was chosen.
BOOKING = "booking"


@dataclass(frozen=True)
class Builtin:
    """One wording of the code base: what it may carry, and how many numbered answers it offers."""

    key: str
    level: str
    body: str
    note: str
    variables: tuple[str, ...]
    choices: int


@dataclass(frozen=True)
class Variable:
    """A gap in a wording: the most characters put into it, and an invented example.

    `shorter`: the most where letters outside GSM-7 make a text hold less than half. `typed`:
    people write what goes there, in any letters; else it is words of ours.
    """

    longest: int
    shorter: int
    typed: bool
    example: str


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _read_if_there(name: str) -> dict[str, Any]:
    return _read(name) if (FOLDER / name).is_file() else {}


@dataclass(frozen=True)
class Cover:
    """What texts pretend to be about, chosen with the person; never a real firm."""

    code: str
    name: str
    calling: str


@cache
def covers() -> dict[str, Cover]:
    """The library of covers, by code; words of all but the first lie in a folder of their own."""
    return {row["code"]: Cover(**row) for row in _read("covers.json")}


@cache
def builtins(language: str = ENGLISH, cover: str = BOOKING) -> dict[tuple[str, str], Builtin]:
    """Every built-in wording of a language by (key, level); none if it has no file yet.

    For a cover other than the first: its cover wordings only, in `covers/<cover>.<language>.json`.
    English says what each wording may carry and has to offer; other languages only its words.
    """
    if language == ENGLISH and cover == BOOKING:
        rows = _read(f"{ENGLISH}.json")
        wordings = [Builtin(**{**row, "variables": tuple(row["variables"])}) for row in rows]
        return {(row.key, row.level): row for row in wordings}
    bodies: dict[str, dict[str, str]] = {}
    if cover == BOOKING:
        bodies = _read_if_there(f"{language}.json")
    elif cover in covers():
        bodies = {COVER: _read_if_there(f"covers/{cover}.{language}.json")}
    english = builtins()
    return {
        (key, level): replace(english[key, level], body=body)
        for level, words in bodies.items()
        for key, body in words.items()
        if (key, level) in english
    }


@cache
def words(language: str) -> dict[str, Any]:
    """The little words that texts are filled with: options, states, days; none if not there."""
    return _read_if_there(f"words/{language}.json")


@cache
def variables() -> dict[str, Variable]:
    """Every gap a wording may have, by name."""
    return {name: Variable(**row) for name, row in _read("variables.json").items()}


@cache
def languages() -> dict[str, str]:
    """The languages a wording may be written in: code and name."""
    return {row["code"]: row["name"] for row in _read("languages.json")}


@cache
def direction_of(language: str) -> str:
    """Which way a language is written: from the left unless its line in the file says otherwise."""
    rows: dict[str, str] = {
        row["code"]: row.get("direction", "ltr") for row in _read("languages.json")
    }
    return rows.get(language, "ltr")


@dataclass(frozen=True)
class Step:
    """One step of the loop, and the texts that go to the person in it."""

    code: str
    name: str
    keys: tuple[str, ...]


@cache
def steps() -> tuple[Step, ...]:
    """The ten steps of the loop, and what may go at any time."""
    return tuple(Step(row["code"], row["name"], tuple(row["keys"])) for row in _read("steps.json"))


def reviews(language: str) -> list[dict[str, str]]:
    """Who read the built-in words of a language, and the digest of the words they read."""
    named: list[dict[str, str]] = _read("reviewers.json").get(language, [])
    return named


@cache
def forbidden_words(language: str = ENGLISH) -> tuple[str, ...]:
    """Words no cover wording of a language may carry, those of English always among them.

    A star stands for any ending.
    """
    names = dict.fromkeys((ENGLISH, language))
    lists = [_read_if_there(f"forbidden/{name}.json") for name in names]
    found = (rows.get(part, []) for rows in lists for part in ("words", "firms"))
    return tuple(dict.fromkeys(word for part in found for word in part))


def key_choices() -> list[tuple[str, str]]:
    """Wording keys for a form, in the order of the data file."""
    return [(key, key.replace("_", " ")) for key in dict.fromkeys(key for key, _ in builtins())]


def cover_choices() -> list[tuple[str, str]]:
    """Covers for a form."""
    return [(cover.code, cover.name) for cover in covers().values()]


def language_choices() -> list[tuple[str, str]]:
    """Languages for a form."""
    return list(languages().items())
