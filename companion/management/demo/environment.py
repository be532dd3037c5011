"""What the demo runs in: made up once, kept under var/; whatever is set already wins.

Read before Django and its settings are, so it imports neither.
"""

import base64
import json
import os
import secrets
import shutil
import sys
from pathlib import Path

SENDERS = [f"+4477009009{place:02d}" for place in range(4)]
STORES = ("companion.sqlite3", "simulator.sqlite3")
OTHERS = ("demo.json", "demo-keys.json", "demo-is-being-built")


def var(root: Path) -> Path:
    """The folder that holds everything made at run time."""
    folder = Path(os.environ.get("COMPANION_VAR") or root / "var").absolute()
    # WhiteNoise warns of a missing folder; the demo serves static files from where they stand.
    (folder / "static").mkdir(parents=True, exist_ok=True)
    return folder


def prepare(root: Path) -> None:
    """Put every setting into the environment that is not there yet."""
    folder = var(root)
    port = os.environ.get("PORT") or "8000"
    address = os.environ.get("PUBLIC_BASE_URL") or f"http://127.0.0.1:{port}"
    values = {
        **_keys(folder),
        "DJANGO_SETTINGS_MODULE": "companion.settings",
        "DEMO": "1",
        "COMPANION_VAR": str(folder),
        "PORT": port,
        "PUBLIC_BASE_URL": address,
        "ALLOWED_HOSTS": ",".join(
            dict.fromkeys(["127.0.0.1", "localhost", "[::1]", _host(address)])
        ),
        "CELERY_BROKER_URL": "memory://demo",
        "TWILIO_FROM": ",".join(SENDERS),
        "TWILIO_API_BASE_URL": f"http://127.0.0.1:{port}/simulator/provider",
        "EMAIL_URL": f"filemail:///{folder / 'post'}",
        "LOG_LEVEL": "WARNING",
    }
    for name, value in values.items():
        os.environ[name] = os.environ.get(name) or value


def reset(root: Path) -> None:
    """Forget the town, its texts and its keys; never a database that somebody else named."""
    if os.environ.get("DATABASE_URL"):
        sys.exit("RESET=1 does not empty the database that DATABASE_URL names: do that yourself.")
    folder = var(root)
    forget_town(folder)
    for name in OTHERS:
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "media", ignore_errors=True)


def forget_town(folder: Path) -> None:
    """Delete the two embedded databases, and the emails that tell of them."""
    shutil.rmtree(folder / "post", ignore_errors=True)
    for name in STORES:
        for ending in ("", "-wal", "-shm", "-journal"):
            (folder / (name + ending)).unlink(missing_ok=True)


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].partition(":")[0]


def _keys(folder: Path) -> dict[str, str]:
    """The demo's own keys: made at the first start, the same at every later one."""
    path = folder / "demo-keys.json"
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    named = all(os.environ.get(name) for name in ("FIELD_KEYS", "INDEX_KEY"))
    if (folder / STORES[0]).exists() and not named:
        sys.exit(f"{path} is gone, and only it opens what is there: make demo RESET=1 starts anew.")
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": f"demo1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }
    write_whole(path, json.dumps(made, indent=1))
    return made


def write_whole(path: Path, text: str) -> None:
    """All of it or nothing, readable by its owner only, whenever the power goes."""
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
