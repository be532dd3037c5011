"""The whole suite, on SQLite and on PostgreSQL, with every service real (make test).

ONLY holds further arguments for pytest: make test ONLY="-k story". CI=true: what is missing fails.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from install import PAPER, apt_install, lacking
from running import ROOT, folder_for_one_run, throw_away_environment

from tests import services

PACKAGES = {"redis-server": services.redis_server, "chromium-headless-shell": services.chromium}
CLOSING = re.compile(r"=*\s*(.*\b(?:passed|failed|error|errors|no tests ran|deselected)\b.*?)\s*=*")
NO_TESTS = 5
# One more than there are cores: each waits now and then for a database, a browser or a clock.
AT_ONCE = str(min(4, (os.cpu_count() or 1) + 1))

# A run that kills nothing need not even hand each commit to the system before it goes on.
NOT_WAITING = "?options=-csynchronous_commit%3Doff"


@dataclass
class Run:
    """One call of pytest: what it is called, what it chooses, what it stands on."""

    name: str
    options: list[str]
    environment: dict[str, str]


# What it is called, whether all was well, and its closing line.
Result = tuple[str, bool, str]


def get_what_is_missing() -> list[str]:
    """Install the services that are missing where we may; name those that stay missing."""
    missing = what_is_missing()
    if missing and os.geteuid() == 0:
        print(f"Installing {' and '.join(missing)} …", flush=True)
        # No daemon is to be started by the installation: the tests start their own.
        os.environ["RUNLEVEL"] = "1"
        apt_install(*missing)
    return what_is_missing()


def what_is_missing() -> list[str]:
    """Services, and what a PDF needs of the system, by the names of their packages."""
    return [name for name, found in PACKAGES.items() if found() is None] + lacking(*PAPER)


def report_missing(missing: list[str]) -> None:
    """One line; under CI=true the end."""
    if not missing:
        print("Left out: nothing.", flush=True)
        return
    print(f"Left out, because it is not installed: the tests of {', '.join(missing)}.", flush=True)
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        sys.exit("CI=true: nothing may be left out.")


def get_ready(planned: list[Run]) -> None:
    """Migrate once for each kind of database, from which every worker copies, side by side.

    The tests are compiled meanwhile: else each worker would do it for itself, all at once.
    """
    print("Making the databases that the tests copy …", flush=True)
    kinds = {run.environment.get("DATABASE_URL"): run.environment for run in planned[:2]}
    making = [
        subprocess.Popen([sys.executable, "-m", "tests.databases"], cwd=ROOT, env=environment)
        for environment in kinds.values()
    ]
    collecting = Run("", ["--collect-only"], planned[0].environment)
    making.append(begun(collecting, stdout=subprocess.DEVNULL))
    for process in making:
        process.wait()


def begun(run: Run, **output: Any) -> "subprocess.Popen[str]":
    """A run that goes on by itself."""
    cache = f"cache_dir={run.environment['COMPANION_VAR']}/pytest"
    command = [sys.executable, "-m", "pytest", "-q", "-o", cache, *run.options]
    command += shlex.split(os.environ.get("ONLY", ""))
    return subprocess.Popen(command, cwd=ROOT, env=run.environment, text=True, **output)


def shown(run: Run, lines: Iterable[str]) -> str:
    """Print what a run says; its closing line."""
    print(f"\n{run.name}", flush=True)
    closing = "it said nothing"
    for line in lines:
        print(line, end="", flush=True)
        if found := CLOSING.fullmatch(line.strip()):
            closing = found[1]
    return closing


def passed(process: "subprocess.Popen[str]") -> bool:
    """Whether a run that is over was well; a narrowed one may have found nothing to do."""
    narrowed = bool(os.environ.get("ONLY"))
    return process.wait() == 0 or (narrowed and process.returncode == NO_TESTS)


def pytest(run: Run) -> Result:
    """Show a run as it goes."""
    with begun(run, stdout=subprocess.PIPE) as process:
        closing = shown(run, process.stdout or ())
        return run.name, passed(process), closing


@contextmanager
def runs(folder: Path) -> Iterator[list[Run]]:
    """The three runs of the suite, with the services they stand on started."""
    plain = throw_away_environment(folder)
    plain.setdefault("FACTOR", "0.1")
    if browser := services.chromium():
        plain["TEST_CHROMIUM"] = browser
    # Handed out singly: whoever was given many of the dear ones would keep the others waiting.
    at_once = ["-n", AT_ONCE, "--maxschedchunk=1", "--durations=15"]
    # What is killed here are processes, never the machine: nothing has to wait for the disk.
    with services.PostgreSQL(to_disk=False) as server:
        fast = {**plain, "DATABASE_URL": server.url + NOT_WAITING}
        handed_over = {**plain, "DATABASE_URL": server.url}
        yield [
            Run("On SQLite", at_once, {**plain, "DATABASE_TESTS_ONLY": "1"}),
            Run("On PostgreSQL", [*at_once, "-m", "not faults and not soak"], fast),
            Run("On PostgreSQL, killed", [*at_once, "-m", "faults or soak"], handed_over),
        ]


def main() -> None:
    """All runs, then one line for each."""
    started = time.monotonic()
    report_missing(get_what_is_missing())
    results: list[Result] = []
    with services.ended_politely(), folder_for_one_run("test") as folder:
        with runs(folder) as planned:
            if not os.environ.get("ONLY"):
                get_ready(planned)
            on_sqlite, on_postgresql, killed = planned
            for run in (on_sqlite, on_postgresql, killed):
                results.append(pytest(run))
    print()
    for name, well, closing in results:
        print(f"{name}: {closing}" + ("" if well else "  ← FAILED"))
    print(f"{time.monotonic() - started:.0f} s in all.")
    sys.exit(not all(well for _, well, _ in results))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
