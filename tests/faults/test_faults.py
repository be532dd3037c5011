"""Nothing that was acknowledged is lost, and nothing is said twice, whatever is killed and when."""

import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from messaging.models import OutgoingMessage, State
from tests.faults.accounts import Accounts
from tests.faults.crowd import Provider, Text, people
from tests.faults.harness import Storm
from tests.house import House
from tests.services import PostgreSQL, RabbitMQ, Redis, rabbitmq_server, wait_until
from tests.soak import FACTOR, SEED, report

pytestmark = [pytest.mark.faults, pytest.mark.postgresql]

KILLS, STRIKES = max(1, round(200 * FACTOR)), max(4, round(20 * FACTOR))
RESTARTS = max(2, round(20 * FACTOR))
# RabbitMQ in the soak only, where it is installed.
BROKERS = [Redis, *([RabbitMQ] if FACTOR >= 1 and rabbitmq_server() else [])]
SLOWLY = ("--latency-ms", "100")
# In the soak nothing is hurried.
WAIT_OUT = FACTOR >= 1


def tell(name: str, storm: Storm, accounts: Accounts) -> None:
    """What was found once all was quiet."""
    lines = [f"{name}: seed {storm.seed}"]
    lines += [f"  {what}: {n}" for what, n in sorted(accounts.tally.items())]
    kinds = ("lost", "doubled", "undeclared", "disorder")
    lines += [f"  {kind.upper()}: {len(getattr(accounts, kind))}" for kind in kinds]
    lines += [f"  {problem}" for problem in accounts.wrong]
    report("\n".join(lines))


@pytest.mark.timeout(120 + 20 * KILLS)
def test_texts_survive_the_killing_of_web_and_worker(house: House) -> None:
    storm = Storm(house, SEED)
    accounts = storm.run(storm.kill_somebody, KILLS, wait_out=WAIT_OUT)
    tell("kill -9", storm, accounts)
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
    house.behave(latency_ms=2000)
    texts = [
        Text(f"SM{number:032x}", phone, "NEED help with the form", keeps_words=True)
        for number, phone in enumerate(phones)
    ]
    assert provider.hands_over(texts[0], threading.Event())
    # With one task in hand it waits for the next: as a worker with a link to the broker dies.
    wait_until(OutgoingMessage.objects.filter(state=State.SENDING).exists, "a task in hand", 60)
    broker.kill()
    house.behave(latency_ms=100)
    assert all(provider.hands_over(text, threading.Event()) for text in texts[1:])
    wait_until(lambda: len(house.accepted()) == len(phones), "every answer", 120)
    assert not house.nursery.has_ended("worker")


@pytest.mark.timeout(120 + 20 * STRIKES)
@pytest.mark.parametrize("kind", BROKERS)
def test_a_broker_that_forgets_everything_loses_nothing(
    own_database: str, tmp_path: Path, kind: type[Redis] | type[RabbitMQ]
) -> None:
    with kind() as broker, House(tmp_path, own_database, broker.url, *SLOWLY) as house:
        storm = Storm(house, SEED)

        def strike() -> None:
            if storm.chance.random() < 0.5:
                broker.kill()
                broker.start()
            else:
                broker.wipe()

        accounts = storm.run(strike, STRIKES, wait_out=WAIT_OUT)
        tell(kind.__name__, storm, accounts)
        assert accounts.tally["ambiguous sends"] == 0
        assert storm.killed["worker, by itself"] == 0
        assert accounts.wrong == []


@pytest.mark.timeout(180 + 30 * RESTARTS)
def test_a_database_that_is_killed_and_comes_back_has_all_that_was_acknowledged(
    own_server: PostgreSQL, broker: Redis, tmp_path: Path
) -> None:
    with House(tmp_path, own_server.url, broker.url, *SLOWLY) as house:
        storm = Storm(house, SEED)

        def strike() -> None:
            storm.last_kill = timezone.now()
            connection.close()
            how = storm.chance.choice(("killed", "halted"))
            storm.killed[f"database {how}"] += 1
            own_server.kill() if how == "killed" else own_server.halt()
            time.sleep(storm.chance.uniform(0, 2))
            own_server.start()

        accounts = storm.run(strike, RESTARTS, wait_out=WAIT_OUT)
        tell("database", storm, accounts)
        assert accounts.wrong == []
