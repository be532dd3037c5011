"""Reading one text: which keyword, which answer, which danger. Knows and changes no records."""

import re
from dataclasses import replace

from companion.texting.languages import heard, languages_heard
from companion.texting.understanding.answering import answer_in, corrected_answer_in
from companion.texting.understanding.doubt import doubts, in_doubt
from companion.texting.understanding.lexicon import (
    Everywhere,
    Lexicon,
    bare,
    everywhere,
    lexicon,
)
from companion.texting.understanding.machines import from_a_machine, without_signature
from companion.texting.understanding.pauses import pause_days
from companion.texting.understanding.readings import SILENCE, Kind, Reading
from companion.texting.understanding.silence import (
    REACH,
    Heard,
    heard_in,
    of_others,
    stop_beside_hours,
    stops,
    telling,
    turned_round,
)
from companion.texting.understanding.tokens import Said, fold, tokens_of, without_word

__all__ = [
    "SILENCE",
    "Kind",
    "Reading",
    "after_keyword",
    "make_ready",
    "read",
    "tokens_of",
    "without_word",
]


def make_ready() -> None:
    """Make the lists of all languages ready: a second or two, which no text should wait for."""
    doubts()
    everywhere()
    for language in languages_heard():
        lexicon(language)


def read(text: str, language: str) -> Reading:
    """Read one text. When in doubt it is WORDS, and a human or a menu takes over."""
    said = Said(without_signature(text, everywhere()))
    if not said.tokens:
        return Reading(Kind.NOTHING)
    reading = _read(said, lexicon(language))
    if reading.dangers or reading.kind is Kind.NOTICE:
        return reading
    return replace(reading, read_soon=_in_doubt(said, reading.kind, lexicon(language)))


def _in_doubt(said: Said, kind: Kind, words: Lexicon) -> bool:
    """Perhaps danger; or a "stop" that was not obeyed, which is a plea, or a wish we misheard."""
    if kind not in SILENCE and turned_round(said, words, everywhere()):
        return True
    return in_doubt(said, everywhere(), asks=kind not in {Kind.WORDS, Kind.ANSWER})


def _read(said: Said, words: Lexicon) -> Reading:
    whole = _read_whole(said, words)
    if whole.kind in _ALONE or whole.corrected:
        return whole
    return _several(said, whole, words)


_ALONE = {Kind.STOP, Kind.HOURS, Kind.WRONG_PERSON, Kind.NOTICE, Kind.START, Kind.UNDO}
# What may stand beside something else in one text.
_TOGETHER = {
    Kind.ANSWER,
    Kind.CALL,
    Kind.NEED,
    Kind.GOAL,
    Kind.PLAN,
    Kind.WHO,
    Kind.CHANGE_ADVOCATE,
    Kind.LANGUAGE,
    Kind.HELP,
}
MOST_PARTS = 4


def _several(said: Said, whole: Reading, words: Lexicon) -> Reading:
    """Two answers in one text are none; an answer and a request are both."""
    parts = [_read_whole(part, words) for part in _parts(said, words)]
    answers = [part for part in parts if part.kind is Kind.ANSWER and not part.rest]
    if len(whole.numbers) > 1:
        return whole
    if whole.kind is Kind.ANSWER and len({(a.numbers, a.word) for a in answers}) > 1:
        return Reading(Kind.WORDS, rest=said.raw, dangers=whole.dangers, bare=whole.bare)
    if not 2 <= len(parts) <= MOST_PARTS or len(answers) > 1 or whole.dangers:
        return whole
    kinds = [part.kind for part in parts]
    if len(set(kinds)) < len(kinds) or not _TOGETHER.issuperset(kinds):
        return whole
    if any(part.kind is Kind.ANSWER and part.rest for part in parts):
        return whole
    parts.sort(key=lambda part: part.kind is not Kind.ANSWER)
    return replace(parts[0], also=tuple(parts[1:]))


def _parts(said: Said, words: Lexicon) -> list[Said]:
    """The text cut at the ends of sentences, and at "and" or "also"."""
    parts, start = [], 0
    for at in range(len(said.tokens)):
        joined = said.tokens[at] in words.joins
        if (at in said.ends or joined) and at > start:
            parts.append(Said(said.text[said.spans[start][0] : said.spans[at - 1][1]]))
            start = at
        start += joined and start == at
    if start < len(said.tokens):
        parts.append(Said(said.text[said.spans[start][0] :].strip()))
    return parts


def _read_whole(said: Said, words: Lexicon) -> Reading:
    every = everywhere()
    left = bare(said.tokens, words.polite)
    dangers = _dangers(said, every)
    if from_a_machine(said, every):
        return Reading(Kind.NOTICE, rest=said.raw, dangers=dangers)
    found = heard_in(said, words, every)
    kind, word = _keyword(said, words, every, found)
    if kind is not None:
        days = pause_days(said.tokens, words) if kind is Kind.PAUSE else None
        numbers = () if days is None else (days,)
        rest = after_keyword(said.raw, kind)
        return Reading(kind, numbers, word, rest, dangers=dangers, bare=left)
    reading = _answered(said, words, dangers, left)
    hours = reading.kind is Kind.WORDS and any(meaning == "hours_alone" for meaning, _, _ in found)
    return replace(reading, hours=hours)


