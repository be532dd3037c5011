"""Asking, confirming and acting in a real browser: on a phone and on a desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.access.people import my_sides
from companion.models import User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, case_of
from tests.signing_in import sign_in
from tests.windows import BOTH, carries, look

pytestmark = pytest.mark.browser


def window(new_page: Any, user: User) -> Any:
    """A window in which this user is signed in."""
    client, page = Client(), new_page()
    sign_in(client, user)
    carries(page, client)
    return page


def test_three_people_help_one_person_when_the_advocate_cannot_be_reached(
    new_page: Any, cast: Cast
) -> None:
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    asker = window(new_page, cast.chair)
    asker.goto(case_of(cast.side))
    look(asker, *BOTH)
    asker.get_by_role("link", name="The advocate cannot be reached").click()
    asker.get_by_role("button", name="Ask for it").click()
    look(asker, *BOTH)
    chosen = "Ari Colleague, Harbour Advocacy"
    asker.get_by_label("Who shall act for them?").select_option(label=chosen)
    asker.get_by_label("Why can it not wait?").fill("The refuge has one bed until four.")
    asker.get_by_role("button", name="Ask for it").click()
    asker.get_by_text("1 person may confirm it.").wait_for()
    look(asker, *BOTH)
    assert not my_sides(colleague).exists()

    second = window(new_page, cast.coordinator)
    second.goto(DESK)
    look(second, *BOTH)
    second.get_by_role("link", name="Look").click()
    look(second, *BOTH)
    second.get_by_role("button", name="Confirm: they may act").click()
    second.get_by_text("It has begun").wait_for()
    look(second, *BOTH)
    assert my_sides(colleague).get() == cast.side

    acting, usual = window(new_page, colleague), window(new_page, cast.advocate)
    for page in (acting, usual):
        page.goto("/advocate/")
        look(page, *BOTH)
    acting.get_by_role("link", name="Open").first.click()
    look(acting, *BOTH)
    asker.reload()
    asker.get_by_role("button", name="End it now").click()
    asker.get_by_text("It is ended.").wait_for()
    look(asker, *BOTH)
    assert not my_sides(colleague).exists()
    asker.goto(reverse("panel:openings", args=[cast.panel.public_id]))
    asker.get_by_role("link", name="The week after").click()
    asker.get_by_text("When an advocate could not be reached").wait_for()
    look(asker, *BOTH)
