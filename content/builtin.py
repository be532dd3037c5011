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
    """A gap in a wording: the most characters put into it, and an invented example."""

    longest: int
    example: str


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


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
    """
    if cover != BOOKING:
        return _of_cover(language, cover)
    if not (FOLDER / f"{language}.json").is_file():
        return {}
    rows = _read(f"{language}.json")
    wordings = [Builtin(**{**row, "variables": tuple(row["variables"])}) for row in rows]
    return {(row.key, row.level): row for row in wordings}


def _of_cover(language: str, cover: str) -> dict[tuple[str, str], Builtin]:
    """What each wording may carry and has to offer stays as it is in the first cover."""
    name = f"covers/{cover}.{language}.json"
    if cover not in covers() or not (FOLDER / name).is_file():
        return {}
    bodies: dict[str, str] = _read(name)
    first = builtins()
    return {(key, COVER): replace(first[key, COVER], body=body) for key, body in bodies.items()}


@cache
def variables() -> dict[str, Variable]:
    """Every gap a wording may have, by name."""
    return {name: Variable(**row) for name, row in _read("variables.json").items()}


@cache
def languages() -> dict[str, str]:
    """The languages a wording may be written in: code and name."""
    return {row["code"]: row["name"] for row in _read("languages.json")}


@cache
def forbidden_words() -> tuple[str, ...]:
    """Words no cover wording may carry; a star stands for any ending."""
    rows = _read("forbidden.json")
    return (*rows["words"], *rows["firms"])


def key_choices() -> list[tuple[str, str]]:
    """Wording keys for a form, in the order of the data file."""
    return [(key, key.replace("_", " ")) for key in dict.fromkeys(key for key, _ in builtins())]


def cover_choices() -> list[tuple[str, str]]:
    """Covers for a form."""
    return [(cover.code, cover.name) for cover in covers().values()]


def language_choices() -> list[tuple[str, str]]:
    """Languages for a form."""
    return list(languages().items())
