"""Reading one text: which keyword, which answer, which danger. Knows and changes no records."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from companion.texting.languages import words_of


class Kind(StrEnum):
    """What a text can be read as; WORDS is anything else."""

    STOP = "stop"
    START = "start"
    WRONG_PERSON = "wrong_person"
    CALL = "call"
    NEED = "need"
    GOAL = "goal"
    PLAN = "plan"
    WHO = "who"
    PAUSE = "pause"
    HELP = "help"
    ANSWER = "answer"
    WORDS = "words"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Reading:
    """One text as read; `numbers` and `word` are its answer, `rest` what was said beside it."""

    kind: Kind
    numbers: tuple[int, ...] = ()
    word: str = ""
    rest: str = ""
    dangers: tuple[str, ...] = ()


def tokens_of(text: str) -> list[str]:
    """Small words without marks; emoji and digits of every script stand alone."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    for mark in "'\u2019`\ufe0f\u20e3":
        folded = folded.replace(mark, "")
    plain = "".join(_digit(letter) for letter in folded)
    return re.findall(r"\d+|[^\W\d_]+|[\U0001F300-\U0001FAFF\u2600-\u27BF]", plain)


def _digit(letter: str) -> str:
    value = unicodedata.digit(letter, None)
    return letter if value is None else str(value)


def without_word(text: str, word: str) -> tuple[str, bool]:
    """The text with a secret word struck out, and whether it was there; any case, any place."""
    if not word.strip():
        return text, False
    pattern = rf"(?<!\w){re.escape(word.strip())}(?!\w)[.,;:!?]?"
    struck, times = re.subn(pattern, "", text, flags=re.IGNORECASE)
    return (" ".join(struck.split()) if times else text), bool(times)


def read(text: str, language: str) -> Reading:
    """Read one text. When in doubt it is WORDS, and a human or a menu takes over."""
    words = words_of(language)
    tokens = tokens_of(text)
    if not tokens:
        return Reading(Kind.NOTHING)
    dangers = _dangers(tokens, words)
    kind = _keyword(tokens, words)
    if kind is not None:
        days = pause_days(tokens, words) if kind is Kind.PAUSE else None
        numbers = () if days is None else (days,)
        return Reading(kind, numbers, rest=after_keyword(text, kind), dangers=dangers)
    answer = _answer(text, tokens, words)
    if answer is not None:
        return Reading(Kind.ANSWER, *answer, dangers=dangers)
    return Reading(Kind.WORDS, rest=text, dangers=dangers)


def _contains(tokens: list[str], phrases: list[str]) -> bool:
    joined = f" {' '.join(tokens)} "
    return any(_as_tokens(phrase) in joined for phrase in phrases)


@cache
def _as_tokens(phrase: str) -> str:
    """A phrase of ours, never of a person's, as it stands among tokens."""
    return f" {' '.join(tokens_of(phrase))} "


def _dangers(tokens: list[str], words: dict) -> tuple[str, ...]:  # type: ignore[type-arg]
    return tuple(kind for kind, phrases in words["danger"].items() if _contains(tokens, phrases))


def _keyword(tokens: list[str], words: dict) -> Kind | None:  # type: ignore[type-arg]
    """STOP goes first: nobody should have to ask twice for silence."""
    keywords, phrases = words["keywords"], words["phrases"]
    bare = [token for token in tokens if token not in words["polite"] and not token.isdigit()]
    if (len(bare) == 1 and bare[0] in keywords["stop"]) or _contains(tokens, phrases["stop"]):
        return Kind.STOP
    if _contains(tokens, phrases["wrong_person"]):
        return Kind.WRONG_PERSON
    if len(bare) == 1 and bare[0] in keywords["start"]:
        return Kind.START
    if tokens[0] in keywords["need"] or _opens_with(tokens, keywords["need_openings"]):
        return Kind.NEED
    if tokens[0] in keywords["goal"] or _opens_with(tokens, keywords["goal_openings"]):
        return Kind.GOAL
    for kind in (Kind.CALL, Kind.PLAN, Kind.WHO):
        alone = len(bare) == 1 and bare[0] in keywords[kind]
        if alone or _contains(tokens, phrases[kind]):
            return kind
    if len(bare) == 1 and bare[0] in keywords["help"]:
        return Kind.HELP
    return Kind.PAUSE if pause_days(tokens, words) is not None else None


