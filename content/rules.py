"""What a wording must hold to before it may be used: harmless, short, and complete."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby

from .builtin import COVER, ENGLISH, Variable, builtins, forbidden_words, variables
from .segments import is_gsm, measure

MOST_SEGMENTS_ENGLISH = 2
MOST_SEGMENTS = 3
# Eleven answers are the one scale that begins with nought.
NOUGHT_TO_TEN = 11
_GAP = re.compile(r"\{([a-z_]+)\}")
_NUMBER = re.compile(r"(?<!\d)\d+(?!\d)")


@cache
def _letter() -> str:
    """What belongs to a word in any script: letters, digits, and the marks that Python leaves out.

    The vowels of Gurmukhi are such marks.
    """
    marks = [code for code in range(0x300, 0x3000) if unicodedata.category(chr(code))[0] == "M"]
    # Neighbours as a range: the pattern holds this class hundreds of times.
    runs = (list(run) for _, run in groupby(enumerate(marks), key=lambda at: at[1] - at[0]))
    ranges = (f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)
    return rf"[\w{''.join(ranges)}]"


@cache
def _forbidden_pattern(language: str) -> re.Pattern[str]:
    """One pattern for the whole list; a phrase may be broken by any run of spaces."""
    listed = (re.escape(unicodedata.normalize("NFC", word)) for word in forbidden_words(language))
    spaced = [word.replace(r"\ ", r"\s+") for word in listed]
    # All stems before one ending: the pattern is read in a third of the time.
    stems = "|".join(word.removesuffix(r"\*") for word in spaced if word.endswith(r"\*"))
    whole, letter = [word for word in spaced if not word.endswith(r"\*")], _letter()
    ended = [rf"(?:{stems}){letter}*"] if stems else []
    found = "|".join([*ended, *whole]).replace(r"\*", f"{letter}*")
    return re.compile(rf"(?<!{letter})(?:{found})(?!{letter})", re.IGNORECASE)


def forbidden_in(text: str, language: str = ENGLISH) -> list[str]:
    """The words in a text that a cover wording may never carry, each once, as they stand there.

    Those of its language and those of English.
    """
    found = _forbidden_pattern(language).finditer(unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(match.group() for match in found))


def gaps_in(body: str) -> list[str]:
    """Names of the variables in a wording, in order."""
    return _GAP.findall(body)


def fill_gaps(body: str, values: dict[str, str]) -> str:
    """The wording with its gaps filled; what is put in is never read as a gap."""
    return _GAP.sub(lambda gap: values[gap.group(1)], body)


def longest(body: str) -> str:
    """The wording with every gap filled as long as it may be in letters like its own."""
    room = {name: room_in(body, gap) for name, gap in variables().items()}
    return fill_gaps(body, _known(body, {name: "x" * most for name, most in room.items()}))


def room_in(body: str, gap: Variable) -> int:
    """How many characters go into a gap: fewer in a text that holds less than half."""
    return gap.longest if is_gsm(body) else gap.shorter


def _in_other_letters(body: str) -> str:
    """The wording at its longest if what people typed makes it hold less than half."""
    filled = {name: "\u0105" * gap.shorter for name, gap in variables().items()}
    return fill_gaps(body, _known(body, filled))


def example(body: str) -> str:
    """The wording with every gap filled with something invented."""
    return fill_gaps(body, _known(body, {name: v.example for name, v in variables().items()}))


def _known(body: str, values: dict[str, str]) -> dict[str, str]:
    """Values for the gaps of an unfinished wording: a gap with an unknown name shows its name."""
    return {name: values.get(name, name) for name in gaps_in(body)}


def most_segments(language: str) -> int:
    """How many segments the longest filled-in text of a language may take."""
    return MOST_SEGMENTS_ENGLISH if language == ENGLISH else MOST_SEGMENTS


def faults(key: str, language: str, level: str, body: str) -> list[str]:
    """Every reason, in words for its editor, why this wording may not be used."""
    expected = builtins().get((key, level))
    if expected is None:
        return ["This wording has no text at this level."]
    found = [*_gap_faults(body, expected.variables), *_choice_faults(body, expected.choices)]
    segments = measure(longest(body)).segments
    if language != ENGLISH and _typed_into(body):
        segments = max(segments, measure(_in_other_letters(body)).segments)
    if segments > most_segments(language):
        found.append(
            f"Filled in, it can take {segments} messages; the most is {most_segments(language)}."
        )
    if level == COVER and (words := forbidden_in(body, language)):
        found.append(f"A cover text never says: {', '.join(words)}.")
    return found


@lru_cache(maxsize=4096)
def is_sound(key: str, language: str, level: str, body: str) -> bool:
    """Whether a wording may be used; each text that asks for its words would judge them anew."""
    return not faults(key, language, level, body)


def _typed_into(body: str) -> bool:
    """Whether people's own words go into this wording, in whatever letters."""
    known = variables()
    return any(known[name].typed for name in gaps_in(body) if name in known)


def _gap_faults(body: str, allowed: tuple[str, ...]) -> list[str]:
    """Gaps that nothing fills, gaps left out, and braces that are no gaps."""
    gaps = gaps_in(body)
    found = [f"Nothing fills {{{name}}} here." for name in gaps if name not in allowed]
    found += [f"It has to carry {{{name}}}." for name in allowed if name not in gaps]
    if "{" in (rest := _GAP.sub("", body)) or "}" in rest:
        found.append("Curly brackets may only stand around the name of something filled in.")
    return found


def _choice_faults(body: str, choices: int) -> list[str]:
    """Numbered answers no longer offered: up to four each, longer scales by their ends."""
    if choices == NOUGHT_TO_TEN:
        ends = [0, NOUGHT_TO_TEN - 1]
    else:
        ends = [1, choices] if choices > 4 else list(range(1, choices + 1))
    numbers = {int(number) for number in _NUMBER.findall(body)}
    return [f"It has to offer the answer {number}." for number in ends if number not in numbers]
