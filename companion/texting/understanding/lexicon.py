"""The words of one language, with those of English beside them, made ready for reading."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.distance import OSA

from companion.texting.languages import FALL_BACK, heard, languages_heard
from companion.texting.understanding.phrases import (
    EITHER,
    GOES_ON,
    NAMED,
    START,
    Phrase,
    Phrases,
    spelt_out,
)
from companion.texting.understanding.tokens import tokens_of

DANGERS = ("in_danger", "harm_self", "threat")
ANSWERS = ("yes", "no", "change", "partly")
# Heard in whatever language they are said.
EVERYWHERE = ("stop", "hours", "hours_alone", "wrong_person", "notice")
HERE = (
    "call_first",
    "call",
    "plan",
    "who",
    "undo",
    "change_advocate",
    "need",
    "lack",
    "goal",
    "meant",
    "sorry",
    "earlier",
)
# Shorter words have too many neighbours that mean something else.
SHORTEST_MISSPELT, FIRST_LONG = 5, 9
_NAME = re.compile("<(.+?)>")


class Speller:
    """Long words that are almost one of these, as that one; never used for an answer or a STOP."""

    def __init__(
        self,
        words: set[str],
        right: frozenset[str] = frozenset(),
        shortest: int = SHORTEST_MISSPELT,
    ) -> None:
        self._right, self._shortest = words | right, shortest
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(words):
            if len(word) >= shortest:
                self._alike[word[0], len(word)].append(word)

    def spelt(self, tokens: list[str]) -> list[str]:
        """The tokens, spelt better where there is something to be better."""
        return [self._spelt(token) for token in tokens]

    def _spelt(self, token: str) -> str:
        if len(token) < self._shortest or token in self._right:
            return token
        most = 1 if len(token) < FIRST_LONG else 2
        lengths = range(len(token) - most, len(token) + most + 1)
        near = (
            (OSA.distance(token, word, score_cutoff=most), word)
            for length in lengths
            for word in self._alike.get((token[0], length), ())
        )
        distance, word = min(near, default=(most + 1, token))
        return word if distance <= most else token


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What words mean to somebody who writes this language."""

    keywords: dict[str, frozenset[str]]
    phrases: Phrases
    numbers: dict[str, int]
    answers: dict[str, list[tuple[Phrase, str]]]
    choices: dict[str, dict[Phrase, int]]
    polite: frozenset[str]
    because: frozenset[str]
    hedges: frozenset[str]
    glad: frozenset[str]
    thanks: frozenset[str]
    thanks_with: frozenset[str]
    joins: frozenset[str]
    negations: frozenset[str]
    others: frozenset[str]
    negations_after: frozenset[str]
    speller: Speller


@dataclass(frozen=True, eq=False)
class Everywhere:
    """What is heard from everybody: danger, stop, other hours, a stranger, machines, a language."""

    stop_strong: frozenset[str]
    phrases: Phrases
    no_silence: Phrases
    dangers: Phrases
    harmless: Phrases
    polite: frozenset[str]
    asking: frozenset[str]
    called: dict[Phrase, str]
    signatures: tuple[str, ...]
    reactions: tuple[str, ...]
    reacted_to: frozenset[str]
    speller: Speller


@cache
def lexicon(language: str) -> Lexicon:
    """The words of a language; where it has none, those of English."""
    own = heard(language)
    both = [own] if language == FALL_BACK else [own, heard(FALL_BACK)]
    # "No" is yes in Polish, "do" is two in Urdu: words that English may not lend.
    other = {tuple(tokens_of(word)) for word in own.get("not_as_in_english", [])}
    phrases, wishes = Phrases(), Phrases()
    keywords: dict[str, set[str]] = defaultdict(set)
    for words in both:
        for kind, entries in words["keywords"].items():
            keywords[kind] |= {word for entry in entries for word in tokens_of(entry)}
        for meaning in HERE:
            phrases.add(meaning, phrases_in(words, words["phrases"].get(meaning, [])))
        wishes.add("change_advocate", phrases_in(words, words["phrases"]["change_advocate"]))
    return Lexicon(
        keywords={kind: frozenset(words) for kind, words in keywords.items()},
        phrases=phrases,
        numbers=_numbers(both, other),
        answers=_answers(both, other),
        choices=_choices(both, _union(both, "polite")),
        polite=_union(both, "polite"),
        because=_union(both, "because"),
        hedges=_union(both, "hedges"),
        glad=_union(both, "glad"),
        thanks=_union(both, "thanks"),
        thanks_with=_union(both, "thanks_with"),
        joins=_union(both, "joins"),
        negations=_union(both, "negations"),
        others=_union(both, "others"),
        negations_after=_union([own], "negations_after"),
        speller=Speller(wishes.words),
    )


