"""For a command that reads no key, number or database: settings that it never uses.

Read before Django and its settings are, so it imports neither.
"""

import base64
import os
import secrets

COMMANDS = frozenset({"understand"})


def prepare() -> None:
    """Put a throw-away value where the environment has none."""
    values = {
        "SECRET_KEY": secrets.token_hex(),
        "FIELD_KEYS": f"unused:{_key()}",
        "INDEX_KEY": _key(),
        "PUBLIC_BASE_URL": "http://localhost",
        "ALLOWED_HOSTS": "localhost",
        "CELERY_BROKER_URL": "memory://unused",
        "TWILIO_ACCOUNT_SID": "unused",
        "TWILIO_AUTH_TOKEN": "unused",
        "TWILIO_FROM": "+447700900900",
        "LOG_LEVEL": "CRITICAL",
    }
    for name, value in values.items():
        os.environ[name] = os.environ.get(name) or value


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
