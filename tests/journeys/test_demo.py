"""The demo as a stranger meets it: started, texted, signed in to, killed, started again."""

import json
import os
import re
import signal
import subprocess
import sys
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from django_otp.oath import totp
from twilio.request_validator import RequestValidator

from tests.environment import VALUES
from tests.services import free_port, wait_until

pytestmark = [pytest.mark.sqlite, pytest.mark.timeout(400)]

ROOT = Path(__file__).resolve().parents[2]
FIRST_START, LATER_START, REPLY = 240.0, 60.0, 20.0
WORDS = "NEED a lock that nobody else has the key to ☂"


class Demo:
    """The demo in a folder with a space, and what may be done from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None

    def start(self, within: float) -> None:
        """Start it and wait until it says that it is ready."""
        self.launch()
        wait_until(self.is_ready, "the demo", within)

    def launch(self) -> None:
        """Start it."""
        without = {*VALUES, "DATABASE_URL", "RESET", "MAKELEVEL", "DJANGO_SETTINGS_MODULE"}
        inherited = {k: v for k, v in os.environ.items() if k not in without}
        with (self.folder / "output").open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "scripts" / "demo.py")],
                env={**inherited, "PORT": str(self.port), "COMPANION_VAR": str(self.folder)},
                stdout=output,
                stderr=output,
                text=True,
            )

    def end(self, how: signal.Signals) -> int:
        """Stop it; its exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(15)

    def is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "output").read_text()
        try:
            return requests.get(f"{self.address}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    @property
    def told(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.folder / "demo.json").read_text())
        return read

    def person(self, name: str) -> dict[str, Any]:
        return next(person for person in self.told["subjects"] if person["name"] == name)

    def text(self, name: str, body: str) -> int:
        """A signed text from somebody's phone; the status of the answer."""
        person, account = self.person(name), self.told["twilio"]
        fields = {
            "MessageSid": f"SM{uuid4().hex}",
            "AccountSid": account["account_sid"],
            "From": person["phone"],
            "To": person["sender"],
            "Body": body,
            "NumMedia": "0",
        }
        url = f"{self.address}/sms/inbound/"
        signature = RequestValidator(account["auth_token"]).compute_signature(url, fields)
        headers = {"X-Twilio-Signature": signature}
        return requests.post(url, fields, headers=headers, timeout=10).status_code

    def received(self, name: str) -> list[str]:
        """What the provider delivered to somebody's phone, newest first."""
        account = self.told["twilio"]
        sid = account["account_sid"]
        answer = requests.get(
            f"{self.address}/simulator/provider/2010-04-01/Accounts/{sid}/Messages.json",
            {"To": self.person(name)["phone"]},
            auth=(sid, account["auth_token"]),
            timeout=10,
        )
        return [message["body"] for message in answer.json()["messages"]]

    def sign_in(self, role: str) -> requests.Session:
        """A browser in which somebody has gone through the door."""
        account = next(one for one in self.told["accounts"] if one["role"] == role)
        code = f"{totp(b32decode(account['totp_secret'])):06}"
        browser = requests.Session()
        self._fill_in(browser, "/sign-in/", email=account["email"], password=account["password"])
        self._fill_in(browser, "/sign-in/second-factor/", code=code)
        return browser

    def _fill_in(self, browser: requests.Session, path: str, **fields: str) -> None:
        page = browser.get(self.address + path, timeout=10).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        fields["csrfmiddlewaretoken"] = token[1]
        browser.post(self.address + path, fields, timeout=10).raise_for_status()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    folder = tmp_path / "a folder"
    folder.mkdir()
    running = Demo(folder)
    yield running
    if running.process and running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def read_everybody(demo: Demo, browser: requests.Session) -> str:
    """All the pages of an advocate's people."""
    desk = browser.get(f"{demo.address}/advocate/", timeout=10).text
    people = sorted(set(re.findall(r"/advocate/people/[0-9a-f-]{36}/", desk)))
    assert people
    return "".join(browser.get(demo.address + path, timeout=10).text for path in people)


def test_the_demo_survives_kills_and_shows_the_very_words_of_a_text(demo: Demo) -> None:
    demo.launch()
    wait_until((demo.folder / "demo-is-being-built").exists, "the building", FIRST_START)
    demo.end(signal.SIGKILL)
    demo.start(FIRST_START)
    names = [person["name"] for person in demo.told["subjects"]]
    assert len(names) == len(set(names)) > 8

    before = demo.received("Jay")
    assert demo.text("Jay", WORDS) == 200
    wait_until(lambda: len(demo.received("Jay")) > len(before), "a reply", REPLY)
    assert WORDS.removeprefix("NEED ") in read_everybody(demo, demo.sign_in("advocate"))

    demo.end(signal.SIGKILL)
    told = demo.told
    demo.start(LATER_START)
    assert demo.told == told
    assert len(demo.received("Jay")) == len(before) + 1
    assert demo.end(signal.SIGTERM) == 0
    assert "Stopped." in (demo.folder / "output").read_text()
