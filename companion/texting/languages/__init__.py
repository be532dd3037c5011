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
