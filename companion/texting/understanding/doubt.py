"""What is perhaps about danger. A stated rule over lists of words, never a score."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from companion.texting.languages import FALL_BACK, heard, languages_heard
from companion.texting.understanding.lexicon import Everywhere, Speller, phrases_in
from companion.texting.understanding.phrases import Phrases
from companion.texting.understanding.tokens import Said

THEMES = ("fear", "despair", "threats", "harm", "control", "secrets", "orders")
# Words that may be a sign; who may do harm, and what such people do; the commonest words of a
# language; and what people say of daily life and of us.
BESIDE = ("signs", "somebody", "does", "common", "daily")
# So many words more than the shortest text that tells anything, and it may name one daily thing.
LONGER = 3
# A short word of these lists has too many neighbours in the other languages.
SHORTEST_MISSPELT = 6

Heard = Counter[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Doubts:
    """The lists of all languages; `told_from`: the least words in which something is told."""

    words: Phrases
    harmless: Phrases
    told_from: dict[str, int]
    speller: Speller


@cache
def doubts() -> Doubts:
    """Made ready once."""
    words, harmless, told_from = Phrases(), Phrases(), {}
    every = {language: heard(language) for language in languages_heard()}
    for theme in THEMES:
        for language, said in every.items():
            words.add(f"{language}:{theme}", phrases_in(said, said["doubt"][theme]))
    themes = set(words.words)
    for language, said in every.items():
        for part in BESIDE:
            words.add(f"{language}:{part}", phrases_in(said, said["doubt"][part]))
        harmless.add("harmless", phrases_in(said, said["doubt"]["harmless"]))
        told_from[language] = said["doubt"]["told_from"]
    right = frozenset(words.words | harmless.words)
    return Doubts(words, harmless, told_from, Speller(themes, right, SHORTEST_MISSPELT))


def in_doubt(said: Said, every: Everywhere, *, asks: bool) -> bool:
    """Whether a human should read it soon.

    A phrase of a theme is enough. Where nothing is of daily life, and nothing is asked of us, so is
    a sign; somebody, and what such people do; or that something is told at all.
    """
    idioms = doubts().harmless.words_of(said, every.polite)
    harmless = idioms | every.harmless.words_of(said, every.polite)
    tokens = ["" if at in harmless else token for at, token in enumerate(said.tokens)]
    better = doubts().speller.spelt(tokens)
    return any(
        _adds_up(_heard(said, spelt, every), len(tokens), asks=asks, idiom=bool(idioms))
        for spelt in ([tokens] if better == tokens else [tokens, better])
    )


def _heard(said: Said, tokens: list[str], every: Everywhere) -> Heard:
    """How often each part of each language's lists stands in it."""
    found = doubts().words.found(said, tokens, every.polite)
    parts = (meaning.partition(":") for meaning, _ in found)
    return Counter((language, part) for language, _, part in parts)


def _adds_up(heard: Heard, length: int, *, asks: bool, idiom: bool) -> bool:
    """In the language it is in, and in English, which people mix into all."""
    spoken = _spoken(heard)
    parts = {part for language, part in heard if language in {*spoken, FALL_BACK} or not spoken}
    if asks or not parts.isdisjoint(THEMES):
        return not parts.isdisjoint(THEMES)
    least = max((doubts().told_from[language] for language in spoken), default=length + 1)
    daily = max((heard[language, "daily"] for language in spoken), default=0) + idiom
    if daily > (length >= least + LONGER):
        return False
    return length >= least or "signs" in parts or parts >= {"somebody", "does"}


def _spoken(heard: Heard) -> set[str]:
    """The languages that most of its commonest words are of."""
    common = {language: times for (language, part), times in heard.items() if part == "common"}
    most = max(common.values(), default=0)
    return {language for language, times in common.items() if 2 * times >= most}
