"""The words of each language by which texts are read, kept as data."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FALL_BACK = "en"


@cache
def words_of(language: str) -> dict[str, Any]:
    """The word lists of a language; those of English where it has none yet."""
    folder = Path(__file__).parent
    path = folder / f"{language}.json"
    if not path.exists():
        path = folder / f"{FALL_BACK}.json"
    words: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return words


def means_something(word: str, language: str) -> bool:
    """Whether the service would read this word as a keyword, an answer or a sign of danger."""
    return word.casefold() in _with_meaning(language)


@cache
def _with_meaning(language: str) -> frozenset[str]:
    words = words_of(language)
    lists = [
        words[name] for name in ("numbers", "yes", "no", "change", "partly", "polite", "because")
    ]
    lists += [*words["keywords"].values(), *words["phrases"].values(), *words["danger"].values()]
    return frozenset(part for entries in lists for entry in entries for part in entry.split())
