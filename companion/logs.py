"""What a log may say: which error it was and where, but none of its words; no number, no email."""

import logging
import re
import time
import traceback
from types import TracebackType

HIDDEN = "[…]"
# As Python begins, so that whoever looks for errors finds them.
BEGINS = "Traceback (most recent call last):\n"
# An error of a database or a library quotes what it was given.
NUMBER = re.compile(r"(?<![\w.-])(?:\+|00|0)?[1-9](?:[ ()-]{0,2}\d){8,14}(?![\w:-])")
EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.\w+")
LINK = re.compile(r"(/invitation/)[^/\s]+")
# What ends a line, or what a terminal takes for an order.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
NOTHING = (None, None, None)

Raised = tuple[type[BaseException], BaseException, TracebackType | None]
Nothing = tuple[None, None, None]


class WithoutContent(logging.Formatter):
    """The last thing before a line is written, whoever wrote it; times are those of UTC."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """Whatever another handler made of the error before is not taken over."""
        kept, record.exc_text = record.exc_text, None
        said = super().format(record)
        record.exc_text = kept
        return said

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, in which an error is named but not quoted."""
        error = (record.exc_info or NOTHING)[1]
        said = record.message
        while error is not None:
            for quoted in (repr(error), str(error)):
                if quoted:
                    said = said.replace(quoted, type(error).__name__)
            error = _before(error)
        record.message = one_line(without_content(said))
        return super().formatMessage(record)

    def formatException(self, ei: Raised | Nothing) -> str:
        """Where it was, line by line, and of which kind; what it said is left out."""
        error, parts = ei[1], list[str]()
        while error is not None:
            name = f"{type(error).__module__}.{type(error).__qualname__}"
            parts.insert(0, "".join([BEGINS, *traceback.format_tb(error.__traceback__), name]))
            error = _before(error)
        return "\nand then\n".join(parts)


def without_content(said: str) -> str:
    """The same line without telephone numbers, emails and links that open something."""
    for found in (NUMBER, EMAIL):
        said = found.sub(HIDDEN, said)
    return LINK.sub(rf"\1{HIDDEN}", said)


def one_line(said: str) -> str:
    """The same words, which end no line of the log and begin none."""
    return CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), said)


def _before(error: BaseException) -> BaseException | None:
    """The error that led to this one, as Python itself would show it."""
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)
