"""The words of each language, kept as data: those we hear in `heard/`, those we say in content."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from companion.texting.understanding.tokens import tokens_of
from content.builtin import words

FALL_BACK = "en"
OPENINGS = frozenset({"need", "goal"})
_OF_EVERYDAY = frozenset({"called", "reacted_to", "everyday", "harmless", "doubt"})
_OF_OTHERS = frozenset({"called", "doubt"})
FOLDER = Path(__file__).parent


def _file(path: Path) -> dict[str, Any]:
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words


def words_of(language: str) -> dict[str, Any]:
    """What texts are filled with in a language; in English where it has no words of its own."""
    return words(language) or words(FALL_BACK)


@cache
def languages_heard() -> list[str]:
    """The languages that texts are read in: one for each file."""
    return sorted(path.stem for path in (FOLDER / "heard").glob("*.json"))


@cache
def heard(language: str) -> dict[str, Any]:
    """What people say in a language, and what it means."""
    known = language if language in languages_heard() else FALL_BACK
    return _file(FOLDER / "heard" / f"{known}.json")


def words_heard(language: str) -> frozenset[str]:
    """Every word of a language's lists, but for what other languages call it, or may mix in."""
    said = {name: words for name, words in heard(language).items() if name not in _OF_OTHERS}
    return frozenset(_tokens_in(said))


def means_something(word: str, language: str) -> bool:
    """Whether the service would read this word as a keyword, an answer or a sign of danger."""
    return not _with_meaning(language).isdisjoint(tokens_of(word))


@cache
def _with_meaning(language: str) -> frozenset[str]:
    return frozenset(
        token for name in {language, FALL_BACK} for token in _tokens_in(_telling(heard(name)))
    )


def _telling(words: dict[str, Any]) -> dict[str, Any]:
    """But for openings such as "can I have a", and names of things that everybody may need."""
    phrases = {name: said for name, said in words["phrases"].items() if name not in OPENINGS}
    return {
        **{name: said for name, said in words.items() if name not in _OF_EVERYDAY},
        "phrases": phrases,
        "sets": {name: said for name, said in words["sets"].items() if name != "basics"},
    }


def _tokens_in(data: Any) -> Iterator[str]:
    """Every word of ours anywhere in the lists, whatever stands around it."""
    if isinstance(data, str):
        yield from tokens_of(data)
    elif isinstance(data, dict):
        for key, value in data.items():
            # Number words are keys; their values are numbers.
            yield from tokens_of(key) if isinstance(value, int) else _tokens_in(value)
    elif isinstance(data, list):
        for entry in data:
            yield from _tokens_in(entry)
