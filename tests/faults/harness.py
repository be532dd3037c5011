"""The fault harness: people text while web and worker are killed; then everything must add up."""

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.utils import timezone

from messaging.models import IncomingMessage, OutgoingMessage, State
from tests.faults.accounts import Accounts, settle_accounts
from tests.faults.crowd import Crowd, Provider, people
from tests.house import House
from tests.services import children_of

PEOPLE = 30
QUIET_WITHIN, BUSY_WITHIN = 240.0, 15.0  # seconds
# Whom a strike kills with all their processes; None: one process of one of them.
STRIKES = (("web",), ("worker",), ("web", "worker"), ("web", "worker"), None)


@dataclass
class Storm:
    """One run: a service, a seed, and whom to tell how it goes."""

    house: House
    seed: int
    say: Callable[[str], None] = print
    killed: Counter[str] = field(default_factory=Counter)
    last_kill: datetime | None = None

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.strikes: list[tuple[str, ...] | None] = []
        self.crowd = Crowd(Provider(self.house.web_url), people(PEOPLE), self.seed)

    def run(self, strike: Callable[[], None], times: int, *, wait_out: bool) -> Accounts:
        """Let everybody text, strike so many times, and settle the accounts once all is quiet."""
        self.say(f"seed {self.seed}, {times} strikes")
        self._open_the_house()
        self.crowd.start()
        try:
            for number in range(1, times + 1):
                self._wait_until_busy()
                time.sleep(self.chance.uniform(0, 0.6))
                strike()
                if number % 10 == 0:
                    self.say(f"{number} of {times}: {len(self.crowd.acknowledged)} texts taken")
        finally:
            self.crowd.stop()
        self._wait_until_quiet(wait_out=wait_out)
        accounts = settle_accounts(
            self.crowd.acknowledged, self.crowd.given_up, self.house.accepted()
        )
        accounts.tally["handed over twice"] = self.crowd.provider.retried
        accounts.tally.update({f"killed {name}": n for name, n in self.killed.items()})
        return accounts

    def kill_somebody(self) -> None:
        """Kill web, worker or both, or only one process of one of them, and start it again."""
        self.last_kill = timezone.now()
        self.strikes = self.strikes or self.chance.sample(STRIKES, len(STRIKES))
        struck = self.strikes.pop()
        if struck is None:
            self._kill_one_child(self.chance.choice(("web", "worker")))
            return
        self.killed[" and ".join(struck)] += 1
        for name in struck:
            self.house.nursery.kill(name)
        if "web" in struck:
            self.house.start_web()
        if "worker" in struck:
            self.house.start_worker()
        self._wait_for_both()

    def _kill_one_child(self, name: str) -> None:
        """Its leader stays, and replaces it."""
        self.killed[f"one process of {name}"] += 1
        children = children_of(self.house.nursery.leaders[name])
        if children:
            os.kill(self.chance.choice(children), signal.SIGKILL)

    def _start_what_ended(self) -> None:
        """As a supervisor does; that it had to is told."""
        for name, start in (("web", self.house.start_web), ("worker", self.house.start_worker)):
            if self.house.nursery.has_ended(name):
                self.killed[f"{name}, by itself"] += 1
                start()

    def _open_the_house(self) -> None:
        self.house.start_provider()
        self.house.start_web()
        self.house.start_worker()
        self._wait_for_both()

    def _wait_for_both(self) -> None:
        self.house.wait_for_web()
        self.house.wait_for_worker()

    def _wait_until_busy(self) -> None:
        """Until a text has gone all the way since the last strike: no strike hits an idle house."""
        taken = self._accepted()
        until = time.monotonic() + BUSY_WITHIN
        while self._accepted() == taken and time.monotonic() < until:
            time.sleep(0.02)

    def _accepted(self) -> int:
        return OutgoingMessage.objects.accepted().count()

    def _wait_until_quiet(self, *, wait_out: bool) -> None:
        """Until nothing is left to do; the sweep and the minute of doubt included.

        A short run does not wait the minute after which a text in `sending` has lost its worker:
        whoever held it is dead, so its minute is declared over. What was put off by a slow machine
        takes its time; it is an error once it gets no less.
        """
        until, fewest = time.monotonic() + QUIET_WITHIN, sys.maxsize
        while (left := self._left_to_do()).total():
            self._start_what_ended()
            if left.total() < fewest:
                until, fewest = time.monotonic() + QUIET_WITHIN, left.total()
            if time.monotonic() > until:
                raise TimeoutError(f"never quiet: {dict(+left)}")
            if not wait_out and self.last_kill:
                OutgoingMessage.objects.filter(
                    state=State.SENDING, claimed_at__lt=self.last_kill
                ).update(due_at=timezone.now())
            time.sleep(0.5)

    def _left_to_do(self) -> Counter[str]:
        now, outgoing = timezone.now(), OutgoingMessage.objects
        return Counter(
            waiting=IncomingMessage.objects.filter(handled_at__isnull=True).count(),
            queued=outgoing.filter(state=State.QUEUED).count(),
            sending=outgoing.filter(state=State.SENDING).count(),
            doubtful=outgoing.filter(state=State.UNKNOWN, due_at__lte=now).count(),
            calls=self.house.calls_waiting(),
        )
