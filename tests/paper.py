"""Reading what was printed."""

from functools import cache
from importlib import import_module
from io import BytesIO

from pypdf import PdfReader


@cache
def can_print() -> bool:
    """Whether this machine has what a PDF needs; make test says when it is left out."""
    try:
        import_module("weasyprint")
    except OSError:
        return False
    return True


def text_of(pdf: bytes) -> str:
    """All the words on all the pages."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
