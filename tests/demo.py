"""The demo as its own process, in a folder with a space, and what may be done from outside."""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from base64 import b32decode
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from django_otp.oath import totp
from twilio.request_validator import RequestValidator

from tests.environment import VALUES
from tests.services import free_port, wait_until

ROOT = Path(__file__).resolve().parents[1]
FURNISHED = "furnished"
FIRST_START, LATER_START, REPLY = 240.0, 60.0, 60.0


def furnish(folder: Path) -> None:
    """Fill a folder with a town that was built once for all, after a first attempt was killed."""
    kept = Path(os.environ["COMPANION_VAR"]) / FURNISHED
    with (kept.parent / "furnished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "whole").exists():
            kept.mkdir(exist_ok=True)
            first = Demo(kept)
            first.launch()
            wait_until((kept / "demo-is-being-built").exists, "the building", FIRST_START)
            first.end(signal.SIGKILL)
            first.start(FIRST_START)
            assert first.end(signal.SIGTERM) == 0
            (kept / "whole").touch()
    shutil.copytree(kept, folder, dirs_exist_ok=True)


class Demo:
    """The demo in a folder with a space, and what may be done from outside."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None

    def start(self, within: float) -> None:
        """Start it and wait until it says that it is ready."""
        self.launch()
        wait_until(self.is_ready, "the demo", within)

    def launch(self) -> None:
        """Start it."""
        with (self.folder / "output").open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "scripts" / "demo.py")],
                env=self.environment_of(),
                stdout=output,
                stderr=output,
                text=True,
            )

    def environment_of(self) -> dict[str, str]:
        """What its processes are given: nothing of a test's."""
        without = {*VALUES, "DATABASE_URL", "RESET", "MAKELEVEL", "DJANGO_SETTINGS_MODULE"}
        inherited = {k: v for k, v in os.environ.items() if k not in without}
        own = {"PORT": str(self.port), "COMPANION_VAR": str(self.folder)}
        return {**inherited, **own, **self.environment}

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

    def sign_in(self, role: str, name: str = "") -> requests.Session:
        """A browser in which somebody has gone through the door."""
        account = next(
            one
            for one in self.told["accounts"]
            if one["role"] == role and one["name"].startswith(name)
        )
        code = f"{totp(b32decode(account['totp_secret'])):06}"
        browser = requests.Session()
        self.fill_in(browser, "/sign-in/", email=account["email"], password=account["password"])
        self.fill_in(browser, "/sign-in/second-factor/", code=code)
        return browser

    def fill_in(self, browser: requests.Session, path: str, **fields: str) -> None:
        page = browser.get(self.address + path, timeout=10).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        fields["csrfmiddlewaretoken"] = token[1]
        browser.post(self.address + path, fields, timeout=10).raise_for_status()
