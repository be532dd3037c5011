"""A complete, throw-away environment: `python -m tests.environment COMMAND` runs one in it."""

import atexit
import base64
import os
import shutil
import sys
import tempfile
from pathlib import Path


def _key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


VALUES = {
    "SECRET_KEY": "for tests only, never for people, and long enough for both",
    "FIELD_KEYS": f"test1:{_key('a')}",
    "INDEX_KEY": _key("b"),
    "PUBLIC_BASE_URL": "http://testserver",
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "CELERY_BROKER_URL": "memory://",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "TWILIO_FROM": "+447700900900,+447700900901,+447700900902,+447700900903",
    # Off: what is about the pace switches it on.
    "TWILIO_SEGMENTS_A_SECOND": "0",
    "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
    "DRAMA_NUMBERS": "1",
    "EMAIL_URL": "memorymail://",
    "LOG_LEVEL": "WARNING",
}

for name, value in VALUES.items():
    os.environ.setdefault(name, value)
if "COMPANION_VAR" not in os.environ:
    # Those we start inherit the folder; it goes when we do.
    os.environ["COMPANION_VAR"] = tempfile.mkdtemp(prefix="companion-")
    atexit.register(shutil.rmtree, os.environ["COMPANION_VAR"], ignore_errors=True)
# Whitenoise warns of a folder that collectstatic has not made yet.
(Path(os.environ["COMPANION_VAR"]) / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "companion.settings")

if __name__ == "__main__":
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - a developer's own command
