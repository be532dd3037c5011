"""The service as it runs: web, worker and the provider's stand-in, each in processes of its own."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self
from urllib.request import Request, urlopen

from messaging.simulator.records import Message
from messaging.simulator.store import Store
from tests.environment import VALUES
from tests.services import free_port, is_dead, wait_until

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
OURS = (
    "companion.wsgi",
    "companion.urls",
    "companion.celery",
    "messaging.tasks",
    "celery.bin.worker",
)


class Nursery:
    """Starts processes quickly, and kills them with all their children."""

    def __init__(self, environment: dict[str, str], modules: tuple[str, ...]) -> None:
        self.folder = Path(environment["COMPANION_VAR"])
        with (self.folder / "nursery.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.nursery", *modules],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.leaders: dict[str, int] = {}

    def start(self, name: str, *command: str) -> None:
        """Start a process under a name, at the head of a process group."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.ready_file(name).unlink(missing_ok=True)
        log, ready = self.folder / f"{name}.log", self.ready_file(name)
        order = {"command": command, "log": str(log), "ready": str(ready)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError((self.folder / "nursery.log").read_text())
        self.leaders[name] = int(answer)

    def ready_file(self, name: str) -> Path:
        """What a worker touches once it takes tasks."""
        return self.folder / f"{name}.ready"

    def has_ended(self, name: str) -> bool:
        """Whether it is gone, by itself."""
        return is_dead(self.leaders[name])

    def kill(self, name: str) -> None:
        """As `kill -9` of the process and every child of it, at one moment."""
        os.killpg(self.leaders.pop(name), signal.SIGKILL)

    def close(self) -> None:
        """End everything that was started here."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


class House:
    """One service with its own folder, on a database and a broker of the caller's."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        broker_url: str,
        *provider_options: str,
        email_url: str = VALUES["EMAIL_URL"],
    ) -> None:
        self.folder, self.provider_options = folder, provider_options
        self.web_port, self.provider_port = free_port(), free_port()
        self.web_url = f"http://127.0.0.1:{self.web_port}"
        provider = f"http://127.0.0.1:{self.provider_port}/simulator/provider"
        self.environment = {
            **VALUES,
            "DJANGO_SETTINGS_MODULE": "companion.settings",
            "COMPANION_VAR": str(folder),
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": broker_url,
            "EMAIL_URL": email_url,
            "PUBLIC_BASE_URL": self.web_url,
            "TWILIO_API_BASE_URL": provider,
        }
        (folder / "static").mkdir(parents=True, exist_ok=True)
        self.nursery = Nursery(self.environment, OURS)

    def start_provider(self) -> None:
        """The stand-in, which outlives the rest."""
        port = self.provider_port
        options = ("--port", str(port), *self.provider_options)
        self.nursery.start("provider", "manage.py", "simulator", *options)
        wait_until(lambda: answers(port, "/simulator/switches"), "stand-in", PATIENCE)

    def start_web(self) -> None:
        """Two processes that take webhooks."""
        wait_until(lambda: is_free(self.web_port), "the web's port", PATIENCE)
        self.nursery.start("web", *web_command("companion.wsgi", self.web_port))

    def start_worker(self, name: str = "worker", *, processes: int = 2) -> None:
        """Processes that work; *worker* brings the clock, of which there is one."""
        clock = ("-B", "-s", str(self.folder / "schedule")) if name == "worker" else ()
        self.nursery.start(
            name, "celery", "-A", "companion.celery", "worker", *clock, "-n", f"{name}@%h",
            "--concurrency", str(processes), "--without-gossip", "--without-mingle",
            "--loglevel", "WARNING",
        )  # fmt: skip

    def wait_for_web(self) -> None:
        """Until it answers."""
        wait_until(lambda: answers(self.web_port, "/healthz"), "web", PATIENCE)

    def wait_for_worker(self, name: str = "worker") -> None:
        """Until it takes tasks."""
        wait_until(self.nursery.ready_file(name).exists, name, PATIENCE)

    def behave(self, **switches: object) -> None:
        """Set the stand-in's switches."""
        address = f"http://127.0.0.1:{self.provider_port}/simulator/switches"
        headers = {"Content-Type": "application/json"}
        urlopen(Request(address, json.dumps(switches).encode(), headers), timeout=30).close()

    def accepted(self) -> list[Message]:
        """Every text the provider took from us, in order."""
        store = Store(self.folder / "simulator.sqlite3")
        try:
            texts = store.everything(inbound=False)
        finally:
            store.close()
        return [text for text in texts if text.direction == "outbound-api"]

    def accepted_so_far(self) -> tuple[int, float]:
        """How many texts the provider took from us, and when the last."""
        with closing(sqlite3.connect(self.folder / "simulator.sqlite3")) as store:
            taken, last = store.execute(
                "SELECT count(*), max(created) FROM messages WHERE direction = 'outbound-api'"
            ).fetchone()
        return int(taken), float(last or 0)

    def calls_waiting(self) -> int:
        """Callbacks that the provider still means to make."""
        store = Store(self.folder / "simulator.sqlite3")
        try:
            return len(store.unended_webhooks())
        finally:
            store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.nursery.close()


def web_command(application: str, port: int) -> tuple[str, ...]:
    """Gunicorn with two plain workers, for the service and for what it is measured against."""
    return (
        "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--log-level", "warning", "--timeout", "60", "--backlog", "512", "--no-control-socket",
    )  # fmt: skip


def is_free(port: int) -> bool:
    """Whether a server may listen there: the one that was killed is gone."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int, path: str) -> bool:
    """Whether a server there says 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
