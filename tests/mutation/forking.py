"""Tries mutants in forks of one process that has imported everything and has a database.

A plugin: `pytest -p tests.mutation.forking TESTS…`. It runs no test itself. Each child is one
mutant, runs the tests chosen for it until one fails, and is gone.
"""

import importlib
import os
import pickle
import resource
import shutil
import signal
import time
from collections import defaultdict, deque
from pathlib import Path
from typing import NoReturn

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection, connections

from tests.conftest import empties, needs_the_database
from tests.mutation.mutants import Mutant
from tests.mutation.outcomes import CAUGHT, SURVIVED, TOO_LONG, keep
from tests.mutation.swap import Living
from tests.mutation.targets import ROOT, every_path, module_of
from tests.mutation.tries import Try

ENOUGH_MEMORY = 6 << 30
TIME_IS_UP = {signal.SIGXCPU, signal.SIGKILL}
GREEN, RED = b"0", b"1"
LEFT = "for a start of its own"
REMEMBERED = 3
WARMED_BY = 12


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Before all that lives is frozen, and with it out of sight."""
    for path in every_path():
        # A command is imported only when it is called.
        importlib.import_module(module_of(path))
    session.config.stash[LIVING] = Living(every_path())


LIVING = pytest.StashKey[Living]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """All that is asked for in MUTATION_WORK, and its outcomes to MUTATION_OUTCOMES."""
    work = Path(os.environ["MUTATION_WORK"])
    tries: list[Try] = pickle.loads(work.read_bytes())  # noqa: S301 - our own file
    prepare(session)
    forks = Forks(session, Path(os.environ["MUTATION_OUTCOMES"]), work.with_suffix(".left"))
    began = time.monotonic()
    for number, each in enumerate(tries, 1):
        forks.try_one(each)
        if not number % 100:
            print(f"{number} of {len(tries)}, {time.monotonic() - began:.0f} s", flush=True)
    return True


def prepare(session: pytest.Session) -> None:
    """Make the database, and much that is made at its first use, by tests of some files."""
    files = {item.path: item for item in reversed(session.items) if not empties(item)}
    some = list(files.values())[:: len(files) // WARMED_BY + 1]
    # Any that has a database makes it for all.
    for item in sorted(some, key=needs_the_database):
        # The session takes the place of a next test: all that is not its own is taken down.
        runtestprotocol(item, log=False, nextitem=session)  # type: ignore[arg-type]
    connections.close_all()


class Forks:
    """One child after the other, and what came of it."""

    def __init__(self, session: pytest.Session, outcomes: Path, left: Path) -> None:
        self.items = {item.nodeid: item for item in session.items}
        self.living = session.config.stash[LIVING]
        self.outcomes, self.left = outcomes, left
        # Whatever noticed the last changes of a file will often notice the next.
        self.lately: dict[str, deque[str]] = defaultdict(deque)
        # Which tests fail when a file, as it is, is imported again.
        self.fails_again: dict[tuple[str, str], bool] = {}
        # Processor seconds of the last child.
        self.spent = 0.0

    def try_one(self, each: Try) -> None:
        """Fork, and write down what came of it; as a control, all tests without any change."""
        if each.control:
            self.leave_out_what_fails(each)
            return
        state, by = self.fork(each.mutant, self.in_order(each), each.most)
        spent = self.spent
        if not self.living.can_become(each.mutant) and not self.says_something(each, state, by):
            state = LEFT
        if state == LEFT or (state == SURVIVED and each.at_start):
            with self.left.open("a") as file:
                file.write(each.mutant.id + "\n")
            return
        self.remember(each.mutant.path, by)
        keep(each.outcome(state, by, spent), self.outcomes)

    def says_something(self, each: Try, state: str, by: str) -> bool:
        """Of a module that was imported again: whether it was noticed for its change alone."""
        path = each.mutant.path
        if state == CAUGHT and (path, by) not in self.fails_again:
            same = Mutant(path, 1, 1, (ROOT / path).read_text())
            test = [self.items[by]] if by in self.items else []
            self.fails_again[path, by] = self.fork(same, test, each.most)[0] != SURVIVED
        return state == CAUGHT and not self.fails_again[path, by]

    def leave_out_what_fails(self, each: Try) -> None:
        """A test that fails without any change says nothing of one."""
        while (found := self.fork(None, self.in_order(each), each.most))[0] != SURVIVED:
            if found[1] not in self.items:
                pytest.exit(f"Without any change: {found[0]} {found[1]}", returncode=1)
            print(f"Fails without any change, so left out: {found[1]}", flush=True)
            del self.items[found[1]]

    def in_order(self, each: Try) -> list[pytest.Item]:
        """The tests for it, those that noticed the last changes first, those that empty last."""
        first = [test for test in self.lately[each.mutant.path] if test in each.tests]
        ordered = dict.fromkeys([*first, *each.tests])
        return sorted((self.items[test] for test in ordered if test in self.items), key=empties)

    def remember(self, path: str, test: str) -> None:
        """Which test noticed a change of this file."""
        if test:
            others = [other for other in self.lately[path] if other != test]
            self.lately[path] = deque([test, *others], maxlen=REMEMBERED)

    def fork(self, mutant: Mutant | None, items: list[pytest.Item], most: float) -> tuple[str, str]:
        """Run the tests in a child that may take so many seconds of the processor, and a while."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            self.be(mutant, items, most, writing)
        os.close(writing)
        _, status, usage = os.wait4(child, 0)
        _end_whatever_is_left_of(child)
        self.spent = usage.ru_utime + usage.ru_stime
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()
        if said.startswith(GREEN):
            return SURVIVED, ""
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in TIME_IS_UP:
            return TOO_LONG, ""
        return CAUGHT, said[1:].decode() or "the process died"

    def be(
        self, mutant: Mutant | None, items: list[pytest.Item], most: float, writing: int
    ) -> NoReturn:
        """A child: never returns."""
        try:
            os.setpgid(0, 0)
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            resource.setrlimit(resource.RLIMIT_AS, (ENOUGH_MEMORY, ENOUGH_MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (int(most), int(most)))
            _own_database()
            if mutant is not None:
                self.living.become(mutant)
            os.write(writing, _first_that_fails(items))
        except BaseException as error:
            os.write(writing, RED + repr(error).encode())
        finally:
            os._exit(0)


def _first_that_fails(items: list[pytest.Item]) -> bytes:
    for item, following in zip(items, [*items[1:], None], strict=False):
        reports = runtestprotocol(item, log=False, nextitem=following)
        if any(report.failed for report in reports):
            return RED + item.nodeid.encode()
    return GREEN


def _own_database() -> None:
    """A copy: what a child leaves in it, or breaks, is its own."""
    name = Path(connection.settings_dict["NAME"])
    own = name.with_name("child.sqlite3")
    for end in ("-wal", "-shm"):
        own.with_name(own.name + end).unlink(missing_ok=True)
    shutil.copyfile(name, own)
    connection.settings_dict["NAME"] = str(own)


def _end_whatever_is_left_of(child: int) -> None:
    """With whatever it started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        return
