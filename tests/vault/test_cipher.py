"""What is sealed comes back whole, or not at all."""

import base64
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from messaging.models import IncomingMessage
from vault import cipher
from vault.errors import CannotOpen
from vault.fields import Sealed
from vault.index import blind_index

KEY = cipher.Key("s-one", AESGCM(b"1" * 32))
OTHER_KEY = cipher.Key("s-one", AESGCM(b"2" * 32))
ABOUT = cipher.associated("app.Model", "field", "identity")
# Any text at all: NUL, emoji, right-to-left, lone surrogates.
ANY_TEXT = st.text(alphabet=st.characters(codec=None, categories=None), max_size=2000)


@given(ANY_TEXT)
def test_any_text_comes_back_as_it_was(value: str) -> None:
    assert cipher.unseal(KEY, cipher.seal(KEY, value, ABOUT), ABOUT) == value


@given(ANY_TEXT)
def test_a_field_opens_what_it_sealed_on_the_same_row(value: str) -> None:
    row = IncomingMessage(body=value)
    field = IncomingMessage._meta.get_field("body")
    kept = field.pre_save(row, add=True)
    assert isinstance(kept, Sealed) or value == ""
    row.body = kept
    assert row.body == value


@given(st.text(min_size=1), st.data())
def test_no_single_character_can_be_altered(value: str, data: st.DataObject) -> None:
    sealed = cipher.seal(KEY, value, ABOUT)
    place = data.draw(st.integers(0, len(sealed) - 1))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \n"
    other = data.draw(st.sampled_from(alphabet).filter(lambda letter: letter != sealed[place]))
    with pytest.raises(CannotOpen):
        cipher.unseal(KEY, sealed[:place] + other + sealed[place + 1 :], ABOUT)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_sealed_value_has_one_spelling_only(length: int) -> None:
    sealed = cipher.seal(KEY, "x" * length, ABOUT)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = [*(sealed[:-1] + letter for letter in letters), sealed + "=", sealed + "=="]
    for spelling in spellings:
        if spelling != sealed:
            with pytest.raises(CannotOpen):
                cipher.unseal(KEY, spelling, ABOUT)
    assert cipher.unseal(KEY, sealed, ABOUT) == "x" * length


@given(st.binary(min_size=1, max_size=200), st.data())
def test_no_single_bit_can_be_altered(value: bytes, data: st.DataObject) -> None:
    raw = bytearray(cipher.decode(cipher.seal_bytes(KEY.cipher, value, ABOUT)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        cipher.open_bytes(KEY.cipher, cipher.encode(bytes(raw)), ABOUT)


@given(st.text(min_size=1), st.data())
def test_nothing_opens_when_it_is_cut_short(value: str, data: st.DataObject) -> None:
    sealed = cipher.seal(KEY, value, ABOUT)
    with pytest.raises(CannotOpen):
        cipher.unseal(KEY, sealed[: data.draw(st.integers(0, len(sealed) - 1))], ABOUT)


@given(st.text(max_size=300))
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(CannotOpen):
        cipher.unseal(KEY, text, ABOUT)


def test_what_was_sealed_long_ago_still_opens_and_is_still_found() -> None:
    kept = "1.s-one.dVix8YlBy-Xv4bn5YccWFoKaf051bzVquzGEBNrRJrQ"
    assert cipher.unseal(KEY, kept, ABOUT) == "help"
    assert cipher.encode(b"a") == "YQ"
    found = "f81da33812b89fd4fdbd84ca7869fa54885dfab0e9f1d1636b5ccc8277eea8b0"
    assert blind_index("+447700900123", "number") == found
    # Half of an emoji, as a careless client may send it.
    assert blind_index("\ud83d", "word") != blind_index("\ud83e", "word")


def test_only_a_sealed_value_names_a_key() -> None:
    assert cipher.key_id("1.s-one.abc") == cipher.key_id("1.s-one.abc.def") == "s-one"
    for text in ("", "1", "1.", "1.s-one", "1..abc", "2.s-one.abc", "s-one.abc"):
        with pytest.raises(CannotOpen, match="not a sealed value"):
            cipher.key_id(text)


@given(st.text())
def test_another_key_of_the_same_name_does_not_open_it(value: str) -> None:
    with pytest.raises(CannotOpen):
        cipher.unseal(OTHER_KEY, cipher.seal(KEY, value, ABOUT), ABOUT)


@given(st.text())
def test_a_value_opens_only_where_it_was_sealed(value: str) -> None:
    sealed = cipher.seal(KEY, value, ABOUT)
    for elsewhere in (
        ("app.Other", "field", "identity"),
        ("app.Model", "other", "identity"),
        ("app.Model", "field", "other"),
    ):
        with pytest.raises(CannotOpen):
            cipher.unseal(KEY, sealed, cipher.associated(*elsewhere))


def test_the_same_words_are_sealed_differently_each_time() -> None:
    assert len({cipher.seal(KEY, "help", ABOUT) for _ in range(1000)}) == 1000


def test_the_stored_text_names_its_version_and_key_and_hides_the_words() -> None:
    version, key_id, rest = cipher.seal(KEY, "help", ABOUT).split(".")
    assert (version, key_id) == ("1", "s-one")
    raw = base64.urlsafe_b64decode(rest + "==")
    assert len(raw) == cipher.NONCE_BYTES + len("help") + cipher.TAG_BYTES
    assert b"help" not in raw


def test_a_failure_to_open_says_nothing_of_the_value() -> None:
    sealed = cipher.seal(KEY, "the refuge in Mill Lane", ABOUT)
    with pytest.raises(CannotOpen) as failure:
        cipher.unseal(OTHER_KEY, sealed, ABOUT)
    assert sealed not in str(failure.value)
    assert failure.value.__cause__ is None


@given(ANY_TEXT, st.text(), ANY_TEXT, st.text())
def test_a_blind_index_tells_values_and_purposes_apart(
    value: str, purpose: str, other: str, other_purpose: str
) -> None:
    same = (value, purpose) == (other, other_purpose)
    assert (blind_index(value, purpose) == blind_index(other, other_purpose)) is same


def test_a_blind_index_does_not_reveal_its_value_and_hangs_on_its_key(settings) -> None:
    before = blind_index("+447700900123", "number")
    assert len(before) == 64
    assert "447700900123" not in before
    settings.INDEX_KEY = base64.b64encode(b"z" * 32).decode()
    assert blind_index("+447700900123", "number") != before


def test_a_sealed_value_cannot_be_shown_by_accident() -> None:
    sealed = Sealed(cipher.seal(KEY, str(uuid4()), ABOUT))
    assert repr(sealed) == "<sealed>"
    with pytest.raises(Exception, match="cannot be shown"):
        f"{sealed}"
