"""Which languages are offered: those whose every text is there, without fault, and read."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from .builtin import BOOKING, COVER, ENGLISH, builtins, covers, languages, words
from .models import Wording
from .reviewers import reviewer_of
from .rules import is_sound

# Key, level and cover of one text; a detail stands in the first cover.
Which = tuple[str, str, str]


@dataclass(frozen=True)
class Standing:
    """How far a language is: what it lacks, what is wrong in it, what nobody has reviewed."""

    language: str
    missing: tuple[Which, ...]
    faulty: tuple[Which, ...]
    unreviewed: tuple[Which, ...]
    little_words: bool
    little_words_reviewed: bool

    @property
    def complete(self) -> bool:
        """Whether every text can be sent in it."""
        return self.little_words and not self.missing and not self.faulty

    @property
    def reviewed(self) -> bool:
        """Whether somebody named has read every text of it."""
        return self.little_words_reviewed and not self.unreviewed


@cache
def every_text() -> tuple[Which, ...]:
    """What a language has to have: every key, level and cover that English has."""
    return tuple(
        (key, level, cover) for cover in covers() for key, level in builtins(ENGLISH, cover)
    )


def standings() -> dict[str, Standing]:
    """How far each language is, in one query."""
    published = _published(list(languages()))
    return {code: _standing(code, published.get(code, {})) for code in languages()}


def standing_of(language: str) -> Standing:
    """How far one language is."""
    return _standing(language, _published([language]).get(language, {}))


def is_offered(language: str, *, unreviewed: bool) -> bool:
    """Whether texts go in a language; asks the database only where the built-in words do not do.

    English always is: it is what every text falls back to.
    """
    if language == ENGLISH:
        return True
    if unreviewed and _standing_built_in(language).complete:
        return True
    standing = standing_of(language)
    return standing.complete and (unreviewed or standing.reviewed)


@cache
def _standing_built_in(language: str) -> Standing:
    return _standing(language, {})


def _standing(language: str, published: dict[Which, str]) -> Standing:
    """Published words count before built-in ones, as they are sent before them."""
    read = reviewer_of(language)
    built_in = [which for which in every_text() if which not in published]
    states = {which: _state_built_in(language, which) for which in built_in}
    unread = [which for which in every_text() if not published.get(which, read)]
    return Standing(
        language,
        missing=tuple(which for which, state in states.items() if state == "missing"),
        faulty=tuple(which for which, state in states.items() if state == "faulty"),
        unreviewed=tuple(unread),
        little_words=_same_shape(words(ENGLISH), words(language)),
        little_words_reviewed=bool(read),
    )


@cache
def _state_built_in(language: str, which: Which) -> str:
    """Missing, faulty, or nothing to say."""
    key, level, cover = which
    row = builtins(language, cover).get((key, level))
    if row is None:
        return "missing"
    return "" if is_sound(key, language, level, row.body) else "faulty"


def _same_shape(model: Any, other: Any) -> bool:
    """Whether the same things are said, and none of them is left empty."""
    if isinstance(model, dict):
        return (
            isinstance(other, dict)
            and set(model) == set(other)
            and all(_same_shape(value, other[name]) for name, value in model.items())
        )
    if isinstance(model, list):
        return len(model) == len(other) and all(map(_same_shape, model, other))
    return isinstance(other, str) and bool(other)


def _published(codes: list[str]) -> dict[str, dict[Which, str]]:
    """Who reviewed each published text without fault, by language."""
    found: dict[str, dict[Which, str]] = {}
    for row in Wording.objects.filter(language__in=codes, live=True):
        if is_sound(row.key, row.language, row.level, row.body):
            cover = row.cover if row.level == COVER else BOOKING
            found.setdefault(row.language, {})[row.key, row.level, cover] = row.reviewed_by
    return found
