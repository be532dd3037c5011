"""Deliver what is due: claimed and recorded here, called in a pool."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Self

from messaging.changes import Claim, Stale, claim_batch, deliver, record_results
from messaging.models import forget_keys
from messaging.twilio import CONCURRENCY, Answer

# After the first answer of a batch, wait this long for others: they are recorded together.
GATHER = 0.004
# While texts trickle in, claim a few together rather than each alone: a claim costs a dozen
# round trips whatever it brings.
PACE = 0.04
# So many more are claimed than there are calls at once: else each call's place stands empty until
# the next claim is through. One that waits too long here is not sent, but asked about again.
AHEAD = 16
# A claim for fewer places than this is not worth its round trips while others are at work.
WORTH_IT = 8


class Delivery:
    """Texts on their way; whoever leaves it waits for the calls that are still out.

    Only the caller's thread touches the database; the calls wait for the provider in a pool.
    """

    def __init__(self) -> None:
        self.came_back = 0
        self._calls: dict[Future[Answer | Stale], Claim] = {}
        self._next_claim = 0.0

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="deliver")
        return self

    def __exit__(self, *_: object) -> None:
        with self._pool:
            while self._calls:
                self._record_finished(None)

    def go_on(self, seconds: float) -> bool:
        """Claim, call and record for so long; whether nothing was due any more before that."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            wanted = min(CONCURRENCY, CONCURRENCY + AHEAD - len(self._calls))
            if not self._calls or (wanted >= WORTH_IT and self._next_claim <= now):
                self._claim(wanted)
            if not self._calls:
                return True
            self._record_finished(PACE)
        return False

    def _claim(self, wanted: int) -> None:
        try:
            claims = claim_batch(wanted)
        finally:
            forget_keys()
        self._calls.update({self._pool.submit(deliver, claim): claim for claim in claims})
        self._next_claim = time.monotonic() + (PACE if len(claims) < wanted else 0)

    def _record_finished(self, patience: float | None) -> None:
        """Record the calls that have come back, and let go of them.

        One that hangs must not keep the others' places empty: hence the patience, in seconds.
        """
        if not wait(self._calls, timeout=patience, return_when=FIRST_COMPLETED).done:
            return
        finished = wait(self._calls, timeout=GATHER).done
        record_results([(self._calls.pop(call), call.result()) for call in finished])
        self.came_back += len(finished)


def deliver_due(seconds: float) -> int:
    """Deliver until nothing is due, or the time is up; says how many calls came back."""
    with Delivery() as delivery:
        delivery.go_on(seconds)
    return delivery.came_back
