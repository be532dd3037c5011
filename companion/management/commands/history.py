"""`manage.py history`: whether a line was altered, and the heads that are kept elsewhere."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from companion.chains import Head, faults, heads


class Command(BaseCommand):
    """Go through every chain, alone or against heads that were printed before."""

    help = (
        "Says of every line of history whether it is as it was written. Print the heads daily "
        "(--heads), keep them on another machine, and look against them (--against): only they "
        "show that the end of a chain was cut off or written anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", action="store_true", help="print the heads, and no more")
        parser.add_argument("--against", nargs="+", type=Path, default=[], help="printed before")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["heads"]:
            for head in heads():
                self.stdout.write(str(head))
            return
        found = 0
        for fault in faults(_kept(options["against"])):
            self.stderr.write(fault)
            found += 1
        if found:
            raise CommandError(f"History was altered: {found} found. Keep everything as it is.")
        self.stdout.write("Every line of history is as it was written.")


def _kept(files: list[Path]) -> Iterator[Head]:
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                yield Head.read(line)
            except ValueError:
                raise CommandError(f"{file} holds a line that is no head.") from None
