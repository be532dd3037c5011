"""Whatever breaks, the log says where and nothing of anybody."""

import logging
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from celery import shared_task
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from companion.logs import WithoutContent, without_content

WORDS = "quillfish, +44 7700 900123, sam.reed@example.org"


def breaks(request: HttpRequest) -> HttpResponse:
    """As a database does, quoting what it was given; and something after it."""
    try:
        raise IntegrityError(f"Key (words)=({WORDS}) already exists.")
    except IntegrityError as error:
        raise ValueError(WORDS) from error


@shared_task(name="tests.breaks")
def task_that_breaks() -> None:
    """As a task of ours might."""
    raise ValueError(WORDS)


urlpatterns = [path("healthz", breaks, name="healthz")]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the service writes, by the very handler that the settings make."""
    written = StringIO()
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler) and isinstance(
            handler.formatter, WithoutContent
        ):
            before = handler.setStream(written)
            yield written
            handler.setStream(before)


def holds_nothing_of_anybody(said: str) -> bool:
    return not [word for word in ("quillfish", "900123", "sam.reed") if word in said]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_breaks_tells_the_log_where_and_nothing_else(log: StringIO) -> None:
    answer = Client(raise_request_exception=False).get("/healthz")
    assert answer.status_code == 500
    said = log.getvalue()
    assert "Internal Server Error: /healthz" in said
    for told in ("Traceback", "django.db.utils.IntegrityError", "builtins.ValueError", "in breaks"):
        assert told in said
    assert holds_nothing_of_anybody(said)
    assert holds_nothing_of_anybody(answer.content.decode())


def test_a_task_that_breaks_does_so_too(log: StringIO) -> None:
    task_that_breaks.apply()
    said = log.getvalue()
    assert "tests.breaks" in said and "ValueError" in said
    assert holds_nothing_of_anybody(said)


def test_what_another_handler_wrote_of_an_error_is_not_taken_over() -> None:
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, "It broke", (), None)
    record.exc_text = WORDS
    assert WithoutContent().format(record) == "It broke"
    assert record.exc_text == WORDS


def test_what_somebody_typed_begins_no_line_and_each_line_has_its_time(log: StringIO) -> None:
    logging.getLogger("companion").error("No such thing: %s", "a\r\nb\u2028c\x1b[2Jd")
    written = log.getvalue()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR companion [^\n]+\n", written)
    assert written.endswith(r"No such thing: a\r\nb\u2028c\x1b[2Jd" + "\n")
    at = logging.LogRecord("a", logging.ERROR, __file__, 1, "It broke", (), None)
    at.created, at.msecs = 1_785_000_000.25, 250.0
    assert WithoutContent("%(asctime)s").format(at) == "2026-07-25T17:20:00.250Z"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("to +447700900123 now", "to […] now"),
        ("to:07700 900123", "to:[…]"),
        ("(+44 (0)7700 900-123)", "([…])"),
        ("from <sam@example.org>", "from <[…]>"),
        ("Not Found: /invitation/abc_DEF-1/", "Not Found: /invitation/[…]/"),
        ("3 waited for 1200 seconds at 17:13:37,123", "3 waited for 1200 seconds at 17:13:37,123"),
        (
            "subject 8e4d4f50-2693-489c-b4fd-7d8e0173bb26",
            "subject 8e4d4f50-2693-489c-b4fd-7d8e0173bb26",
        ),
        ("SM00000000000000000000000000000001", "SM00000000000000000000000000000001"),
    ],
)
def test_numbers_emails_and_links_are_left_out_and_ids_stay(said: str, left: str) -> None:
    assert without_content(said) == left
