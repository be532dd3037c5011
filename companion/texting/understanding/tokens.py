"""A text as small words: without case, accents and marks, digits of every script as digits."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Different keys for one letter, left out or mixed up on phones; and the marks that end a sentence.
_LETTERS = Path(__file__).parent.parent / "languages" / "letters.json"
_SAME = str.maketrans(json.loads(_LETTERS.read_text(encoding="utf-8")))
_UNSEEN = re.compile(
    "['\u2018\u2019\u02bc`\u00b4\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0a3c\u0a71\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\u20e3"
    "\U0001f3fb-\U0001f3ff]"
)
# Marks that belong to a word but are no letters to Python: the vowels of Gurmukhi.
VOWELS = "\u0a01-\u0a03\u0a3e-\u0a4d\u0a51\u0a70-\u0a75"
EMOJI = "\U0001f170-\U0001faff\u2600-\u27bf\u2b50-\u2b55"
_TOKEN = re.compile(rf"\d+|(?:[^\W\d_]|[{VOWELS}])+|[{EMOJI}]")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
BREAKS = frozenset(".,!?;:\n()\u2013\u2014")


class _Digits(dict[int, str]):
    """Digits of every script as 0 to 9; all else as it is."""

    def __missing__(self, code: int) -> str:
        value = unicodedata.digit(chr(code), None)
        self[code] = chr(code) if value is None else str(value)
        return self[code]


_DIGITS = _Digits()


def fold(text: str) -> str:
    """The text without what phones, hurry and spelling make different."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    if not plain.isascii():
        plain = _UNSEEN.sub("", plain).translate(_SAME).translate(_DIGITS)
    return plain.replace("'", "").replace("`", "")


def tokens_of(text: str) -> list[str]:
    """Small words without marks; emoji and numbers stand alone; "yesss" is "yes"."""
    return [_one(token) for token in _TOKEN.findall(fold(text))]


@dataclass(frozen=True)
class Said:
    """One text, or a part of one, cut into small words that know where they stood."""

    raw: str

    @cached_property
    def text(self) -> str:
        """The folded text, in which the words stand."""
        return fold(self.raw)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word begins and ends in the folded text."""
        return [found.span() for found in _TOKEN.finditer(self.text)]

    @cached_property
    def tokens(self) -> list[str]:
        """The words."""
        return [_one(self.text[start:end]) for start, end in self.spans]

    def gap(self, at: int) -> str:
        """What stands before the word at this place, up to the word before it."""
        start = self.spans[at - 1][1] if at else 0
        end = self.spans[at][0] if at < len(self.spans) else len(self.text)
        return self.text[start:end]

    @cached_property
    def ends(self) -> frozenset[int]:
        """The places at which a sentence, or the text, has just ended."""
        inner = (at for at in range(1, len(self.tokens)) if not BREAKS.isdisjoint(self.gap(at)))
        return frozenset([*inner, len(self.tokens)])


def _one(token: str) -> str:
    """Only letters are drawn out: 111 is no 1."""
    return token if token.isdigit() else _DRAWN_OUT.sub(r"\1", token)


def without_word(text: str, word: str) -> tuple[str, bool]:
    """The text with a secret word struck out, and whether it was there; any case, any place."""
    secret = unicodedata.normalize("NFC", word.strip())
    if not secret:
        return text, False
    part = rf"[\w\u0300-\u036f{VOWELS}]"
    pattern = rf"(?<!{part}){re.escape(secret)}(?!{part})[.,;:!?]?[ \t]*"
    struck, times = re.subn(pattern, "", unicodedata.normalize("NFC", text), flags=re.IGNORECASE)
    return (struck.strip() if times else text), bool(times)
