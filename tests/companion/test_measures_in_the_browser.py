"""The panel's measures and the demonstration's post in a real browser, on a phone and on a desk."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from companion.changes.goals import rate_turn_to
from tests import factories
from tests.cast import Cast
from tests.signing_in import sign_in
from tests.windows import BOTH, carries, look

pytestmark = pytest.mark.browser


def test_a_year_of_work_is_read_as_a_line_and_as_a_table(
    new_page: Any, client: Client, cast: Cast
) -> None:
    month = timezone.now().replace(day=15)
    for _ in range(12):
        month = (month.replace(day=1) - timedelta(days=1)).replace(day=15)
        with time_machine.travel(month):
            for kind in ("engage", "support"):
                factories.action(cast.side, cast.member, cast.chair, kind=kind)
    for rating in (3, 6):
        rate_turn_to(cast.side, rating, acting_user=None)
    sign_in(client, cast.member)
    page = new_page()
    carries(page, client)
    assert page.goto(f"/panel/measures/{cast.panel.public_id}/").status == 200
    for width in BOTH:
        look(page, width)
        named = page.locator(".chart text")
        boxes = [box for box in (one.bounding_box() for one in named.all()) if box]
        assert all(0 <= box["x"] and box["x"] + box["width"] <= width for box in boxes)
    page.click("summary")
    assert page.locator("tbody tr").count() == 12
    look(page, *BOTH)


def test_the_post_is_read_on_any_screen(new_page: Any, settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path)
    page = new_page()
    page.goto("/simulator/post/")
    look(page, *BOTH)
    email = "To: mo@example.org\nSubject: Bookings\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\nDue.\n"
    (tmp_path / "1.log").write_text(email + "-" * 79 + "\n")
    page.goto("/simulator/post/")
    assert page.locator("article").inner_text().split("\n")[-1] == "Due."
    look(page, *BOTH)
