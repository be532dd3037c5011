"""A thousand people cost a page no more queries than ten, and never more than 60 KB."""

import gzip
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from companion.models import User
from tests.cast import Cast, make_cast
from tests.companion.panel_desk import NEW_CASE
from tests.crowd import crowd
from tests.signing_in import sign_in

STATIC = Path(__file__).resolve().parents[2] / "static"
EVERY_PAGE_LOADS = ("companion.css", "govuk-frontend-6.6.0.min.js", "start.js", "icon.svg")
MOST = 60_000
DESKS = {"/advocate/": "advocate", "/panel/": "coordinator"}


def compressed(content: bytes) -> int:
    return len(gzip.compress(content))


def visit(path: str, user: User) -> tuple[int, int]:
    """How many queries a page takes, and how many bytes the page itself."""
    client = Client()
    sign_in(client, user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries), compressed(answer.content)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize("path", DESKS)
def test_a_desk_of_a_thousand_is_as_quick_and_small_as_of_ten(cast: Cast, path: str) -> None:
    user = getattr(cast, DESKS[path])
    crowd(10, cast.panel, cast.advocate, cast.coordinator)
    queries, _ = visit(path, user)
    crowd(990, cast.panel, cast.advocate, cast.coordinator)
    many, size = visit(path, user)
    assert many == queries
    always = sum(compressed((STATIC / name).read_bytes()) for name in EVERY_PAGE_LOADS)
    print(path, many, size, always)
    assert size + always <= MOST


def test_somebody_is_found_among_a_thousand_as_quickly_as_among_thirty(cast: Cast) -> None:
    def look() -> tuple[int, int]:
        client = Client()
        sign_in(client, cast.coordinator)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(NEW_CASE, {"known_called": "person", "look": "known"})
        assert answer.status_code == 200
        return len(queries), compressed(answer.content)

    crowd(30, cast.panel, cast.advocate, cast.coordinator)
    asked, (looked, _) = visit(NEW_CASE, cast.coordinator)[0], look()
    crowd(970, cast.panel, cast.advocate, cast.coordinator)
    assert visit(NEW_CASE, cast.coordinator)[0] == asked
    many, size = look()
    assert many == looked
    assert size < 5_000
