"""`manage.py simulator`: the stand-in as a server of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.messaging.simulator.conftest import PHONE, SENDER, Receiver, until

ROOT = Path(__file__).parents[3]


@contextmanager
def running(var: Path, service: str, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command, running; where it listens, and its process."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "simulator", "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, "COMPANION_VAR": str(var), "PUBLIC_BASE_URL": service, "DEMO": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        phones, api = process.stdout.readline(), process.stdout.readline()
        assert api.startswith("TWILIO_API_BASE_URL=")
        yield phones.removeprefix("Phones: ").strip(), process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_runs_alone_without_the_services_database_and_stops_when_told(
    tmp_path: Path, receiver: Receiver
) -> None:
    with running(tmp_path, receiver.url, "--no-callbacks") as (phones, process):
        account = settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN
        collection = f"{phones}provider/2010-04-01/Accounts/{account[0]}/Messages.json"
        wish = {"From": SENDER, "To": PHONE, "Body": "Your booking"}
        created = requests.post(collection, data=wish, auth=account, timeout=5)
        assert created.status_code == 201
        requests.post(f"{phones}send", data={"From": PHONE, "To": SENDER, "Body": "1"}, timeout=5)
        assert until(receiver.texts)[0]["Body"] == "1"
        page = requests.get(phones, timeout=5)
        assert "Your booking" in page.text
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        for file in ("simulator.css", "simulator.js", "companion.css"):
            assert requests.get(phones.replace("simulator/", f"static/{file}"), timeout=5).ok
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"simulator"}


def test_killed_and_started_again_it_knows_what_it_took_and_hands_over_what_it_owes(
    tmp_path: Path, receiver: Receiver
) -> None:
    text = {"From": PHONE, "To": SENDER, "Body": "owed"}
    receiver.answers = [503] * 3
    with running(tmp_path, receiver.url) as (phones, process):
        requests.post(f"{phones}switches", data={"attempts": 50}, timeout=5)
        requests.post(f"{phones}send", data=text, timeout=5)
        assert until(receiver.texts)
        process.kill()
    with running(tmp_path, receiver.url) as (phones, _):
        told = until(lambda: requests.get(f"{phones}state.json", timeout=5).json())
        assert [one["Body"] for one in told["inbound"]] == ["owed"]
        assert until(lambda: len(receiver.texts()) == 4)


@pytest.mark.parametrize("address", ["https://api.twilio.com", "https://api.dublin.ie1.twilio.com"])
def test_it_does_not_start_beside_the_real_provider(
    settings: Any, tmp_path: Path, address: str
) -> None:
    settings.TWILIO_API_BASE_URL = address
    settings.VAR = tmp_path
    with pytest.raises(CommandError, match="TWILIO_API_BASE_URL"):
        call_command("simulator", "--port", "0")
    assert list(tmp_path.iterdir()) == []
