"""Reading the environment: what is missing or malformed stops the start and names itself."""

import base64
import binascii
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

# Read-then-write in two processes locks unless the write lock is taken first;
# synchronous=FULL keeps the last commit when the power goes.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
}
# The same few statements over and over: the server plans each once for a connection. Between
# us and it there may be a pooler by session; by transaction, only one that knows of these.
POSTGRESQL = {"server_side_binding": True, "prepare_threshold": 5}

# A task whose worker died is given to another after two minutes; RabbitMQ does that by itself.
REDIS = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "health_check_interval": 15,
    "socket_keepalive": True,
}
BROKERS: dict[str, dict[str, Any]] = {
    "redis": REDIS,
    "rediss": REDIS,
    "amqp": {},
    "amqps": {},
    # The demo's own: one process, and nothing outlives it.
    "memory": {"polling_interval": 0.002},
}


def required(name: str, meaning: str) -> str:
    """The value of an environment variable that has no safe default."""
    value = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. It is {meaning}. See .env.example.")
    return value


def long_enough(name: str, value: str) -> str:
    """The same text, once it is known to be too long to be guessed."""
    if len(value) < 50 or len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} must be at least 50 signs, chosen by chance.")
    return value


def key_of_32_bytes(name: str, encoded: str) -> str:
    """The same text, once it is known to be 32 bytes in base64."""
    try:
        size = len(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if size != 32:
        raise ImproperlyConfigured(f"{name} must hold 32 bytes in base64. See .env.example.")
    return encoded


def field_keys(text: str) -> list[str]:
    """`id:base64` pairs, the current one first."""
    keys = [part.strip() for part in text.split(",") if part.strip()]
    for key in keys:
        name, separator, encoded = key.partition(":")
        if not (name and separator):
            raise ImproperlyConfigured("FIELD_KEYS must be a list of id:base64, commas between.")
        key_of_32_bytes("FIELD_KEYS", encoded)
    return keys


def rate(name: str, text: str) -> float:
    """How many a second, once it is known to be a number; 0 is no limit."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1000:
        raise ImproperlyConfigured(f"{name} must be a number from 0 (no limit) to 1000.")
    return number


def one_of(name: str, value: str, *known: str) -> str:
    """The same text, once it is known to be nothing or one of those we know."""
    if value and value not in known:
        raise ImproperlyConfigured(f"{name} must be left out or be: {' or '.join(known)}.")
    return value


def web_address(name: str, address: str) -> str:
    """The same address without a slash at its end, once it is known to be one."""
    if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).netloc:
        raise ImproperlyConfigured(
            f"{name} must be a whole web address, such as https://example.org."
        )
    return address.rstrip("/")


def broker(address: str) -> dict[str, Any]:
    """What the broker at this address is told besides, once it is known to be one of ours."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme == "memory" or (parts.hostname and (parts.port or True))
    except ValueError:  # a port that is no number
        whole = False
    if not whole or parts.scheme not in BROKERS:
        raise ImproperlyConfigured(
            "CELERY_BROKER_URL must be a whole address: redis:// or rediss:// of a Redis, "
            "amqp:// or amqps:// of a RabbitMQ. See .env.example."
        )
    return BROKERS[parts.scheme]


def passkey_place(name: str, address: str) -> tuple[str, str]:
    """The host name that passkeys belong to, and the one origin from which they are taken."""
    parts = urlsplit(address)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from None
    if not host.isascii() or "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name} must hold a plain host name; write xn--… for others.")
    try:
        number = ip_address(host)
    except ValueError:
        number = None
    if number and number.is_loopback:
        # On one's own machine browsers take passkeys at this name only.
        host = "localhost"
    elif number and parts.scheme == "https":
        raise ImproperlyConfigured(f"{name} must hold a name, not a number: passkeys need one.")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return host, f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def database(address: str, folder: Path) -> dict[str, Any]:
    """Where everything is kept: what DATABASE_URL says, else a file of SQLite in this folder."""
    found = env.db_url_config(address or f"sqlite:///{folder / 'companion.sqlite3'}")
    engine = str(found.get("ENGINE"))
    if engine.endswith("sqlite3"):
        return {**found, "OPTIONS": SQLITE, "TEST": {"NAME": str(folder / "test.sqlite3")}}
    if not engine.endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///.")
    # What the address asks for, such as an encrypted connection, must not get lost.
    options = {**found.get("OPTIONS", {}), **POSTGRESQL}
    return {**found, "OPTIONS": options, "CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": False}
