"""Makes the calls to the service when they fall due, in threads of its own."""

import heapq
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from zlib import crc32

from messaging.simulator.records import Webhook
from messaging.simulator.store import Store
from messaging.simulator.webhooks import Postman

logger = logging.getLogger(__name__)
LANES = 4
SECONDS_TO_NEXT_TRY = 1.0


class Courier:
    """A few lanes; one phone's calls share a lane, so that they keep their order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._postman = Postman()
        self.attempts = 2
        self._lanes = [_Lane(f"phones-{number}", self._carry) for number in range(LANES)]

    def schedule(self, webhooks: Iterable[Webhook]) -> None:
        """Make these calls when they fall due."""
        for webhook in webhooks:
            lane = crc32(webhook.lane.encode()) % LANES
            self._lanes[lane].add(webhook)

    def carry_now(self, webhooks: Iterable[Webhook]) -> None:
        """Make these calls before going on."""
        for webhook in webhooks:
            self._carry(webhook)

    def _carry(self, webhook: Webhook) -> None:
        """Move the text on and call the service; what got no good answer is tried again."""
        if webhook.status and webhook.attempts == 0:
            self._store.advance(webhook.message, webhook.status, webhook.error_code)
        answer = self._postman.post(webhook) if webhook.url else None
        tried = webhook.attempts + 1
        taken = not webhook.url or (answer is not None and answer < 500)
        ended = taken or tried >= self.attempts
        self._store.record_try(webhook.id, answer, ended=ended)
        if not ended:
            due = time.time() + SECONDS_TO_NEXT_TRY
            self.schedule([replace(webhook, attempts=tried, due=due)])

    def close(self) -> None:
        """Stop; what is not yet carried stays in the store."""
        for lane in self._lanes:
            lane.close()
        self._postman.close()


class _Lane:
    """One thread and what waits for it, the earliest due first."""

    def __init__(self, name: str, carry: Callable[[Webhook], None]) -> None:
        self._carry = carry
        self._waiting: list[tuple[float, int, Webhook]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def add(self, webhook: Webhook) -> None:
        with self._changed:
            heapq.heappush(self._waiting, (webhook.due, webhook.id, webhook))
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(timeout=20)

    def _run(self) -> None:
        while (webhook := self._next()) is not None:
            try:
                self._carry(webhook)
            except Exception:
                # One bad call must not silence every phone of this lane.
                logger.exception("The stand-in could not make a call")

    def _next(self) -> Webhook | None:
        """Wait for the next call that is due; None once closed."""
        with self._changed:
            while not self._closed:
                wait = self._waiting[0][0] - time.time() if self._waiting else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(wait)
        return None
