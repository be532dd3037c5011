"""An answer at the start of a text: numbers, or one yes, no, change, partly; or a correction."""

import re
from dataclasses import dataclass, replace

from companion.texting.understanding.lexicon import Lexicon
from companion.texting.understanding.tokens import Said


@dataclass(frozen=True)
class Answer:
    """What was answered, and the text if words stand beside it.

    `corrected`: in place of an earlier answer; `sorry`: only an apology says so; `earlier`: it says
    that it is of what was asked earlier.
    """

    numbers: tuple[int, ...] = ()
    word: str = ""
    rest: str = ""
    glad: bool = False
    corrected: bool = False
    sorry: bool = False
    earlier: bool = False
    hedged: bool = False
    scaled: bool = False


@dataclass(frozen=True)
class _Leading:
    numbers: tuple[int, ...]
    word: str
    used: int


# "7/10" and "7 out of 10" say seven, on the two scales that there are.
_OUT_OF = re.compile(r"(?<=\d)\s*(?:/|\b(?:out )?of\b)\s*(?:5|10)\b")
# All that may stand before, between and after: "£2", "-1", "50%" and "2:30" are no answers.
_BEFORE = re.compile(r"""[\s("'*#.,!:~>]*""")
_BETWEEN = re.compile(r"[\s,&]+")
_AFTER = re.compile(r"""[\s.,!?;:)"'*~\u2013\u2014-]*""")
_BREAK = re.compile(r"\s*(?:[,.;:!?\n)\u2013\u2014]|-\s)")
DIGITS = 2
# "Yes yes yes" is yes, said as often at most.
OFTEN = 5


def corrected_answer_in(said: Said, words: Lexicon) -> Answer | None:
    """ "No I meant 2", "sorry, 2 not 1": right after such words, and nothing else after it.

    But for what it corrects: "I meant 2 for the first one". "My answer is not 1" and "sorry he told
    me to say yes" correct nothing.
    """
    found = list(words.phrases.spans(said, words.polite))
    until = min((at for kind, at, _ in found if kind == "earlier"), default=len(said.tokens))
    ends = [(end, kind) for kind, _, end in found if kind in {"meant", "sorry"} and end < until]
    for end, kind in sorted(ends, reverse=True):
        said_after = Said(said.text[said.spans[end][0] : said.spans[until - 1][1]])
        answer = _right_one(said_after, words)
        if answer:
            earlier = until < len(said.tokens)
            only_sorry = kind == "sorry" and not (earlier or answer.corrected)
            return replace(answer, corrected=True, sorry=only_sorry, earlier=earlier)
    return None


def _right_one(said: Said, words: Lexicon) -> Answer | None:
    """An answer alone, or one that stands before "not" and another: that corrects in any case."""
    answer, leading = answer_in(said, words), _leading(said, words)
    if answer and not answer.rest and not answer.hedged:
        return answer
    if leading is None or leading.used + 1 >= len(said.tokens):
        return None
    other = answer_in(Said(said.text[said.spans[leading.used + 1][0] :]), words)
    denied = said.tokens[leading.used] in words.negations and other and not other.rest
    if denied and "?" not in said.text:
        return Answer(leading.numbers, leading.word, corrected=True)
    return None


def answer_in(said: Said, words: Lexicon) -> Answer | None:
    """Words may follow only after a clear break.

    "2 men came" is no answer; "2, I work on Mondays" and "2 because I work" are.
    """
    scaled = bool(whole := _OUT_OF.search(said.text))
    if whole:
        said = Said(f"{said.text[: whole.start()]} {said.text[whole.end() :]}")
    leading = _leading(said, words)
    if leading is None:
        return None
    hedged = "?" in said.text or not words.hedges.isdisjoint(said.tokens[leading.used :])
    answer = Answer(leading.numbers, leading.word, hedged=hedged, scaled=scaled)
    if all(token in words.polite for token in said.tokens[leading.used :]):
        return answer
    if len(leading.numbers) > 1 or not _breaks(said, leading.used, words):
        return None
    glad = words.glad.union(words.polite).issuperset(said.tokens[leading.used :])
    return replace(answer, rest=said.raw, glad=glad)


def _leading(said: Said, words: Lexicon) -> _Leading | None:
    """The answer at the start of a text, and how many words it takes."""
    tokens, start = said.tokens, 0
    while start < len(tokens) and tokens[start] in words.polite and not _word(said, start, words):
        start += 1
    if start and not _is_answer_at(said, start, words):
        start = 0
    if not _BEFORE.fullmatch(said.gap(start)):
        return None
    first = _word(said, start, words)
    numbers, at = _numbers(said, start, words)
    if first and first[1] > at:
        numbers, at = (), start
    word, used = _word(said, at, words) or ("", at)
    if not numbers and not word:
        return None
    after = said.gap(used)
    glued = used < len(tokens) and after.strip() == after and tokens[used].isdigit()
    if glued or not _AFTER.fullmatch(after):
        return None
    return _Leading(numbers, word, used)


def _is_answer_at(said: Said, at: int, words: Lexicon) -> bool:
    return at < len(said.tokens) and bool(
        _word(said, at, words) or _number(said.tokens, at, words) is not None
    )


def _numbers(said: Said, start: int, words: Lexicon) -> tuple[tuple[int, ...], int]:
    numbers: list[int] = []
    at = start
    while at < len(said.tokens) and (value := _number(said.tokens, at, words)) is not None:
        if numbers and not _BETWEEN.fullmatch(said.gap(at)):
            break
        numbers.append(value)
        at += 1
    return tuple(numbers), at


def _number(tokens: list[str], at: int, words: Lexicon) -> int | None:
    """A digit anywhere; a number word only if the whole text is made of such words."""
    if tokens[at].isdigit():
        return int(tokens[at]) if len(tokens[at]) <= DIGITS else None
    alone = all(token in words.numbers or token in words.polite for token in tokens)
    return words.numbers.get(tokens[at]) if alone else None


def _word(said: Said, at: int, words: Lexicon, more: int = OFTEN) -> tuple[str, int] | None:
    """The longest yes, no, change or partly that begins here, said again or not; and its end."""
    found = []
    for phrase, meaning in words.answers.get(said.tokens[at] if at < len(said.tokens) else "", ()):
        end = at + len(phrase)
        if tuple(said.tokens[at:end]) == phrase:
            again = _word(said, end, words, more - 1) if more else None
            found.append((again[1] if again and again[0] == meaning else end, meaning))
    end, meaning = max(found, default=(0, ""))
    return (meaning, end) if meaning else None


def _breaks(said: Said, used: int, words: Lexicon) -> bool:
    """Whether the answer is set off from what follows by a mark or a joining word."""
    return bool(_BREAK.match(said.gap(used))) or said.tokens[used] in words.because
