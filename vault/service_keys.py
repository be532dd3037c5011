"""The service's own keys, from FIELD_KEYS and INDEX_KEY; never SECRET_KEY."""

import base64
import re
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vault.cipher import KEY_BYTES, Key
from vault.errors import KeyNotConfigured

PREFIX = "s-"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


def current() -> Key:
    """Return the key that new things are sealed with: the first in FIELD_KEYS."""
    return next(iter(_keys().values()))


def named(key_id: str) -> Key:
    """Return the service key of this id, current or retired."""
    try:
        return _keys()[key_id]
    except KeyError:
        raise KeyNotConfigured(f"FIELD_KEYS does not hold the key {key_id!r}.") from None


def index_key() -> bytes:
    """Return the key of the blind index."""
    return _index_key(getattr(settings, "INDEX_KEY", None) or "")


def require() -> None:
    """Raise ImproperlyConfigured, naming the variable, unless every key is usable."""
    specs = _specs()
    _keys()
    if index_key() in (_material("FIELD_KEYS", spec.partition(":")[2]) for spec in specs):
        raise ImproperlyConfigured("INDEX_KEY must not be one of the keys in FIELD_KEYS.")


def _specs() -> tuple[str, ...]:
    specs = getattr(settings, "FIELD_KEYS", None)
    if isinstance(specs, str) or not specs:
        raise ImproperlyConfigured(
            "FIELD_KEYS must list at least one key as id:base64 of 32 bytes, the current one first."
        )
    return tuple(specs)


def _keys() -> dict[str, Key]:
    return _parse(_specs())


@lru_cache(maxsize=8)
def _parse(specs: tuple[str, ...]) -> dict[str, Key]:
    keys: dict[str, Key] = {}
    for spec in specs:
        name, _, encoded = spec.partition(":")
        if not _NAME.fullmatch(name):
            raise ImproperlyConfigured(
                "Each key in FIELD_KEYS starts with an id of letters, digits, - or _, then a colon."
            )
        key_id = PREFIX + name
        if key_id in keys:
            raise ImproperlyConfigured(f"FIELD_KEYS holds the id {name!r} twice.")
        keys[key_id] = Key(key_id, AESGCM(_material("FIELD_KEYS", encoded)))
    return keys


@lru_cache(maxsize=8)
def _index_key(encoded: str) -> bytes:
    return _material("INDEX_KEY", encoded)


def _material(variable: str, encoded: str) -> bytes:
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES or not any(raw):
        # Never quote the value: it may be a real key with a slip in it.
        raise ImproperlyConfigured(f"{variable} must hold base64 of 32 random bytes.")
    return raw
