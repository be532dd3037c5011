"""The rows about one, two and four workers on either broker: how fast, and nothing doubled.

Each worker is a Celery worker of one process, so that the number of workers is the number of
processes that work. Each number of them has a fresh copy of one database, with the same people.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import psycopg
from django.db import connection, transaction
from django.db.models import Count
from psycopg import sql

from companion.models import WordingKey
from messaging.changes import compose
from messaging.models import Number, OutgoingMessage
from tests.bench.load import fire, requests_for
from tests.bench.rows import Row
from tests.faults.accounts import times_taken
from tests.faults.crowd import Phone, people
from tests.house import House
from tests.services import wait_until

WORKERS = (1, 2, 4)
ROUNDS, REPLIES, A_DRAIN = 3, 100, 300
# The first round of each kind is not counted: whatever a process does once belongs to no text.
PEOPLE = (ROUNDS + 1) * REPLIES
LATENCY = 100  # milliseconds
PATIENCE = 180.0


@dataclass
class Crew:
    """A service with so many workers, and the people who text it."""

    house: House
    workers: int
    phones: Sequence[Phone]
    rounds: int = 0

    def start(self) -> None:
        """Start everything, and wait for each worker."""
        self.house.start_provider()
        self.house.start_web()
        names = ["worker", *(f"worker{number}" for number in range(2, self.workers + 1))]
        for name in names:
            self.house.start_worker(name, processes=1)
        self.house.wait_for_web()
        for name in names:
            self.house.wait_for_worker(name)

    def drains(self) -> float:
        """How many a second leave of news that is due at one moment, to many people."""
        before, _ = self.house.accepted_so_far()
        with transaction.atomic():
            for phone in islice(cycle(self.phones), A_DRAIN):
                assert phone.owner_id is not None
                compose(phone.owner_id, WordingKey.RESUMED, priority=OutgoingMessage.REMINDER)
        started = time.time()
        return A_DRAIN / (self._taken(before + A_DRAIN) - started)

    def replies(self) -> float:
        """How many a second are answered, of some who each text a need for the first time."""
        some = self.phones[self.rounds * REPLIES : (self.rounds + 1) * REPLIES]
        self.rounds += 1
        # From a thousand on: no number among them is one that people call in danger.
        bodies = (f"NEED help with the form {at}" for at in range(1000, 1000 + REPLIES))
        texts = requests_for(self.house.web_url, some, bodies, f"{self.rounds:04x}")
        before, _ = self.house.accepted_so_far()
        started = time.time()
        fire(self.house.web_port, texts)
        return REPLIES / (self._taken(before + REPLIES) - started)

    def doubled(self) -> int:
        """Texts that the provider took twice or from nobody, and texts answered twice."""
        taken = times_taken(self.house.accepted())
        answers = OutgoingMessage.objects.filter(reply_to__isnull=False).values("reply_to")
        twice = answers.annotate(times=Count("pk")).filter(times__gt=1).count()
        return taken[0] + sum(times > 1 for times in taken.values()) + twice

    def _taken(self, how_many: int) -> float:
        """When the provider had taken so many; none is missing."""

        def enough() -> bool:
            return self.house.accepted_so_far()[0] >= how_many

        wait_until(enough, f"{how_many} texts out", PATIENCE)
        return self.house.accepted_so_far()[1]


def measure(names: Sequence[str]) -> list[Row]:
    """All rows of the broker: draining and replying, for each number of workers."""
    people(PEOPLE)
    rows: list[Row] = []
    for name in names:
        one: dict[str, float] = {}
        for workers in WORKERS:
            with crew(name, workers) as at_work:
                for kind, rate, note in rates(at_work):
                    alone = one.setdefault(kind, rate)
                    row = f"{kind}_{name.removeprefix('workers_')}_{workers}"
                    rows.append(Row(row, rate, alone, rate / alone, "texts/s", note))
    return rows


def rates(at_work: Crew) -> list[tuple[str, float, str]]:
    """How fast it drains and how fast it replies; an error if anything was doubled."""
    at_work.house.behave(latency_ms=LATENCY)
    drained = [at_work.drains() for _ in range(ROUNDS + 1)][1:]
    at_work.house.behave(latency_ms=0)
    replied = [at_work.replies() for _ in range(ROUNDS + 1)][1:]
    doubled = at_work.doubled()
    assert doubled == 0, f"{doubled} doubled with {at_work.workers} workers"
    note = f"{doubled} doubled; median of {ROUNDS} rounds of"
    return [
        ("drain", median(drained), f"{note} {A_DRAIN}, the stand-in taking {LATENCY} ms"),
        ("reply", median(replied), f"{note} {REPLIES} people, one NEED each; no callbacks"),
    ]


@contextmanager
def crew(name: str, workers: int) -> Iterator[Crew]:
    """At work on a copy of the database of this process, and on its broker, which it nudges by."""
    folder = Path(os.environ["COMPANION_VAR"]) / f"{name}_{workers}"
    with fresh_copy(f"{name}_{workers}") as url:
        phones = [
            Phone(number.owner_id, str(number.digits), number.sender)
            for number in Number.objects.live()
        ]
        broker = os.environ["CELERY_BROKER_URL"]
        with House(folder, url, broker, "--no-callbacks") as house:
            at_work = Crew(house, workers, phones)
            at_work.start()
            yield at_work


@contextmanager
def fresh_copy(name: str) -> Iterator[str]:
    """The address of a copy, in which this process works meanwhile."""
    before: str = connection.settings_dict["NAME"]
    connection.close()
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(f"{address}/template1", autocommit=True) as server:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(made.format(sql.Identifier(name), sql.Identifier(before)))
    connection.settings_dict["NAME"] = name
    yield f"{address}/{name}"
    connection.close()
    connection.settings_dict["NAME"] = before
