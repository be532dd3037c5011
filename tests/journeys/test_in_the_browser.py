"""The whole story in a real browser: a phone in the simulator, both desks beside it."""

import re
import time
from base64 import b32decode
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import totp

from tests.demo import Demo
from tests.windows import BOTH, DESK, PHONE
from tests.windows import look as is_sound

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SAID = "NEED somewhere safe to live with my kids"
WHAT = "Visit the flat on Elm Road together"
REASON = "A flat is free from January."
REPLY = 30_000


class Windows:
    """Browser windows, each somebody's own; every page is looked at closely."""

    def __init__(self, browser: Any, demo: Demo) -> None:
        self.browser, self.demo = browser, demo
        self.contexts: list[Any] = []
        self.errors: list[str] = []
        self.outside: list[str] = []

    def open(self, width: int = DESK) -> Any:
        """A window without cookies; errors of its scripts and requests to others are kept."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, base_url=self.demo.address
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: line.type == "error" and self.errors.append(line.text))
        page.on("request", lambda request: self._note(request.url))
        return page

    def _note(self, url: str) -> None:
        if not url.startswith((self.demo.address, "data:", "blob:")):
            self.outside.append(url)

    def signed_in(self, name: str, width: int = DESK) -> Any:
        """A window in which somebody went through the door."""
        account = next(one for one in self.demo.told["accounts"] if one["name"] == name)
        page = self.open(width)
        page.goto("/sign-in/")
        page.get_by_label("Email").fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("button", name="Continue").or_(
            page.get_by_role("button", name="Sign in")
        ).click()
        # A code is taken once: whoever signed in a moment ago gives the next, which counts already.
        for ahead in (0, 1, 1):
            page.locator("input[name=code]").fill(self._code(account, ahead))
            with page.expect_navigation():
                page.locator("main form button[type=submit]").first.click()
            if "second-factor" not in page.url:
                return page
            time.sleep(ahead * (31 - time.time() % 30))
        raise AssertionError("no code was taken")

    @staticmethod
    def _code(account: dict[str, str], ahead: int) -> str:
        return f"{totp(b32decode(account['totp_secret']), drift=ahead):06}"

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def windows(browser: Any, running_demo: Demo) -> Iterator[Windows]:
    opened = Windows(browser, running_demo)
    yield opened
    opened.close()
    assert not opened.errors
    assert not opened.outside


def look(page: Any, name: str, folder: Path) -> None:
    """On a desk and on a phone a page is sound, and its title names nobody; then as it was."""
    page.wait_for_load_state()
    before = page.viewport_size
    assert page.title() in {"Bookings", "Phone", "Phones"}
    for width in BOTH:
        is_sound(page, width)
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size(before)


class Handset:
    """A person's phone on the simulator's page."""

    def __init__(self, page: Any, number: str) -> None:
        self.page = page
        page.goto(f"/simulator/phones/{number.removeprefix('+')}/")

    def sends(self, text: str) -> None:
        self.page.locator("input[name=body], textarea[name=body]").first.fill(text)
        self.page.get_by_role("button", name="Send").first.click()

    def shows(self, words: str, times: int = 1) -> None:
        found = self.page.get_by_text(re.compile(re.escape(words)))
        found.nth(times - 1).wait_for(timeout=REPLY)


def test_one_text_becomes_an_answered_need(windows: Windows, tmp_path: Path) -> None:
    """Who lives with the phone has it in hand; the panel sits at desks."""
    name = "Mina"
    phone = Handset(windows.open(PHONE), windows.demo.person(name)["phone"])
    phone.shows("your booking is ready")
    phone.sends("Yes")
    phone.shows("Texts are on")
    phone.sends(SAID)
    phone.shows("How much does this matter")
    phone.sends("5")
    phone.shows("Who may know")
    phone.sends("2")
    phone.shows("just as you said it")
    look(phone.page, "phone", tmp_path)

    advocate = windows.signed_in("Amal Reyes", PHONE)
    look(advocate, "today", tmp_path)
    # The last: what needs somebody stands above the list of their people.
    named = advocate.locator(".today__who", has_text=re.compile(f"^{name}$"))
    advocate.locator("li", has=named).last.get_by_role("link").first.click()
    advocate.get_by_text(SAID).first.wait_for()
    look(advocate, "person", tmp_path)

    chair = windows.signed_in("Chris Okafor")
    look(chair, "panel", tmp_path)
    chair.locator("a[href*='/panel/cases/']", has_text=name).first.click()
    chair.get_by_text(SAID).first.wait_for()
    look(chair, "case", tmp_path)
    chair.get_by_role("link", name=re.compile("^Answer")).first.click()
    chair.get_by_label("Accepted").check()
    chair.get_by_label("The reason in your own words").fill(REASON)
    look(chair, "answer", tmp_path)
    chair.get_by_role("button", name="Keep this answer").click()
    phone.shows(REASON)

    chair.get_by_role("link", name="Agree an action").first.click()
    chair.get_by_label("What will be done").fill(WHAT)
    chair.get_by_label("Support").check()
    _choose(chair, "Who does it", "Mo Farrell")
    chair.get_by_label("By when").fill(str(date.today() + timedelta(days=7)))
    chair.get_by_label("No, it is new because of this panel").check()
    look(chair, "agree", tmp_path)
    chair.locator("main form button[type=submit]").first.click()
    phone.shows(WHAT)
    phone.sends("1")
    phone.shows("kept your answer")

    owner = windows.signed_in("Mo Farrell", PHONE)
    owner.locator("a[href*='/panel/cases/']", has_text=name).first.click()
    owner.get_by_text(SAID).first.wait_for()
    owner.get_by_role("link", name=re.compile("Mark done")).first.click()
    look(owner, "done", tmp_path)
    owner.locator("main form button[type=submit]").first.click()
    phone.shows("Did it happen?")
    phone.sends("yes")
    phone.shows("Did it help you?")
    phone.sends("4")
    phone.shows("the panel will read it")

    chair.reload()
    chair.get_by_text(re.compile("It happened|4 of 5")).first.wait_for()
    look(chair, "feedback", tmp_path)


def _choose(page: Any, label: str, begins: str) -> None:
    """Choose the entry of a list that names somebody."""
    field = page.get_by_label(label)
    value = field.locator("option", has_text=begins).first.get_attribute("value")
    field.select_option(value)


def test_leaving_is_quick_and_signing_out_closes_every_door(windows: Windows) -> None:
    page = windows.signed_in("Bo Lindqvist")
    assert "/advocate/" in page.url
    # The keys are heard once the page's script has begun.
    page.locator("[data-govuk-exit-this-page-init]").wait_for(state="attached")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(windows.demo.address + "/")
    page.goto("/advocate/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/advocate/")
    assert "/sign-in/" in page.url


def test_the_outsider_meets_the_same_page_as_for_nothing_at_all(windows: Windows) -> None:
    chair = windows.signed_in("Hana Sato")
    chair.goto("/panel/")
    path = chair.locator("a[href*='/panel/cases/']", has_text="Rosa").first.get_attribute("href")
    page = windows.signed_in("Ollie Grant")
    bodies = []
    for address in (path, re.sub("[0-9a-f]{8}", "00000000", path, count=1)):
        answer = page.request.get(address)
        assert answer.status == 404
        bodies.append(re.sub(r"nonce-\S+", "", answer.text()))
    assert bodies[0] == bodies[1]


def test_a_stranger_closes_the_loop_by_what_the_tour_says(
    browser: Any, untouched_demo: Demo, tmp_path: Path
) -> None:
    windows = Windows(browser, untouched_demo)
    tour = windows.open()
    tour.goto("/")
    tour.get_by_role("button", name="Take the tour").click()
    stranger = Stranger(tour)

    stranger.texts(1, "NEED somewhere safe to live with my kids", "How much does this matter")
    stranger.texts(2, "5", "Who may know")
    stranger.texts(2, "2", "just as you said it")
    stranger.opens(3, "Open Jay", "Amal Reyes")
    chair = stranger.opens(4, "Answer the need", "Chris Okafor")
    chair.get_by_label("Accepted").check()
    chair.get_by_label("The reason in your own words").fill(REASON)
    chair.get_by_role("button", name="Keep this answer").click()
    chair = stranger.opens(5, "Agree an action")
    chair.get_by_label("What will be done").fill(WHAT)
    chair.get_by_label("Support").check()
    _choose(chair, "Who does it", "Mo Farrell")
    chair.get_by_label("By when").fill(str(date.today() + timedelta(days=7)))
    chair.get_by_label("No, it is new because of this panel").check()
    chair.get_by_role("button", name="Agree this action").click()
    stranger.texts(6, "1", "kept your answer")
    stranger.opens(7, "Mark it done").get_by_role("button", name="Mark it done").click()
    stranger.texts(8, "1", "Did it help you?")
    stranger.texts(8, "4", "the panel will read it")
    stranger.opens(9, "Open Jay’s case")
    tour.get_by_text("The loop is closed.").first.wait_for(timeout=REPLY)
    look(tour, "tour", tmp_path)
    windows.close()
    assert not windows.errors
    assert not windows.outside


class Stranger:
    """Somebody who has only the tour, and does what it says next."""

    def __init__(self, tour: Any) -> None:
        self.tour = tour

    def texts(self, step: int, body: str, answer: str) -> None:
        """Write on the phone in the first column, and wait for what comes back."""
        self._comes_to(step)
        said = self.tour.locator(".handset .bubble").filter(has_text=answer)
        before = said.count()
        self.tour.locator(".handset textarea").fill(body)
        self.tour.get_by_role("button", name="Send").click()
        said.nth(before).wait_for(timeout=REPLY)

    def opens(self, step: int, link: str, sign_in_as: str = "") -> Any:
        """Follow a step's link to another window, and sign in there as the tour helps to."""
        self._comes_to(step)
        with self.tour.context.expect_page() as opened:
            self.tour.locator(f'li[value="{step}"]').get_by_role("link", name=link).click()
        if sign_in_as:
            self._sign_in(opened.value, sign_in_as)
        opened.value.wait_for_load_state()
        return opened.value

    def _comes_to(self, step: int) -> None:
        self.tour.bring_to_front()
        self.tour.locator(f'li[value="{step}"][aria-current=step]').wait_for(timeout=REPLY)

    def _sign_in(self, page: Any, name: str) -> None:
        self.tour.get_by_text(f"How to sign in as {name}").click()
        shown = self.tour.locator("details[open]")
        email, password = (text.strip() for text in shown.locator("code").all_inner_texts())
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Continue").click()
        with self.tour.context.expect_page() as opened:
            shown.get_by_role("link", name="Show the code now").click()
        page.locator("input[name=code]").fill(opened.value.locator(".tour__code").inner_text())
        page.locator("main form button[type=submit]").first.click()
        self.tour.get_by_text(f"How to sign in as {name}").click()
        page.get_by_text("Jay").first.wait_for()