def _answered(
    said: Said, words: Lexicon, dangers: tuple[str, ...], left: tuple[str, ...]
) -> Reading:
    """An answer beside words of danger is none: a human reads it first."""
    answer = corrected_answer_in(said, words) or answer_in(said, words)
    if answer is None or dangers:
        thanks = not dangers and _only_thanks(said.tokens, words)
        return Reading(Kind.WORDS, rest=said.raw, dangers=dangers, bare=left, thanks=thanks)
    return Reading(
        Kind.ANSWER,
        answer.numbers,
        answer.word,
        answer.rest,
        answer.glad,
        corrected=answer.corrected,
        sorry=answer.sorry,
        earlier=answer.earlier,
        hedged=answer.hedged,
        scaled=answer.scaled,
        bare=left,
        thanks=_only_thanks(said.tokens, words),
    )


def _only_thanks(tokens: list[str], words: Lexicon) -> bool:
    """ "Ok thank you so much x", and not "thanks for nothing"."""
    beside = words.thanks | words.thanks_with | words.polite
    return beside.issuperset(tokens) and not words.thanks.isdisjoint(tokens)


def _dangers(said: Said, every: Everywhere) -> tuple[str, ...]:
    """Said in any language, misspelt or not; "not" before it changes nothing: a human decides."""
    harmless = every.harmless.words_of(said, every.polite)
    tokens = ["" if at in harmless else token for at, token in enumerate(said.tokens)]
    heard_of = {kind for kind, _ in every.dangers.found(said, tokens, every.polite)}
    better = every.speller.spelt(tokens)
    if better != tokens:
        heard_of |= {kind for kind, _ in every.dangers.found(said, better, every.polite)}
    return tuple(sorted(heard_of))


def _keyword(
    said: Said, words: Lexicon, every: Everywhere, found: list[Heard]
) -> tuple[Kind | None, str]:
    """STOP goes first: nobody should have to ask twice for silence."""
    left = telling(said.tokens, words)
    heard_of = {meaning for meaning, _, _ in found}
    if stops(said, left, words) or stop_beside_hours(found):
        return Kind.STOP, ""
    if "wrong_person" in heard_of:
        return Kind.WRONG_PERSON, ""
    if "hours" in heard_of:
        return Kind.HOURS, ""
    alone = left[0] if len(left) == 1 else ""
    if alone and alone in words.keywords["start"]:
        return Kind.START, ""
    if language := _language(said.tokens, every):
        return Kind.LANGUAGE, language
    return _wish(said, alone, words), ""


def _refused(tokens: list[str], at: int, words: Lexicon) -> bool:
    """ "Mujhe call mat karo": the "not" of some languages stands after what it refuses."""
    return not words.negations_after.isdisjoint(tokens[at : at + REACH])


def _language(tokens: list[str], every: Everywhere) -> str:
    """The language asked for, if nothing else is said: "po polsku", "english please"."""
    left = tuple(t for t in tokens if t not in every.asking and t not in every.polite)
    return every.called.get(tuple(tokens), "") or every.called.get(left, "")


# Whoever says "he" or "not" before it states a need all the same.
_STATED = {"need", "lack", "goal"}
# In this order: who asks for somebody to call, even as a need, asks for a call.
_WISHES = (
    ("undo", Kind.UNDO),
    ("change_advocate", Kind.CHANGE_ADVOCATE),
    ("call_first", Kind.CALL),
    ("need", Kind.NEED),
    ("lack", Kind.NEED),
    ("goal", Kind.GOAL),
    ("call", Kind.CALL),
    ("plan", Kind.PLAN),
    ("who", Kind.WHO),
)


def _wish(said: Said, alone: str, words: Lexicon) -> Kind | None:
    """A keyword alone, at the start for NEED and GOAL, or a phrase of the same meaning."""
    heard_of = {
        meaning
        for meaning, at in words.phrases.found(said, said.tokens, words.polite)
        if (meaning in _STATED or not of_others(said.tokens, at, words))
        and (meaning == "lack" or not _refused(said.tokens, at, words))
    }
    better = words.speller.spelt(said.tokens)
    if better != said.tokens:
        heard_of |= {
            meaning
            for meaning, at in words.phrases.found(said, better, words.polite)
            if meaning == "change_advocate" and not of_others(better, at, words)
        }
    for meaning, kind in _WISHES:
        opens = kind in {Kind.NEED, Kind.GOAL} and said.tokens[0] in words.keywords[kind]
        if opens or meaning in heard_of or (alone and alone in words.keywords[kind]):
            return kind
    if alone and alone in words.keywords["help"]:
        return Kind.HELP
    return Kind.PAUSE if pause_days(said.tokens, words) is not None else None


_FIRST_WORD = re.compile(r"^\W*(\w+)\b[\W_]*", re.DOTALL)


def after_keyword(text: str, kind: Kind) -> str:
    """What follows NEED or GOAL, in whatever language; nothing if the keyword stood alone."""
    if kind not in {Kind.NEED, Kind.GOAL}:
        return ""
    first = _FIRST_WORD.match(text)
    if first and fold(first[1]) in _keywords_of(kind):
        return text[first.end() :].strip()
    return text.strip()


def _keywords_of(kind: Kind) -> set[str]:
    names = (heard(language)["keywords"][kind] for language in languages_heard())
    return {token for entries in names for entry in entries for token in tokens_of(entry)}
