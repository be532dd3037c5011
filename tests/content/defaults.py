"""A copy of the built-in words that a test may change, as somebody would who adds a language."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

from content import builtin, offered, reviewers, rules

MODULES = (builtin, offered, reviewers, rules)


def forget() -> None:
    """Whatever was read of the files is read again."""
    for module in MODULES:
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


class Defaults:
    """The folder of data files, and ways to write in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def write(self, name: str, data: Any) -> None:
        (self.folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        forget()

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()
        forget()

    def reviewed(self, language: str, by: str) -> None:
        """Somebody has read every built-in word of a language as it is now."""
        row = {"reviewed_by": by, "words": reviewers.digest_of(language)}
        self.write("reviewers.json", {**self.read("reviewers.json"), language: [row]})


@contextmanager
def changeable_defaults(to: Path) -> Iterator[Defaults]:
    """The same words, in a folder of the test's own."""
    kept = builtin.FOLDER
    builtin.FOLDER = Path(copytree(kept, to / "defaults"))
    forget()
    try:
        yield Defaults(builtin.FOLDER)
    finally:
        builtin.FOLDER = kept
        forget()
