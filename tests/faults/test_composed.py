"""The processes of docker-compose.yml by their very commands, on a real PostgreSQL and Redis."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.compose import compose
from tests.faults.crowd import Provider, Text, people
from tests.house import ROOT, House
from tests.services import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

PUBLIC = "https://companion.example.org"
PROGRAMS = Path(sys.executable).parent
STOPS_WITHIN = 45  # seconds, as the file grants


class Composed:
    """web, worker and beat as the file starts them; only the address listened on is another."""

    def __init__(self, house: House) -> None:
        self.house, self.running = house, dict[str, subprocess.Popen[bytes]]()
        self.environment = {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", ""),
            **house.environment,
            # As behind the proxy: plain requests are sent to HTTPS.
            "PUBLIC_BASE_URL": PUBLIC,
            "ALLOWED_HOSTS": "companion.example.org",
        }

    def command(self, name: str, part: str = "command") -> list[str]:
        """What the file runs, at this test's port."""
        service: dict[str, Any] = compose()["services"][name]
        words = service["healthcheck"]["test"][1:] if part == "healthcheck" else service["command"]
        here = f"127.0.0.1:{self.house.web_port}"
        return [
            word.replace("0.0.0.0:8000", here)
            .replace("127.0.0.1:8000", here)
            .replace("web:8000", here)
            for word in words
        ]

    def run(self, command: list[str]) -> int:
        """Run one command to its end."""
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=False).returncode

    def start(self, *names: str) -> None:
        """Start services of the file."""
        for name in names:
            with (self.house.folder / f"{name}.log").open("wb") as log:
                self.running[name] = subprocess.Popen(
                    self.command(name), cwd=ROOT, env=self.environment, stdout=log, stderr=log
                )

    def is_healthy(self, name: str) -> bool:
        """What the file's own health check says."""
        return self.run(self.command(name, "healthcheck")) == 0

    def stop(self) -> dict[str, int]:
        """End everything politely; how each ended."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(STOPS_WITHIN) for name, process in self.running.items()}

    def log(self, name: str) -> str:
        """What a service said."""
        return (self.house.folder / f"{name}.log").read_text()


@pytest.fixture
def composed(house: House) -> Iterator[Composed]:
    house.provider_options = ("--no-callbacks",)
    started = Composed(house)
    yield started
    for process in started.running.values():
        process.kill()
        process.wait()


class BehindTheProxy(Provider):
    """Signs the public address; the proxy says that the request came by HTTPS."""

    def __init__(self, house: House) -> None:
        super().__init__(PUBLIC)
        self.host = f"127.0.0.1:{house.web_port}"
        self.headers = {"Host": "companion.example.org", "X-Forwarded-Proto": "https"}


def page(house: House, path: str, **headers: str) -> tuple[int, str]:
    """A GET without the proxy, but for what these headers say."""
    connection = HTTPConnection("127.0.0.1", house.web_port, timeout=10)
    connection.request("GET", path, headers={"Host": "companion.example.org", **headers})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.headers.get("Location", "")


@pytest.mark.timeout(240)
def test_a_text_is_answered_by_the_processes_of_the_compose_file(composed: Composed) -> None:
    house = composed.house
    phone = people(1)[0]
    house.start_provider()
    assert composed.run(composed.command("migrate")) == 0

    composed.start("web")
    wait_until(lambda: composed.is_healthy("web"), "web", 60)
    assert not composed.is_healthy("worker")
    composed.start("worker", "beat")
    wait_until(lambda: composed.is_healthy("worker"), "readyz", 60)
    assert page(house, "/readyz") == (301, f"{PUBLIC}/readyz")

    text = Text(f"SM{0:032x}", phone, "NEED help with the form", keeps_words=True)
    assert BehindTheProxy(house).hands_over(text, threading.Event())
    wait_until(lambda: len(house.accepted()) == 1, "an answer", 20)
    assert "How much does this matter" in house.accepted()[0].body

    assert composed.stop() == {"web": 0, "worker": 0, "beat": 0}
    assert "Traceback" not in "".join(composed.log(name) for name in composed.running)
