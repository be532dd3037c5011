"""How many text messages a text costs: exact counting of GSM-7 and UCS-2 (3GPP TS 23.038)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is sent as an escape and a second character, so it counts twice.
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

# Units in a text that stands alone, and in each part of a longer one (the rest joins the parts).
ALONE = {"GSM-7": 160, "UCS-2": 70}
PART = {"GSM-7": 153, "UCS-2": 67}

# What word processors put in place of plain signs; one of them makes a text cost twice as much.
PLAIN_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "′": "'", "`": "'"}  # noqa: RUF001
    | {"–": "-", "—": "-", "‑": "-", "…": "...", "\u00a0": " ", "\u202f": " ", "\t": " "}  # noqa: RUF001
)


@dataclass(frozen=True)
class Measure:
    """What a text costs: `characters` are counted as the encoding counts them (an emoji is two)."""

    encoding: Encoding
    characters: int
    segments: int


def measure(text: str) -> Measure:
    """The encoding a text needs, its length in that encoding and the segments it is sent in."""
    encoding: Encoding = "GSM-7" if is_gsm(text) else "UCS-2"
    costs = [_cost(character, encoding) for character in text]
    characters = sum(costs)
    if characters <= ALONE[encoding]:
        return Measure(encoding, characters, 1 if characters else 0)
    return Measure(encoding, characters, _parts(costs, PART[encoding]))


def is_gsm(text: str) -> bool:
    """Whether every character stands in the GSM-7 alphabet or its extension table."""
    return all(character in GSM_BASIC or character in GSM_EXTENSION for character in text)


def plain_signs(text: str) -> str:
    """The text with curly quotes and long dashes made plain, if that alone makes it GSM-7."""
    plain = text.translate(PLAIN_SIGNS)
    return plain if is_gsm(plain) else text


def one_line_end(text: str) -> str:
    """The text with lines ended by one character; a browser's form sends, and would bill, two."""
    return text.replace("\r\n", "\n")


def _cost(character: str, encoding: Encoding) -> int:
    """Units one character takes: an escape or a surrogate pair takes two."""
    if encoding == "GSM-7":
        return 2 if character in GSM_EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _parts(costs: Iterable[int], room: int) -> int:
    """How many parts are filled when a character that does not fit whole goes to the next part."""
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts
