"""The whole service in one process, in an invented town; started by `make demo`."""

import fcntl
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from companion.celery import app
from companion.management import world
from companion.management.demo.environment import forget_town, write_whole
from companion.management.demo.server import Machine, PortTaken, hold_port

CODE_COMMAND = "make code EMAIL="


class Command(BaseCommand):
    """Make what is missing, say how to get in, serve until Ctrl-C."""

    help = "Run the demonstration: use `make demo`, which sets everything it needs."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demonstration can be started so: use make demo.")
        started, port = time.monotonic(), int(os.environ["PORT"])
        building = settings.VAR / "demo-is-being-built"
        alone = self._be_the_only_one()
        try:
            held = hold_port(port)
            self._make_database(building)
            self._make_town(building)
            told = {**world.tell(settings.PUBLIC_BASE_URL), "begun_at": _begun_at()}
            write_whole(settings.VAR / "demo.json", json.dumps(told, indent=1, ensure_ascii=False))
            machine = Machine(app, held)
        except PortTaken:
            raise CommandError(
                f"Port {port} is in use by another program: make demo PORT={port + 1}"
            ) from None
        self._say(_welcome(told, time.monotonic() - started))
        machine.run()
        self._say("Stopped.")
        alone.close()
        sys.stdout.flush()
        # Threads that still wait for an answer from outside would keep the process alive.
        os._exit(0)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _be_the_only_one(self) -> io.TextIOWrapper:
        """Hold the lock of this var/ folder: the system lets go of it whatever ends us."""
        lock = (settings.VAR / "demo.lock").open("w")
        for _ in range(25):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                time.sleep(0.2)
        raise CommandError(f"A demo already runs on {settings.VAR}: stop it with Ctrl-C first.")

    def _make_database(self, building: Path) -> None:
        """Bring the tables up to date; a town that was left half built is built anew."""
        if building.exists() and not os.environ.get("DATABASE_URL"):
            self._say("The last first start was cut short: starting anew.")
            connection.close()
            forget_town(settings.VAR)
            building.unlink()
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self._say(f"Making the database: {len(plan)} steps …")
            call_command("migrate", verbosity=1, stdout=Steps(self, len(plan)))

    def _make_town(self, building: Path) -> None:
        if world.is_empty():
            self._say("Building the invented town …")
            building.touch()
            with _in_a_hurry():
                world.build(self._say)
        building.unlink(missing_ok=True)


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """Write without waiting for the disk: a town left half built is built anew."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Steps(io.StringIO):
    """Counts the steps that `migrate` names, and says so now and then."""

    def __init__(self, command: Command, total: int) -> None:
        super().__init__()
        self.command, self.total, self.done = command, total, 0

    def write(self, text: str) -> int:
        if "Applying" in text:
            self.done += 1
            if self.done % 50 == 0:
                self.command._say(f"  {self.done} of {self.total}")
        return len(text)


def _begun_at() -> str:
    """When the town was ready to be visited first: what was said before is its past."""
    try:
        kept = json.loads((settings.VAR / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    return str(kept.get("begun_at") or timezone.now().isoformat())


def _welcome(told: dict[str, Any], seconds: float) -> str:
    """Where to go and how to sign in."""
    base = told["base_url"]
    rows = [
        f"  {account['role']:14}{account['email']:34}{account['totp_secret']}"
        for account in told["accounts"]
    ]
    return "\n".join(
        [
            "",
            f"Ready after {seconds:.0f} s.",
            f"  {base}/tour/         begin here: phone, advocate and panel side by side",
            f"  {base}/              guidance that anybody may read",
            f"  {base}/simulator/    the phones of the people who live here",
            f"  {base}/sign-in/      the door for those who work here",
            "",
            f"Everybody's password: {told['accounts'][0]['password']}",
            f"  {'role':14}{'email':34}secret for an authenticator app",
            *rows,
            "",
            f"No authenticator app at hand?  {CODE_COMMAND}{told['accounts'][0]['email']}",
            f"All of it, for scripts: {settings.VAR / 'demo.json'}",
            "Everybody is invented. Ctrl-C stops; make demo RESET=1 starts anew.",
            "",
        ]
    )
