"""Everybody's desk in a real browser at the width of a phone: the same steps, seen and clicked."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client

from companion.models import User
from tests.journeys.desks import Desks, Page
from tests.signing_in import sign_in
from tests.windows import PHONE, carries

PICTURES = os.environ.get("PICTURES", "")
TICKED = {"radio", "checkbox"}


@dataclass
class Screens(Desks):
    """Each user has a window of their own; every page that is seen must fit it."""

    new_page: Any = None
    windows: dict[int, Any] = field(default_factory=dict)
    seen: int = 0

    def window_of(self, user: User) -> Any:
        """A window in which this user is signed in."""
        if user.pk not in self.windows:
            client, page = Client(), self.new_page(width=PHONE)
            sign_in(client, user)
            carries(page, client)
            self.windows[user.pk] = page
        return self.windows[user.pk]

    def gets(self, user: User, address: str) -> Page:
        """Go to an address, and look."""
        page = self.window_of(user)
        status = page.goto(address).status
        self._looks(page, address)
        return Page(status, page.content())

    def posts(self, user: User, address: str, data: dict[str, Any]) -> Page:
        """Fill in a form by hand, and press its first button."""
        page = self.window_of(user)
        form = self._form(page, address)
        _fill_in(form, data)
        with page.expect_navigation() as came:
            form.locator("button[type=submit]").first.click()
        self._looks(page, address)
        taken = came.value.request.redirected_from is not None
        status = 302 if taken else came.value.status
        return Page(status, page.content(), page.url if taken else "")

    def _form(self, page: Any, address: str) -> Any:
        """The form on the page that is open, or on a page of its own."""
        here = page.locator(f'main form[action="{address}"]')
        if here.count():
            return here.first
        page.goto(address)
        self._looks(page, address)
        return page.locator("main form[method=post]").first

    def _looks(self, page: Any, address: str) -> None:
        """Nothing is wider than the window; with PICTURES, a picture of each stays there."""
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE, f"{address} is {wide} px wide"
        if PICTURES:
            self.seen += 1
            page.screenshot(path=Path(PICTURES) / f"{self.seen:03}.png", full_page=True)


def _fill_in(form: Any, data: dict[str, Any]) -> None:
    """What is ticked comes first: it may bring out other fields."""
    kinds = {name: form.locator(f'[name="{name}"]').first.evaluate("e => e.type") for name in data}
    for name in sorted(data, key=lambda name: kinds[name] not in TICKED):
        for value in data[name] if isinstance(data[name], list) else [data[name]]:
            _fill_in_one(form, name, kinds[name], str(value))


def _fill_in_one(form: Any, name: str, kind: str, value: str) -> None:
    fields = form.locator(f'[name="{name}"]')
    if kind == "radio" or (kind == "checkbox" and value != "on"):
        form.locator(f'[name="{name}"][value="{value}"]').check()
    elif kind == "checkbox":
        fields.first.check()
    elif kind.startswith("select"):
        fields.first.select_option(value)
    elif value or fields.first.is_visible():
        fields.first.fill(value)
