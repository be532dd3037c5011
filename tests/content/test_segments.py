"""Texts are counted exactly as they are sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.segments import Measure, measure, plain_signs

# The default alphabet, row by row as the standard prints it (3GPP TS 23.038, 6.2.1);
# a character's place is its code.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
EXTENSION = {"\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F}
EXTENSION |= {"[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65}
ESCAPE = 0x1B


def septets(text: str) -> list[int] | None:
    """The codes a text becomes, or none if the alphabet cannot carry it."""
    codes: list[int] = []
    for character in text:
        if character in EXTENSION:
            codes += [ESCAPE, EXTENSION[character]]
        elif character != "\x1b" and character in ALPHABET:
            codes.append(ALPHABET.index(character))
        else:
            return None
    return codes


def units(text: str) -> list[int]:
    """The 16-bit units a text becomes."""
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


def parts_by_cutting(codes: list[int], room: int, opens_a_pair: range) -> int:
    """Cut off a part at a time; one unit less when the cut would part a pair."""
    parts = 0
    while codes:
        cut = room
        if len(codes) > room and codes[room - 1] in opens_a_pair:
            cut -= 1
        codes, parts = codes[cut:], parts + 1
    return parts


def by_the_standard(text: str) -> Measure:
    """A second way to the same answer: write out what is sent, then cut it."""
    codes = septets(text)
    if codes is not None:
        cut = parts_by_cutting(codes, 153, range(ESCAPE, ESCAPE + 1))
        return Measure("GSM-7", len(codes), min(len(codes), 1) if len(codes) <= 160 else cut)
    codes = units(text)
    cut = parts_by_cutting(codes, 67, range(0xD800, 0xDC00))
    return Measure("UCS-2", len(codes), 1 if len(codes) <= 70 else cut)


GSM_TEXT = st.text(ALPHABET.replace("\x1b", "") + "".join(EXTENSION) * 3, max_size=700)
ANY_TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aé€ąß🙂👩‍👩‍👧‍👦ਪਾکی")),
    max_size=400,
)


@given(GSM_TEXT)
def test_texts_in_the_basic_alphabet_are_counted_by_the_standard(text: str) -> None:
    assert measure(text) == by_the_standard(text)


@given(ANY_TEXT)
def test_any_text_is_counted_by_the_standard(text: str) -> None:
    assert measure(text) == by_the_standard(text)


@given(st.integers(0, 160), st.integers(0, 330), st.sampled_from(["€", "🙂"]))
def test_a_pair_at_any_place_is_counted_by_the_standard(before: int, after: int, pair: str) -> None:
    text = "a" * before + pair + "a" * after
    assert measure(text) == by_the_standard(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Measure("GSM-7", 0, 0)),
        ("a" * 160, Measure("GSM-7", 160, 1)),
        ("a" * 161, Measure("GSM-7", 161, 2)),
        ("a" * 306, Measure("GSM-7", 306, 2)),
        ("a" * 307, Measure("GSM-7", 307, 3)),
        ("€" * 80, Measure("GSM-7", 160, 1)),
        ("ą" + "a" * 69, Measure("UCS-2", 70, 1)),
        ("ą" + "a" * 70, Measure("UCS-2", 71, 2)),
        ("🙂" * 35, Measure("UCS-2", 70, 1)),
        ("🙂" * 36, Measure("UCS-2", 72, 2)),
        ("ç", Measure("UCS-2", 1, 1)),
        ("Ç", Measure("GSM-7", 1, 1)),
        ("\x1b", Measure("UCS-2", 1, 1)),
    ],
)
def test_the_edges_are_where_the_standard_puts_them(text: str, expected: Measure) -> None:
    assert measure(text) == expected


def test_an_escape_is_never_parted_from_its_character() -> None:
    fits = "a" * 151 + "€" + "a" * 153
    parted = "a" * 152 + "€" + "a" * 152
    assert measure(fits) == Measure("GSM-7", 306, 2)
    assert measure(parted) == Measure("GSM-7", 306, 3)


def test_a_surrogate_pair_is_never_parted() -> None:
    fits = "ą" + "a" * 64 + "🙂" + "a" * 67
    parted = "ą" + "a" * 65 + "🙂" + "a" * 66
    assert measure(fits) == Measure("UCS-2", 134, 2)
    assert measure(parted) == Measure("UCS-2", 134, 3)


def test_curly_signs_are_made_plain_where_that_saves_a_text() -> None:
    assert plain_signs("It’s “yours” – from 5 May…") == 'It\'s "yours" - from 5 May...'


def test_signs_stay_as_they_are_where_the_text_needs_the_wide_alphabet_anyway() -> None:
    assert plain_signs("Dzień – dobry, „Ana”") == "Dzień – dobry, „Ana”"
