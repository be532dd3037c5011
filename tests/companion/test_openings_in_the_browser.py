"""Saying why, and the weekly list, in a real browser: on a phone, on a desk, without script."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.openings import go_through, say_why, settle_opening
from companion.models import Opening, PanelAnswer
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import answer_to, case_of
from tests.signing_in import sign_in
from tests.windows import BOTH, PHONE, carries, follow, look

pytestmark = pytest.mark.browser


def test_a_member_says_why_and_lands_on_the_case(new_page: Any, client: Client, cast: Cast) -> None:
    sign_in(client, cast.observer)
    page = new_page()
    carries(page, client)
    page.goto(case_of(cast.side))
    look(page, *BOTH)
    page.get_by_label("Something else").check()
    follow(page, page.get_by_role("button", name="Open the case"))
    look(page, *BOTH)
    page.get_by_label("In your words").fill("Her school rang us.")
    page.get_by_role("button", name="Open the case").click()
    page.get_by_role("heading", name="Jay", exact=True).wait_for()
    assert page.url.endswith(case_of(cast.side))
    assert Opening.objects.get().words == "Her school rang us."


def test_without_script_what_was_typed_outlasts_the_question(
    new_page: Any, client: Client, cast: Cast
) -> None:
    need = factories.need(cast.side, "a lock that works")
    (reason,) = [say_why(cast.side.panel_case, "safety", acting_user=cast.member)]
    sign_in(client, cast.member)
    page = new_page(width=PHONE, java_script_enabled=False)
    carries(page, client)
    page.goto(answer_to(need))
    page.get_by_label("Accepted").check()
    page.locator("[name=reason]").fill("The keys lie at the desk.")
    Opening.objects.filter(pk=reason.pk).delete()  # the twelve hours are over
    follow(page, "main form[method=post] button[type=submit]")
    assert "What you typed is not lost" in page.content()
    page.get_by_label("To keep somebody safe").check()
    follow(page, page.get_by_role("button", name="Open the case"))
    assert PanelAnswer.objects.get().reason == "The keys lie at the desk."


def test_whoever_leads_goes_through_a_week(new_page: Any, client: Client, cast: Cast) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    cases = (cast.side.panel_case, ana.panel_case)
    words = "A name on our list looked alike, and the date of birth was the same."
    made = [
        say_why(case, "other", words, acting_user=user)
        for user in (cast.member, cast.observer)
        for case in cases
    ]
    go_through(made[0], "fine", acting_user=cast.chair)
    settled = go_through(made[1], "ask", acting_user=cast.chair)
    settle_opening(settled, "Another family. The list is mended.", acting_user=cast.chair)
    sign_in(client, cast.coordinator)
    page = new_page()
    carries(page, client)
    page.goto(reverse("panel:openings", args=[cast.panel.public_id]))
    look(page, *BOTH)
    page.get_by_role("link", name="The week after").click()
    look(page, *BOTH)
    page.get_by_role("button", name="Ask them about it").first.click()
    page.get_by_role("link", name="Write down what came of it").click()
    look(page, *BOTH)
    page.get_by_label("What came of it?").fill("She is new; her manager knows.")
    page.get_by_role("button", name="Keep it: settled").click()
    page.get_by_text("She is new; her manager knows.").wait_for()
    page.get_by_role("button", name="Looked at it: fine").click()
    look(page, *BOTH)
    assert not Opening.objects.filter(gone_through__isnull=True).exists()
