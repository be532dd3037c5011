"""The README's pictures, taken of a demo in the middle of a loop (make screenshots)."""

import re
import sys
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from PIL import Image
from playwright.sync_api import sync_playwright
from running import ROOT, folder_for_one_run

from tests.demo import FIRST_START, REPLY, Demo
from tests.services import chromium, ended_politely, wait_until

PICTURES = ROOT / "docs" / "pictures"
WHO = "Jay"
REASON = "A two-room flat on Elm Road is free from January."
WHAT = "Visit the flat on Elm Road together"
COLOURS, AT_MOST = 128, 150_000  # bytes a picture
DESK, PHONE = {"width": 1200, "height": 860}, {"width": 400, "height": 840}
UUID = "[0-9a-f-]{36}"


class Town:
    """A demo, and what Jay and the chair do in it."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.chair, self.advocate = demo.sign_in("chair"), demo.sign_in("advocate")
        tour = requests.get(f"{demo.address}/tour/", timeout=20).text
        self.case, self.person, self.agree = (
            self._first(tour, pattern)
            for pattern in ("/panel/cases/", "/advocate/people/", "/panel/sides/")
        )

    @staticmethod
    def _first(page: str, before: str) -> str:
        found = re.search(rf"{before}{UUID}/(?:agree/|answer/)?", page)
        if not found:
            sys.exit(f"Nothing leads to {before} from the tour.")
        return found[0]

    def says(self, text: str, answer: str) -> None:
        """Jay texts, and reads what comes back."""
        self.demo.text(WHO, text)
        self.reads(answer)

    def reads(self, words: str) -> None:
        """A text with these words comes."""
        wait_until(lambda: any(words in t for t in self.demo.received(WHO)), words, REPLY)

    def play(self) -> None:
        """A loop up to the person's yes."""
        self.says("I need somewhere safe to live with my kids", "How much does this matter")
        self.says("5", "Who may know")
        self.says("2", "just as you said it")
        tour = requests.get(f"{self.demo.address}/tour/", timeout=20).text
        need = self._first(tour, "/panel/needs/")
        self.demo.fill_in(self.chair, need, outcome="accepted", reason=REASON, telling="usual")
        self.reads(REASON)
        form = self.chair.get(self.demo.address + self.agree, timeout=10).text
        owner = re.search(r'<option value="([^"]+)"[^>]*>\s*Mo Farrell', form)
        due = str(date.today() + timedelta(days=7))
        self.demo.fill_in(
            self.chair,
            self.agree,
            what=WHAT,
            kind="support",
            owned_by=owner[1] if owner else "",
            due_on=due,
            newness="new",
            telling="usual",
        )
        self.reads(WHAT)
        self.says("1", "kept your answer")


def save(shot: bytes, name: str) -> None:
    """Few colours are enough for a screen, and keep the file small."""
    small = Image.open(BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    small.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB", flush=True)
    if size > AT_MOST:
        sys.exit(f"{path.name} is larger than {AT_MOST // 1000} kB.")


def take(browser: Any, town: Town, name: str, path: str, size: dict[str, int], who: Any) -> None:
    """One page as somebody sees it."""
    context = browser.new_context(viewport=size, base_url=town.demo.address)
    for cookie in who.cookies if who else ():
        context.add_cookies(
            [{"name": cookie.name, "value": cookie.value, "url": town.demo.address}]
        )
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    save(page.screenshot(), name)
    context.close()


def take_all(town: Town) -> None:
    """Phone, advocate, panel, tour."""
    phone = town.demo.person(WHO)["phone"].removeprefix("+")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        take(browser, town, "phone", f"/simulator/phones/{phone}/", PHONE, None)
        take(browser, town, "today", "/advocate/", DESK, town.advocate)
        take(browser, town, "person", town.person, DESK, town.advocate)
        take(browser, town, "case", town.case, DESK, town.chair)
        take(browser, town, "tour", "/tour/", DESK, None)
        browser.close()


def main() -> None:
    """Start a demo of its own, play, take, stop."""
    if chromium() is None:
        sys.exit("Chromium is needed and was not found: make test installs it where it may.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with ended_politely(), folder_for_one_run("pictures") as folder:
        demo = Demo(Path(folder))
        try:
            demo.start(FIRST_START)
            town = Town(demo)
            town.play()
            take_all(town)
        finally:
            if demo.process:
                demo.process.terminate()
                demo.process.wait(15)


if __name__ == "__main__":
    main()
