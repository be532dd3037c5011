"""Nothing that was acknowledged is lost, and nothing is said twice, whatever is killed and when."""

import os
import threading
import time
from pathlib import Path

import pytest
import redis

from tests.faults.accounts import Accounts
from tests.faults.crowd import Provider, Text, people
from tests.faults.harness import Storm
from tests.house import House
from tests.services import Redis, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

FACTOR = float(os.environ.get("FACTOR", "0.1"))
KILLS, STRIKES = max(1, round(200 * FACTOR)), max(4, round(20 * FACTOR))
SEED = int(os.environ.get("SEED", "0")) or time.time_ns() % 1_000_000
# In the soak nothing is hurried.
WAIT_OUT = FACTOR >= 1


def report(name: str, storm: Storm, accounts: Accounts) -> None:
    """Keep what was found where the soak's reports lie, and say it."""
    lines = [f"{name}: seed {storm.seed}"]
    lines += [f"  {what}: {n}" for what, n in sorted(accounts.tally.items())]
    kinds = ("lost", "doubled", "undeclared", "disorder")
    lines += [f"  {kind.upper()}: {len(getattr(accounts, kind))}" for kind in kinds]
    lines += [f"  {problem}" for problem in accounts.wrong]
    storm.say("\n".join(lines))
    if kept := os.environ.get("SOAK_REPORT"):
        with Path(kept).open("a") as file:
            file.write("\n".join(lines) + "\n\n")


@pytest.mark.timeout(120 + 20 * KILLS)
def test_texts_survive_the_killing_of_web_and_worker(house: House) -> None:
    storm = Storm(house, SEED)
    accounts = storm.run(storm.kill_somebody, KILLS, wait_out=WAIT_OUT)
    report("kill -9", storm, accounts)
    assert accounts.tally["acknowledged"] > 5 * KILLS
    assert accounts.wrong == []


@pytest.mark.timeout(240)
def test_a_broker_that_never_comes_back_silences_nobody(house: House, broker: Redis) -> None:
    phones, provider = people(5), Provider(house.web_url)
    house.start_provider()
    house.start_web()
    house.start_worker()
    house.wait_for_web()
    house.wait_for_worker()
    broker.kill()
    for number, phone in enumerate(phones):
        text = Text(f"SM{number:032x}", phone, "NEED help with the form", keeps_words=True)
        assert provider.hands_over(text, threading.Event())
    wait_until(lambda: len(house.accepted()) == len(phones), "every answer", 120)


@pytest.mark.timeout(120 + 20 * STRIKES)
def test_a_broker_that_forgets_everything_loses_nothing(house: House, broker: Redis) -> None:
    storm = Storm(house, SEED)

    def strike() -> None:
        if storm.chance.random() < 0.5:
            broker.kill()
            broker.start()
        else:
            with redis.Redis(port=broker.port) as client:
                client.flushall()

    accounts = storm.run(strike, STRIKES, wait_out=WAIT_OUT)
    report("broker", storm, accounts)
    assert accounts.tally["ambiguous sends"] == 0
    assert accounts.wrong == []
