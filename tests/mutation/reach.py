"""Which test reaches which line of the safety controls, and what it takes of the processor.

A plugin: `pytest -p tests.mutation.reach`. It looks from the start, so that what runs only while
the service starts is known as well. What it saw is added to the file that MUTATION_REACH names.
"""

import hashlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.targets import ROOT, TARGETS, every_path

START = ""
# What needs a server or a town of its own, or is long, tells less in the same time.
TOO_DEAR = {"broker", "town", "timeout"}
ELSEWHERE = ("tests/journeys/", "tests/mutation/", "tests/front/")

Lines = dict[str, list[int]]


@dataclass
class Reach:
    """What is known of the tests: their seconds, the lines they reach, their file as it was."""

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, Lines] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, place: Path) -> "Reach":
        """As written down; nothing of it counts once what is reached is another thing."""
        known = cls(**json.loads(place.read_text())) if place.exists() else cls()
        now = {path: digest(path) for path in every_path()}
        return known if known.sources == now else cls(sources=now)

    def write(self, place: Path) -> None:
        """Write it down, whole or not at all."""
        unfinished = place.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(vars(self)))
        unfinished.rename(place)

    def to_look_at(self) -> list[str]:
        """Files of tests that are new or changed; what was known of them is forgotten."""
        now = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")}
        now = {path for path in now if not path.startswith(ELSEWHERE)}
        changed = {path for path in now if self.files.get(path) != digest(path)}
        for test in list(self.seconds):
            if test.partition("::")[0] in changed or test.partition("::")[0] not in now:
                del self.seconds[test], self.lines[test]
        return sorted(changed)

    @cached_property
    def width(self) -> dict[str, int]:
        """How many lines of all that is looked at a test reaches."""
        return {test: sum(map(len, lines.values())) for test, lines in self.lines.items()}

    @cached_property
    def tests_at(self) -> dict[tuple[str, int], set[str]]:
        """The tests that reach a line."""
        found: dict[tuple[str, int], set[str]] = defaultdict(set)
        for test, reached in self.lines.items():
            for path, lines in reached.items():
                for line in lines:
                    found[path, line].add(test)
        return found


def digest(path: str) -> str:
    """A file's contents in short."""
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()[:16]


PLACE = os.environ.get("MUTATION_REACH", "")
if PLACE:
    looking = coverage.Coverage(data_file=None, include=[str(ROOT / part) for part in TARGETS])
    looking.start()
    passed: dict[str, float] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if not TOO_DEAR & {m.name for m in item.iter_markers()}]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    looking.switch_context(item.nodeid)
    began = time.process_time()
    answer = yield
    if item.nodeid in passed:
        passed[item.nodeid] = round(time.process_time() - began, 4)
    looking.switch_context(START)
    return answer


def pytest_runtest_logreport(report: Any) -> None:
    if report.when == "call" and report.passed:
        passed[report.nodeid] = 0
    elif report.failed:
        passed.pop(report.nodeid, None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    looking.stop()
    reach, data = Reach.read(Path(PLACE)), looking.get_data()
    seen = {part.partition("::")[0] for part in session.config.args}
    reach.files |= {path: digest(path) for path in reach.to_look_at() if path in seen}
    lines: dict[str, Lines] = {test: {} for test in [START, *passed]}
    for path in every_path():
        for line, tests in data.contexts_by_lineno(str(ROOT / path)).items():
            for test in lines.keys() & set(tests):
                lines[test].setdefault(path, []).append(line)
    reach.seconds |= passed
    for path, known in reach.lines.get(START, {}).items():
        lines[START][path] = sorted({*known, *lines[START].get(path, [])})
    reach.lines |= lines
    reach.write(Path(PLACE))
