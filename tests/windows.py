"""A browser's window in somebody's hand, and a close look at what it shows."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

PHONE, DESK = 360, 1280
BOTH = (DESK, PHONE)


def carries(page: Any, client: Client) -> None:
    """Give a window the sign-in of a test's client."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    address = page.context.request.get("/healthz").url
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}]
    )


def follow(page: Any, what: Any) -> None:
    """Press what leads to another page (a selector or a locator); wait until that page stands."""
    pressed = page.locator(what).first if isinstance(what, str) else what
    with page.expect_navigation():
        pressed.click()


def look(page: Any, *widths: int) -> None:
    """On a screen of each width: nothing that a checker finds wrong, and nothing too wide."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page)
        assert not found.violations_count, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
