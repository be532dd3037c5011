"""Workers are killed while they fetch what came with texts: nothing is lost, nothing kept twice."""

import json
import time
from http.client import HTTPConnection

import pytest
from django.utils import timezone

from companion.models import Statement
from messaging.models import IncomingMessage, Medium
from messaging.simulator.store import Store
from tests.faults.crowd import Phone, people
from tests.house import House
from tests.services import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

KILLS, SAMPLES = 3, ("letter", "voice")


@pytest.mark.timeout(300)
def test_a_worker_killed_while_it_fetches_neither_loses_nor_doubles(house: House) -> None:
    house.start_provider()
    house.start_web()
    house.start_worker()
    house.wait_for_web()
    house.wait_for_worker()
    tell(house, "switches", {"pictures": "slow", "hold_s": 1})
    for phone in people(KILLS):
        send(house, phone)
        wait_until(being_fetched, "somebody who fetches", 60)
        time.sleep(0.3)
        house.nursery.kill("worker")
        # Whoever held it is dead: its minute is declared over.
        Medium.objects.filter(state="fetching").update(due_at=timezone.now())
        house.start_worker()
        house.wait_for_worker()
    wait_until(all_decided, "everything to be kept and deleted there", 90)
    kept = Medium.objects.order_by("message_id", "place")
    assert [medium.kind for medium in kept] == ["picture", "sound"] * KILLS
    assert sum(medium.tries for medium in kept) > len(kept)
    assert all(medium.content for medium in kept)
    assert sorted(Statement.objects.values_list("came_with", flat=True)) == [2] * KILLS
    assert at_the_provider(house) == [True] * (2 * KILLS)


def send(house: House, phone: Phone) -> None:
    """The phone sends a picture and a voice note, and not a word."""
    said = {"From": phone.number, "To": phone.sender, "Body": "", "Sample": SAMPLES}
    tell(house, "send", said)


def tell(house: House, what: str, said: dict[str, object]) -> None:
    """Speak to the stand-in as a script does."""
    connection = HTTPConnection("127.0.0.1", house.provider_port, timeout=10)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", f"/simulator/{what}", json.dumps(said), headers)
    assert connection.getresponse().status < 300
    connection.close()


def being_fetched() -> bool:
    return Medium.objects.filter(state="fetching", due_at__gt=timezone.now()).exists()


def all_decided() -> bool:
    undecided = Medium.objects.exclude(state="kept", forgotten_at__isnull=False)
    texts = IncomingMessage.objects.filter(forgotten_at__isnull=True)
    return not undecided.exists() and not texts.exists()


def at_the_provider(house: House) -> list[bool]:
    """Of each thing sent, whether the provider has deleted it."""
    store = Store(house.folder / "simulator.sqlite3")
    try:
        return [one.deleted for one in store.media.everything()]
    finally:
        store.close()
