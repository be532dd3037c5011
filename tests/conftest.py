"""What every test stands on: the cast, which database this is, and what is left out on it."""

import gc
import os
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

from tests import services

pytest_plugins = ["tests.cast"]

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
SLOW_OR_NEEDY = {"browser", "faults", "soak", "postgresql"}
EMPTIES = {"transactional_db", "live_server"}
DATABASE = {"db", *EMPTIES}


def pytest_configure() -> None:
    """Settings that would only slow tests; overriding tells those who have read them already."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ).enable()
    # A slow machine is not a fault. What is tried is the same each time, so that a change is judged
    # by what it changed; the soak looks elsewhere every time.
    anew = "SOAK_REPORT" in os.environ or float(os.environ.get("FACTOR", "0")) >= 1
    hypothesis_settings.register_profile("house", deadline=None, derandomize=not anew)
    hypothesis_settings.load_profile("house")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_finish() -> None:
    """All that is loaded by now stays: looking through it for litter takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def left_out() -> set[str]:
    """The markers whose tests have no place, or no tool, in this run."""
    missing = set()
    if services.chromium() is None:
        missing.add("browser")
    if services.redis_server() is None:
        missing |= {"faults", "broker"}
    return missing | (SLOW_OR_NEEDY if ON_SQLITE else {"sqlite"})


def needs_the_database(item: pytest.Item) -> bool:
    """Whether it matters to a test which database this is; the others run once, on PostgreSQL."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("sqlite"):
        return True
    return bool(DATABASE & set(getattr(item, "fixturenames", ())))


def empties(item: pytest.Item) -> bool:
    """Whether a test leaves the tables empty, also of what is there from the start."""
    return bool(EMPTIES & set(getattr(item, "fixturenames", ())))


def time_allowed(item: pytest.Item) -> float:
    """How many seconds a test may take, if it says so.

    0 for one that would wait for the town while another builds it: it keeps its place.
    """
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker and not item.get_closest_marker("town") else 0


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, which pytest counts as deselected; the longest go first.

    A long one that begins last keeps one worker busy while the others wait. Each worker is given
    two at the beginning: between two long ones stands a short one, or one worker gets both.
    """
    without = left_out()
    chosen = [item for item in items if not without & {m.name for m in item.iter_markers()}]
    if os.environ.get("DATABASE_TESTS_ONLY"):
        chosen = [item for item in chosen if needs_the_database(item)]
    if len(chosen) < len(items):
        kept = set(map(id, chosen))
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
        items[:] = chosen
    items.sort(key=time_allowed, reverse=True)
    emptying = [item for item in items if empties(item)]
    others = [item for item in items if not empties(item)]
    long_ones = sum(time_allowed(item) > 0 for item in others)
    pairs = zip_longest(others[:long_ones], others[long_ones:])
    items[:] = [item for pair in pairs for item in pair if item is not None] + emptying


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Each worker's database is copied, not migrated."""
    from tests.databases import own_database

    with django_db_blocker.unblock(), own_database(request.config.option.verbose):
        with django_db_blocker.block():
            yield


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis: the one named by TEST_REDIS_URL, else one of our own."""
    named = os.environ.get("TEST_REDIS_URL")
    if named:
        yield named
        return
    with services.Redis() as server:
        yield server.url


@pytest.fixture(autouse=True)
def pages_for_a_live_server(request: pytest.FixtureRequest) -> None:
    """A live server commits, and the flush after it takes the site and its pages along."""
    if "live_server" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        from content.pages import ensure_pages
        from content.ways import ensure_way

        ensure_pages()
        ensure_way()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium, shared by one file of tests and closed before the next file."""
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright keeps an event loop in this thread, which Django would take for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=services.chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser: Any, live_server: Any) -> Iterator[Any]:
    """Open a window of its own: `new_page(width=360)`; a script's error fails the test."""
    contexts, errors = [], []

    def open_page(width: int = 1280, height: int = 800, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=live_server.url, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors
