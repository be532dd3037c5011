"""A page for print, made on demand and kept nowhere: no metadata, a watermark, no outside files."""

import logging
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

STYLE = Path(__file__).with_name("paper.css")
# Joiners and variants that belong to a sign before them; skin tones.
DROPPED = frozenset(map(chr, [0x200D, 0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)]))
SIGNS_BEGIN = 0x2190


class NoPaper(Exception):
    """No PDF can be made here: part of the system is missing. Choose CSV, and tell whoever runs
    this service that it lacks Pango."""


class LettersMissing(NoPaper):
    """This computer lacks the letters of some of these words. Choose CSV, and tell whoever runs
    this service that it lacks fonts."""


def as_pdf(template: str, context: Mapping[str, Any], language: str = "en") -> bytes:
    """One document; the library is loaded only now, for it is large and needs Pango."""
    try:
        library = import_module("weasyprint")
    except OSError as error:
        raise NoPaper from error
    page = render_to_string(template, dict(context))
    style = library.CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=_nothing_outside)
    with _missing_letters() as missing:
        pdf: bytes = library.HTML(string=page, url_fetcher=_nothing_outside).write_pdf(
            stylesheets=[style], finisher=_without_metadata, pdf_tags=True
        )
    if missing:
        raise LettersMissing
    return pdf


def plain_signs(words: str) -> str:
    """Emoji and other signs as their names in brackets, which every font has and anybody reads."""
    return "".join(_spelled(sign) for sign in words if sign not in DROPPED)


def _spelled(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in {"So", "Sk"} and ord(sign) >= SIGNS_BEGIN:
        return f"[{unicodedata.name(sign, 'sign').casefold()}]"
    if kind in {"Cc", "Cs", "Co", "Cn"} and sign not in "\n\t":
        return "\N{WHITE SQUARE}"
    return sign


def _nothing_outside(url: str, *_more: Any, **_options: Any) -> Any:
    """A document refers to no file and no address, whatever was written in it."""
    raise ValueError("nothing is fetched")


def _without_metadata(_document: Any, pdf: Any) -> None:
    """No author, no program, no time."""
    pdf.info.clear()


@contextmanager
def _missing_letters() -> Iterator[list[int]]:
    """Count what no font could show. What was written never reaches a log."""
    found: list[int] = []

    class Counted(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.msg.startswith(".notdef"):
                found.append(record.lineno)

    log, handler = logging.getLogger("weasyprint"), Counted()
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)