@cache
def everywhere() -> Everywhere:
    """The words of all languages that nobody may be asked to say in another one."""
    every = [heard(language) for language in languages_heard()]
    phrases, no_silence, dangers, harmless = (Phrases() for _ in range(4))
    for words in every:
        for meaning in EVERYWHERE:
            entries = words["phrases"].get(meaning, [])
            phrases.add(meaning, phrases_in(words, _named_apart(entries, words)))
            _learn(phrases, words, entries)
        entries = words["phrases"].get("no_silence", [])
        no_silence.add("no_silence", phrases_in(words, _named_apart(entries, words)))
        _learn(no_silence, words, entries)
        for kind in DANGERS:
            entries = words["danger"].get(kind, [])
            dangers.add(kind, _going_on(words, phrases_in(words, _named_apart(entries, words))))
            _learn(dangers, words, entries)
        entries = words.get("harmless", [])
        harmless.add("harmless", phrases_in(words, _named_apart(entries, words)))
        _learn(harmless, words, entries)
    keywords = (list(words["keywords"].values()) for words in every)
    right = frozenset(token for lists in keywords for entry in lists for token in entry)
    return Everywhere(
        stop_strong=_union([words["keywords"] for words in every], "stop_strong"),
        phrases=phrases,
        no_silence=no_silence,
        dangers=dangers,
        harmless=harmless,
        polite=_union(every, "polite"),
        asking=_union(every, "asking_for_a_language"),
        called={
            tuple(tokens_of(name)): language
            for language in languages_heard()
            for name in heard(language)["called"]
        },
        signatures=tuple(one for words in every for one in words.get("signatures", [])),
        reactions=tuple(one for words in every for one in words.get("reactions", [])),
        reacted_to=_union(every, "reacted_to"),
        speller=Speller(dangers.words, right),
    )


def _learn(tree: Phrases, words: dict[str, Any], entries: list[str]) -> None:
    """The sets that these phrases only name."""
    sets = words.get("sets", {}) | words.get("everyday", {})
    for name in sorted({name for entry in entries for name in _NAME.findall(entry)}):
        (known,) = _named_apart([f"<{name}>"], words)
        tree.learn(known, phrases_in(words, sets[name]))


def _named_apart(entries: list[str], words: dict[str, Any]) -> list[str]:
    """Two languages may give the same name to a set."""
    return [_NAME.sub(rf"<{words['called'][0]}:\1>", entry) for entry in entries]


def phrases_in(words: dict[str, Any], entries: list[str]) -> Iterator[Phrase]:
    """Entries of a list as small words, with the sets of their language."""
    for entry in entries:
        for phrase in spelt_out(entry, words.get("sets", {})):
            yield phrase
            yield from _glued(phrase, words.get("glued", []))


def _glued(phrase: Phrase, little: list[str]) -> Iterator[Phrase]:
    """Also written together: "mae n" as "maen", "s a" as "sa"."""
    parts: list[str] = []
    for word in phrase:
        if parts and word in little and parts[-1].isalpha():
            parts[-1] += word
        else:
            parts.append(word)
    if len(parts) < len(phrase):
        yield tuple(parts)


def _going_on(words: dict[str, Any], phrases: Iterator[Phrase]) -> Iterator[Phrase]:
    """Where a language puts endings to its verbs, the last word of a danger may go on."""
    least = words.get("last_word_goes_on_after", 99)
    for phrase in phrases:
        yield phrase
        last = () if phrase[-1][0] == NAMED else phrase[-1].strip(EITHER).split(EITHER)
        if len(phrase) > 1 + (phrase[0] == START):
            yield from ((*phrase[:-1], word + GOES_ON) for word in last if len(word) >= least)


def _union(every: list[dict[str, Any]], name: str) -> frozenset[str]:
    return frozenset(
        token for words in every for entry in words.get(name, []) for token in tokens_of(entry)
    )


def _numbers(both: list[dict[str, Any]], other: set[Phrase]) -> dict[str, int]:
    """Their own words for numbers win over those of English."""
    numbers: dict[str, int] = {}
    for words in reversed(both):
        for word, value in words["numbers"].items():
            folded = tuple(tokens_of(word))
            if words is both[0] or folded not in other:
                numbers[folded[0]] = value
    return numbers


def _answers(both: list[dict[str, Any]], other: set[Phrase]) -> dict[str, list[tuple[Phrase, str]]]:
    """By first word, the longest first: "nie zgadzam sie" is no, "zgadzam sie" is yes."""
    answers: dict[str, list[tuple[Phrase, str]]] = defaultdict(list)
    for words in both:
        for meaning in ANSWERS:
            for phrase in phrases_in(words, words[meaning]):
                if words is both[0] or phrase not in other:
                    answers[phrase[0]].append((phrase, meaning))
    for entries in answers.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return dict(answers)


def _choices(both: list[dict[str, Any]], polite: frozenset[str]) -> dict[str, dict[Phrase, int]]:
    """The options' own words, without politeness, as texts are compared with them."""
    choices: dict[str, dict[Phrase, int]] = defaultdict(dict)
    for words in reversed(both):
        for question, options in words.get("choices", {}).items():
            for value, entries in options.items():
                for entry in entries:
                    choices[question][bare(tokens_of(entry), polite)] = int(value)
    return dict(choices)


def bare(tokens: list[str], polite: frozenset[str]) -> Phrase:
    """The words without politeness; all of them, if they are nothing else."""
    return tuple(token for token in tokens if token not in polite) or tuple(tokens)
