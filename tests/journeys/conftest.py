"""A provider that takes everything, for stories told through webhooks; and the demo itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from messaging import twilio
from tests.demo import FIRST_START, Demo, furnish
from tests.fakes import FakeTwilio


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    """The stand-in at the one seam."""
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    monkeypatch.setattr(twilio, "find", fake.find)
    return fake


def _demo_in(folder: Path) -> Iterator[Demo]:
    folder.mkdir()
    running = Demo(folder)
    yield running
    if running.process and running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo not started yet."""
    yield from _demo_in(tmp_path / "a folder")


@pytest.fixture
def untouched_demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that listens, in which nobody has done anything yet."""
    for demo in _demo_in(tmp_path / "a folder"):
        furnish(demo.folder)
        demo.start(FIRST_START)
        yield demo


@pytest.fixture(scope="module")
def running_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that listens, shared by one file of tests."""
    for demo in _demo_in(tmp_path_factory.mktemp("demo") / "a folder"):
        furnish(demo.folder)
        demo.start(FIRST_START)
        yield demo
