"""Nudges: tell a worker that there is something to do, after commit. They carry no content.

A nudge may be lost: the sweep is the guarantee. Nudges of one process are coalesced, so that a
hundred texts a second do not become a hundred tasks a second; and they go stale, so that while
all workers are busy the broker does not fill with nudges, and the clock's tasks wait behind them.
"""

import logging
import os
import threading
from typing import Literal

from celery import current_app
from django.db import transaction

Kind = Literal["incoming", "outgoing", "media"]
TASKS: dict[Kind, str] = {
    "incoming": "messaging.tasks.handle_incoming",
    "outgoing": "messaging.tasks.deliver_outgoing",
    "media": "messaging.tasks.fetch_media",
}
# The first nudge goes at once; while they keep coming the gap doubles, seconds.
SHORTEST_GAP, LONGEST_GAP = 0.02, 0.16
# After so many seconds a sweep has been sent, and a nudge that no worker has taken is let go.
STALE_AFTER = 10.0

log = logging.getLogger(__name__)


class Nudger:
    """One kind of nudge in one process, sent by a thread of its own."""

    def __init__(self, kind: str, task: str, stale_after: float | None = STALE_AFTER) -> None:
        self.kind, self.task, self.stale_after = kind, task, stale_after
        self.wanted = threading.Event()
        self.pid = 0
        self.starting = threading.Lock()
        self.later: threading.Timer | None = None

    def nudge(self) -> None:
        """Ask for a task soon; never waits for the broker."""
        self.wanted.set()
        if self.pid != os.getpid():  # a fork does not carry threads with it
            self._start()

    def nudge_in(self, seconds: float) -> None:
        """Ask for a task later, once, however many ask; the sweep is there if we are not."""
        if self.later is None or not self.later.is_alive():
            self.later = threading.Timer(seconds, self.nudge)
            self.later.daemon = True
            self.later.start()

    def _start(self) -> None:
        with self.starting:
            if self.pid != os.getpid():
                self.pid = os.getpid()
                name = f"nudge-{self.kind}"
                threading.Thread(target=self._run, name=name, daemon=True).start()

    def _run(self) -> None:
        gap, pause = SHORTEST_GAP, threading.Event()
        while True:
            self.wanted.wait()
            self.wanted.clear()
            self._send()
            pause.wait(gap)
            gap = min(gap * 2, LONGEST_GAP) if self.wanted.is_set() else SHORTEST_GAP

    def _send(self) -> None:
        try:
            current_app.send_task(
                self.task, ignore_result=True, retry=False, expires=self.stale_after
            )
        except Exception as error:  # whatever the broker does, the sweep will find the row
            log.warning("nudge %s not sent: %s", self.kind, type(error).__name__)


NUDGERS: dict[Kind, Nudger] = {kind: Nudger(kind, task) for kind, task in TASKS.items()}


def nudge(kind: Kind) -> None:
    """Nudge a worker once the present transaction has committed."""
    transaction.on_commit(NUDGERS[kind].nudge, robust=True)


def nudge_in(kind: Kind, seconds: float) -> None:
    """Nudge a worker after a while."""
    NUDGERS[kind].nudge_in(seconds)