USUAL_PAUSE = 3
LONGEST_PAUSE = 28


def pause_days(tokens: list[str], words: dict) -> int | None:  # type: ignore[type-arg]
    """How long PAUSE asks for; nothing if it is part of a sentence."""
    keywords, spelt = words["keywords"], words["numbers"]
    if not tokens or tokens[0] not in keywords["pause"]:
        return None
    asked = [token for token in tokens[1:] if token not in words["polite"]]
    weeks = any(token in keywords["pause_weeks"] for token in asked)
    units = {*keywords["pause_weeks"], *keywords["pause_days"]}
    lengths = [int(t[:3]) if t.isdigit() else spelt.get(t) for t in asked if t not in units]
    if len(lengths) > 1 or None in lengths:
        return None
    length = lengths[0] if lengths else (1 if weeks else USUAL_PAUSE)
    return min(LONGEST_PAUSE, max(1, (length or USUAL_PAUSE) * (7 if weeks else 1)))


def _opens_with(tokens: list[str], openings: list[str]) -> bool:
    return any(tokens[: len(opening.split())] == opening.split() for opening in openings)


def after_keyword(text: str, kind: Kind) -> str:
    """What follows NEED or GOAL; nothing if the keyword stood alone."""
    if kind not in {Kind.NEED, Kind.GOAL}:
        return ""
    return re.sub(rf"^\W*{kind}s?\b[\W_]*", "", text, flags=re.IGNORECASE).strip()


Answer = tuple[tuple[int, ...], str, str]
# "7/10" and "7 out of 10" say seven, on the two scales that there are.
OUT_OF = re.compile(r"(?<=\d)\s*(?:/|\b(?:out )?of\b)\s*(?:5|10)\b", re.IGNORECASE)


def _answer(text: str, tokens: list[str], words: dict) -> Answer | None:  # type: ignore[type-arg]
    """Numbers or one yes, no, change, partly; words may follow only after a clear break.

    "2 men came" is no answer; "2, I work on Mondays" and "2 because I work" are.
    """
    if whole := OUT_OF.search(text):
        text = f"{text[: whole.start()]} {text[whole.end() :]}"
        tokens = tokens_of(text)
    numbers, word, used = _leading(tokens, words)
    if not numbers and not word:
        return None
    left = [token for token in tokens[used:] if token not in words["polite"]]
    if not left:
        return numbers, word, ""
    if len(numbers) > 1 or not _breaks(text, tokens[used], words):
        return None
    return numbers, word, text


def _leading(tokens: list[str], words: dict) -> tuple[tuple[int, ...], str, int]:  # type: ignore[type-arg]
    """The answer at the start of a text, and how many tokens it takes."""
    start = 0
    while start < len(tokens) and tokens[start] in words["polite"]:
        start += 1
    numbers: list[int] = []
    at = start
    while at < len(tokens) and (value := _number(tokens, at, words)) is not None:
        numbers.append(value)
        at += 1
    if numbers:
        return tuple(numbers), "", at
    for word in ("yes", "no", "change", "partly"):
        if start < len(tokens) and tokens[start] in words[word]:
            return (), word, start + 1
    return (), "", start


def _number(tokens: list[str], at: int, words: dict) -> int | None:  # type: ignore[type-arg]
    """A digit anywhere; a number word only if the whole text is made of such words."""
    if tokens[at].isdigit():
        return int(tokens[at]) if len(tokens[at]) <= 2 else None
    spelt = words["numbers"]
    alone = all(token in spelt or token in words["polite"] for token in tokens)
    return spelt.get(tokens[at]) if alone else None


def _breaks(text: str, following: str, words: dict) -> bool:  # type: ignore[type-arg]
    """Whether the answer is set off from what follows by a mark or a joining word."""
    opening = re.match("^\\W*[\\w'\u2019]+\\s*[,.;:!\\n)\\-\u2013\u2014]", text)
    return opening is not None or following in words["because"]
