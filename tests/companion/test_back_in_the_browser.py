"""Back never asks to send a form again; a reload still does, and keeps what was typed."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.companion.panel_desk import DESK, NEW_CASE
from tests.companion.test_panel_in_the_browser import opened

pytestmark = pytest.mark.browser


def refused(new_page: Any, client: Client, cast: Cast) -> Any:
    """A form that was sent with a name and nothing else."""
    page = opened(new_page, client, cast.coordinator, 360)
    page.goto(NEW_CASE)
    page.fill("#id_name", "Kim")
    page.click("text=Open the case")
    page.wait_for_selector(".govuk-error-summary")
    page.wait_for_function("document.readyState === 'complete'")
    return page


def test_back_to_a_refused_form_shows_the_form_and_sends_nothing(
    new_page: Any, client: Client, cast: Cast
) -> None:
    page = refused(new_page, client, cast)
    page.click("text=Cancel")
    page.wait_for_url(f"**{DESK}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.go_back(wait_until="load")
    assert page.url.endswith(NEW_CASE)
    assert page.is_visible("text=Open a case")
    assert not page.is_visible(".govuk-error-summary")
    assert "POST" not in sent


def test_a_refused_form_that_is_loaded_anew_keeps_what_was_typed(
    new_page: Any, client: Client, cast: Cast
) -> None:
    page = refused(new_page, client, cast)
    page.reload()
    assert page.is_visible(".govuk-error-summary")
    assert page.input_value("#id_name") == "Kim"
