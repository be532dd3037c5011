"""Every screen of the desk in a real browser, on a phone and on a desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from companion.changes.contact import stop_texts
from companion.changes.goals import rate_turn_to
from messaging.simulator.samples import voice
from tests import factories
from tests.companion.advocate.conftest import Desk
from tests.companion.advocate.test_who_may_enter import PAGES
from tests.windows import BOTH, PHONE, carries, follow, look

pytestmark = pytest.mark.browser


@pytest.fixture
def page(desk: Desk, new_page: Any) -> Any:
    """A window in which the advocate is signed in."""
    page = new_page(width=PHONE)
    carries(page, desk.client)
    return page


def test_every_page_is_sound_on_a_phone_and_on_a_desk(desk: Desk, page: Any) -> None:
    new = factories.side("Noor", desk.cast.panel, desk.cast.advocate, desk.cast.coordinator)
    goal = factories.goal(desk.side, "to see my kids every week", ratings=(0, 10, 4))
    for rating in (0, 10):
        rate_turn_to(desk.side, rating, acting_user=desk.cast.advocate)
    addresses = [desk.address(name, of(desk)) for name, of in PAGES.items()]
    addresses += [desk.address(name, goal) for name in ("how_near", "end_goal")]
    addresses += ["/advocate/", desk.address("person", new), desk.address("rule", new)]
    sent = [factories.sent(desk.side, "look"), factories.sent(desk.side, "", voice())]
    addresses += [desk.address("sent", one) for one in sent]
    for address in addresses:
        assert page.goto(address).status == 200
        look(page, *BOTH)
    stop_texts(desk.side.subject, acting_user=None)
    assert page.goto(desk.address("start")).status == 200
    look(page, *BOTH)


def test_what_was_folded_up_is_open_when_it_is_wrong(desk: Desk, page: Any) -> None:
    page.goto(desk.address("rule"))
    assert not page.locator("#id_code_word").is_visible()
    page.click("summary")
    page.fill("#id_code_word", "stop")
    follow(page, "text=We agreed this")
    assert page.locator("#id_code_word").is_visible()
    assert page.locator("#id_code_word").input_value() == "stop"
    look(page, PHONE)


def test_a_text_is_planned_looked_at_and_stands_on_the_page(desk: Desk, page: Any) -> None:
    page.goto(desk.address("person"))
    follow(page, "text=Plan a text")
    assert not page.locator("#id_words").is_visible()
    page.check('[name="say"][value="own"]')
    page.fill("#id_words", "See you at the library.")
    page.fill("#id_first_day", (timezone.localdate() + timedelta(days=1)).isoformat())
    page.fill("#id_at", "12:00")
    page.check('[name="repeats"][value="weekly"]')
    for day in range(7):
        page.check(f'[name="weekdays"][value="{day}"]')
    follow(page, "text=Look at it first")
    assert page.locator("text=Say when it ends").first.is_visible()
    look(page, *BOTH)
    page.fill("#id_number", "9")
    follow(page, "text=Look at it first")
    assert page.locator(".phone__bubble").inner_text() == "See you at the library."
    look(page, *BOTH)
    follow(page, "text=Change it")
    assert page.input_value("#id_number") == "9"
    page.fill("#id_words", "See you in the library.")
    follow(page, "text=Look at it first")
    follow(page, "button >> text=Plan it")
    page.wait_for_url("**#planned")
    assert page.locator("text=See you in the library.").first.is_visible()
    look(page, *BOTH)
    follow(page, "button >> text=Pause")
    page.wait_for_url("**#planned")
    look(page, PHONE)


def test_a_text_is_looked_at_changed_and_sent(desk: Desk, page: Any) -> None:
    page.goto(desk.address("person"))
    follow(page, "text=Write a text")
    page.fill("textarea", "The keys are redy on Monday.")
    follow(page, "text=Look at it first")
    assert page.locator(".phone__bubble").inner_text() == "The keys are redy on Monday."
    look(page, PHONE)
    follow(page, "text=Change the words")
    page.fill("textarea", "The keys are ready on Monday.")
    follow(page, "text=Look at it first")
    follow(page, "text=Send it")
    page.wait_for_url("**#conversation")
    assert page.locator("text=The keys are ready on Monday.").first.is_visible()
