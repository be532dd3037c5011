"""How the service reads a text; nothing of it is kept anywhere."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from companion.texting.meanings import HUMAN, explained, meanings_of
from companion.texting.reading import read

OPEN = (
    "agree",
    "happened",
    "helped",
    "importance",
    "audience",
    "rating",
    "menu",
    "consent",
    "review_wish",
)


class Command(BaseCommand):
    """Reads texts with the very reader of the service, without a database."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A text to explain, or - for JSON lines."""
        parser.add_argument("text", help='a text, or - for lines {"id", "lang", "open", "text"}')
        parser.add_argument("--language", default="en", help="of the person; en if not given")
        parser.add_argument("--open", choices=OPEN, help="the kind of question that is open")

    def handle(self, *args: Any, **options: Any) -> None:
        """Explain one text, or read many."""
        if options["text"] != "-":
            language = _code(options["language"])
            self.stdout.write(explained(options["text"], language, options["open"]))
            return
        for line in sys.stdin.buffer:
            if line.strip():
                self.stdout.write(json.dumps(_read_line(line), ensure_ascii=False))


def _code(language: object) -> str:
    """The language of a tag such as ur-Latn: both its scripts are read."""
    return str(language or "en").lower().replace("_", "-").split("-")[0]


def _read_line(line: bytes) -> dict[str, object]:
    """What cannot be taken apart goes to a human, as such a text would; `read_soon` where it is."""
    try:
        said = json.loads(line.decode("utf-8", errors="replace"))
        text, question = str(said.get("text") or ""), said.get("open")
        language = _code(said.get("lang"))
        reading = read(text, language)
        found = meanings_of(reading, language, str(question) if question else None)
        soon = {"read_soon": True} if reading.read_soon else {}
        return {"id": said.get("id"), "reading": found[0] if len(found) == 1 else found, **soon}
    except (ValueError, AttributeError):
        return {"id": None, "reading": HUMAN}
