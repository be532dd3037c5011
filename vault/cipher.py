"""AES-256-GCM, and the text a sealed value is stored as: `1.<key id>.<base64url>`."""

import base64
import os
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.errors import CannotOpen

VERSION = "1"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class Key(NamedTuple):
    """A key ready for use, and the name written beside whatever it seals."""

    id: str
    cipher: AESGCM


def associated(*parts: str) -> bytes:
    """Return the parts as associated data; no part may hold the separator."""
    return "\0".join(parts).encode()


def encode(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Undo `encode`; refuses every spelling but the one `encode` gives."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise CannotOpen("A sealed value is damaged.") from error
    if encode(raw) != text:
        raise CannotOpen("A sealed value is damaged.")
    return raw


def seal_bytes(cipher: AESGCM, value: bytes, about: bytes) -> str:
    """Encrypt under a fresh nonce and return nonce and ciphertext as text."""
    nonce = os.urandom(NONCE_BYTES)
    return encode(nonce + cipher.encrypt(nonce, value, about))


def open_bytes(cipher: AESGCM, text: str, about: bytes) -> bytes:
    """Undo `seal_bytes`, or raise CannotOpen."""
    raw = decode(text)
    if len(raw) < NONCE_BYTES + TAG_BYTES:
        raise CannotOpen("A sealed value is damaged.")
    try:
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about)
    except InvalidTag:
        # Without the cause: a traceback should not carry the cipher's own arguments.
        raise CannotOpen("Wrong key, another row's value, or an altered value.") from None


def seal(key: Key, value: str, about: bytes) -> str:
    """Return the stored text for a value."""
    # surrogatepass: half of an emoji, as a careless client may send it, must survive.
    return seal_raw(key, value.encode("utf-8", "surrogatepass"), about)


def seal_raw(key: Key, value: bytes, about: bytes) -> str:
    """Return the stored text for bytes."""
    return f"{VERSION}.{key.id}.{seal_bytes(key.cipher, value, about)}"


def key_id(stored: str) -> str:
    """Return the id of the key that a stored text names."""
    return _split(stored)[0]


def unseal(key: Key, stored: str, about: bytes) -> str:
    """Return the value behind a stored text, or raise CannotOpen."""
    return unseal_raw(key, stored, about).decode("utf-8", "surrogatepass")


def unseal_raw(key: Key, stored: str, about: bytes) -> bytes:
    """Return the bytes behind a stored text, or raise CannotOpen."""
    named, sealed = _split(stored)
    if named != key.id:
        raise CannotOpen("A sealed value names another key.")
    return open_bytes(key.cipher, sealed, about)


def _split(stored: str) -> tuple[str, str]:
    version, _, rest = stored.partition(".")
    named, dot, sealed = rest.partition(".")
    if version != VERSION or not named or not dot:
        raise CannotOpen("This is not a sealed value.")
    return named, sealed
