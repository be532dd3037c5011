"""Words of danger reach a human within seconds while others text, and again after five minutes."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest
from celery import current_app

from companion.models import Alert, AlertLetter, WordingKey
from messaging.changes import compose
from messaging.models import OutgoingMessage, State
from messaging.nudge import TASKS
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
# The stand-in takes half a second for each: sixty-four leave in a second.
NEWS, TEXTED, NUDGES, BESIDE = 2000, 100, 200, 20


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


@pytest.mark.timeout(300)
def test_danger_does_not_wait_behind_a_flood_of_news_and_its_nudges(
    house: House, broker: Redis, postbox: Postbox
) -> None:
    """While news was composed for a minute, the broker had filled with nudges for it."""
    house.start_provider()
    house.behave(latency_ms=500)
    house.start_web()
    phones = people(BESIDE + TEXTED)
    texting, texted = phones[:BESIDE], phones[BESIDE:]
    for phone in islice(cycle(texted), NEWS):
        assert phone.owner_id is not None
        compose(phone.owner_id, WordingKey.RESUMED, priority=OutgoingMessage.REMINDER)
    with current_app.connection_for_write(broker.url) as connection:
        for _ in range(NUDGES):
            current_app.send_task(TASKS["outgoing"], connection=connection)
    house.wait_for_web()
    house.start_worker()
    house.wait_for_worker()
    told = dangers(house, postbox, texting)
    say(told)
    assert told.part(0.99) <= WITHIN
    assert OutgoingMessage.objects.filter(state=State.QUEUED).exists(), "the flood is not over"


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
