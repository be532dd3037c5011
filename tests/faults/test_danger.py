"""Words of danger reach a human within seconds while others text, and again after five minutes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.models import Alert, AlertLetter
from tests.bench.load import fire, requests_for
from tests.danger import A_SECOND, OTHER, Told, dangers
from tests.faults.crowd import Phone, people
from tests.house import House
from tests.postbox import Postbox
from tests.services import Redis, wait_until
from tests.soak import FACTOR, report

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

TEXTS = round(A_SECOND * max(2.0, 40 * FACTOR))
WARM = 8
WITHIN = 10.0  # seconds


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server that takes everything."""
    with Postbox() as box:
        yield box


@pytest.fixture
def house(own_database: str, broker: Redis, tmp_path: Path, postbox: Postbox) -> Iterator[House]:
    """The service, whose emails go to the box."""
    with House(tmp_path, own_database, broker.url, email_url=postbox.url) as house:
        yield house


@pytest.mark.timeout(300 + TEXTS)
def test_danger_reaches_the_advocate_in_seconds_and_the_coordinator_after_five_minutes(
    house: House, postbox: Postbox
) -> None:
    house.start_provider()
    house.start_web()
    house.start_worker()
    house.wait_for_web()
    house.wait_for_worker()
    phones = people(TEXTS + WARM)
    warm_up(house, phones[:WARM])
    told = dangers(house, postbox, phones[WARM:])
    say(told)
    assert told.part(0.99) <= WITHIN
    assert 0 <= told.escalated <= WITHIN * 2
    assert AlertLetter.objects.filter(state="unknown").count() == 0
    assert Alert.objects.count() * 4 == TEXTS


def warm_up(house: House, phones: list[Phone]) -> None:
    """A few texts answered first: what a process does once is not what is measured."""
    texts = requests_for(house.web_url, phones, [OTHER] * len(phones), "aaaa")
    fire(house.web_port, texts)
    wait_until(lambda: house.accepted_so_far()[0] >= len(phones), "a few replies", 60)


def say(told: Told) -> None:
    """How long it took."""
    report(
        f"danger: {len(told.took)} alerts under {A_SECOND:.0f} texts a second, told after "
        f"p50 {told.part(0.5):.2f} s, p99 {told.part(0.99):.2f} s; "
        f"escalated {told.escalated:.1f} s after five minutes"
    )
