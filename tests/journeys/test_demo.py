"""The demo as a stranger meets it: started, texted, signed in to, killed, started again."""

import re
import signal

import pytest
import requests

from tests.demo import LATER_START, REPLY, Demo, furnish
from tests.services import wait_until

pytestmark = [pytest.mark.sqlite, pytest.mark.town, pytest.mark.timeout(400)]

WORDS = "NEED a lock that nobody else has the key to ☂"


def read_everybody(demo: Demo, browser: requests.Session) -> str:
    """All the pages of an advocate's people."""
    desk = browser.get(f"{demo.address}/advocate/", timeout=10).text
    people = sorted(set(re.findall(r"/advocate/people/[0-9a-f-]{36}/", desk)))
    assert people
    return "".join(browser.get(demo.address + path, timeout=10).text for path in people)


def test_the_demo_survives_kills_and_shows_the_very_words_of_a_text(demo: Demo) -> None:
    furnish(demo.folder)
    assert "The last first start was cut short" in (demo.folder / "output").read_text()
    demo.start(LATER_START)
    names = [person["name"] for person in demo.told["subjects"]]
    assert len(names) == len(set(names)) > 8

    before = demo.received("Jay")
    assert demo.text("Jay", WORDS) == 200
    wait_until(lambda: len(demo.received("Jay")) > len(before), "a reply", REPLY)
    assert WORDS.removeprefix("NEED ") in read_everybody(demo, demo.sign_in("advocate"))

    demo.end(signal.SIGKILL)
    told = demo.told
    demo.start(LATER_START)
    assert demo.told == told
    assert len(demo.received("Jay")) == len(before) + 1
    assert demo.end(signal.SIGTERM) == 0
    output = (demo.folder / "output").read_text()
    assert f"{demo.address}/tour/" in output
    assert "Stopped." in output
