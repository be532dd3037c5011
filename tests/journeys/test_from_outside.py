"""The same story from outside: signed webhooks, forms over HTTP, and a provider of another make."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests

from tests.demo import FIRST_START, REPLY, Demo, furnish
from tests.other_provider import OtherProvider
from tests.services import wait_until

pytestmark = [pytest.mark.sqlite, pytest.mark.town, pytest.mark.timeout(400)]

SAID = "NEED somewhere safe to live with my kids"
REASON = "A flat is free from January."
WHAT = "Visit the flat on Elm Road together"


@pytest.fixture
def other_provider() -> Iterator[OtherProvider]:
    provider = OtherProvider()
    yield provider
    provider.close()


@pytest.fixture
def demo(tmp_path: Path, other_provider: OtherProvider) -> Iterator[Demo]:
    furnish(tmp_path)
    running = Demo(tmp_path, TWILIO_API_BASE_URL=other_provider.address)
    running.start(FIRST_START)
    yield running
    if running.process and running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def link(demo: Demo, browser: requests.Session, page: str, pattern: str) -> str:
    """The first address on a page that fits."""
    text = browser.get(demo.address + page, timeout=10).text
    found = re.search(pattern, text)
    assert found, f"{pattern} is not on {page}"
    return found[0]


def value_of(demo: Demo, browser: requests.Session, page: str, option: str) -> str:
    """The value of the entry of a list that begins so."""
    text = browser.get(demo.address + page, timeout=10).text
    found = re.search(rf'<option value="([^"]+)"[^>]*>\s*{option}', text)
    assert found
    return found[1]


def test_the_story_through_another_provider(demo: Demo, other_provider: OtherProvider) -> None:
    phone = demo.person("Jay")["phone"]

    def came(words: str) -> None:
        wait_until(
            lambda: any(words in text for text in other_provider.sent_to(phone)), words, REPLY
        )

    def texts(body: str, answer: str) -> None:
        assert demo.text("Jay", body) == 200
        came(answer)

    texts(SAID, "How much does this matter")
    texts("5", "Who may know")
    texts("2", "just as you said it")

    chair = demo.sign_in("chair")
    uuid = "[0-9a-f-]{36}"
    case = next(
        path
        for path in set(
            re.findall(rf"/panel/cases/{uuid}/", chair.get(f"{demo.address}/panel/").text)
        )
        if SAID in chair.get(demo.address + path, timeout=10).text
    )
    need = link(demo, chair, case, rf"/panel/needs/{uuid}/answer/")
    demo.fill_in(chair, need, outcome="accepted", reason=REASON, telling="usual")
    came(REASON)

    agree = link(demo, chair, case, rf"/panel/sides/{uuid}/agree/")
    demo.fill_in(
        chair,
        agree,
        what=WHAT,
        kind="support",
        owned_by=value_of(demo, chair, agree, "Mo Farrell"),
        due_on=str(date.today() + timedelta(days=7)),
        newness="new",
        telling="usual",
    )
    came(WHAT)
    texts("1", "kept your answer")

    done = link(demo, chair, case, rf"/panel/actions/{uuid}/done/")
    demo.fill_in(chair, done, note="We went on Tuesday.")
    came("Did it happen?")
    texts("yes", "Did it help you?")
    texts("4", "the panel will read it")
    page = chair.get(demo.address + case, timeout=10).text
    assert "It happened" in page
    assert "4 of 5" in page
    assert all("StatusCallback" in text for text in other_provider.taken)
