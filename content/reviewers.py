"""Who has read the built-in words of a language; a name counts only for the words they read."""

import json
from functools import cache
from hashlib import sha256

from .builtin import builtins, covers, reviews, words


@cache
def digest_of(language: str) -> str:
    """Sixteen characters that change if a single letter of the built-in words does."""
    bodies = [
        (cover, key, level, row.body)
        for cover in covers()
        for (key, level), row in builtins(language, cover).items()
    ]
    return sha256(json.dumps([sorted(bodies), words(language)]).encode()).hexdigest()[:16]


@cache
def reviewer_of(language: str) -> str:
    """Who read all built-in words of a language as they are now; empty if nobody did."""
    read = digest_of(language)
    names = (row["reviewed_by"] for row in reviews(language) if row["words"] == read)
    return next(names, "")
