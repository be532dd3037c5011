"""The workers' side: handle what came in, deliver what is due, sweep.

Every task may run twice at the same time, or be killed at any point: the database decides.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Protocol
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from messaging.changes import (
    Claim,
    Stale,
    beat,
    claim_batch,
    deliver,
    fetch_due,
    forget_at_provider,
    look_up_unknowns,
    record_failure,
    record_results,
    sweep_states,
)
from messaging.changes.incoming import HAND_OVER_AFTER
from messaging.failing import kind_and_place
from messaging.models import IncomingMessage, forget_keys
from messaging.nudge import Kind, nudge, nudge_in
from messaging.twilio import CONCURRENCY, Answer, client

# Seconds after which a task takes on nothing new, and nudges for another: otherwise a flood of
# texts would keep every worker from answering them, and 10,000 reminders from hearing anything.
TURN = 0.5
# Seconds until another worker is called beside: two nudges at one moment would be one.
ANOTHER = 0.1
PAGE = 50
# So many texts are handled in one transaction: what is read of their senders is read at once.
HANDFUL = 8
# So many texts that another worker took first: we are walking behind it; look anew.
FOLLOWING = 3
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

log = logging.getLogger(__name__)

# The kinds of which this process did not come to an end in its last turn.
hands_full: set[Kind] = set()

# A text, and how often handling it has failed.
Waiting = tuple[UUID, int]


class Handler(Protocol):
    """MESSAGING_INCOMING: handles texts of different senders, all or none.

    `as_is` means hand them over without reading. Says how many were there to be handled, and not
    in other hands.
    """

    def __call__(self, public_ids: Sequence[UUID], *, as_is: bool = False) -> int: ...


@worker_init.connect
def warm_up(**_signal: Any) -> None:
    """Import before the worker forks what the first text of each process would wait for."""
    import_string(settings.MESSAGING_INCOMING)
    import_string(settings.MESSAGING_GATE)
    client().messages  # noqa: B018 - Twilio's client imports itself when it is first used


@shared_task(name="messaging.tasks.handle_incoming")
def handle_incoming() -> None:
    """Handle the texts that wait, in order."""
    _take_turn("incoming", handle_waiting)


@shared_task(name="messaging.tasks.deliver_outgoing")
def deliver_outgoing() -> None:
    """Deliver the texts that are due; whoever texted us meanwhile comes first.

    Much news means many of these tasks in a row, and one for an incoming text behind all of them.
    """
    _take_turn("incoming", handle_waiting)
    _take_turn("outgoing", deliver_due)


@shared_task(name="messaging.tasks.fetch_media")
def fetch_media() -> None:
    """Fetch what came with texts."""
    try:
        _take_turn("media", fetch_due)
    finally:
        forget_keys()


@shared_task(name="messaging.tasks.sweep", bind=True)
def sweep(self: Any) -> None:
    """Every ten seconds: whatever a nudge should have done and did not."""
    beat(str(self.request.hostname or "worker"))
    sweep_states()
    _take_turn("incoming", handle_waiting)
    _take_turn("outgoing", deliver_due)
    try:
        look_up_unknowns()
        fetch_due(TURN)
        forget_at_provider(TURN)
    finally:
        forget_keys()


def _take_turn(kind: Kind, work: Callable[[float], int]) -> None:
    """Work for a while; where that was not enough, have somebody go on.

    A flood may come with one nudge, as when a window opens for many: each process that it finds
    free brings in one more beside, until all are at work.
    """
    until = time.monotonic() + TURN
    work(TURN)
    if time.monotonic() < until:
        hands_full.discard(kind)
        return
    nudge(kind)
    if kind not in hands_full:
        hands_full.add(kind)
        nudge_in(kind, ANOTHER)


def handle_waiting(seconds: float) -> int:
    """Handle texts until none is left, or the time is up; says how many were tried."""
    until, tried = time.monotonic() + seconds, 0
    before: list[Waiting] = []
    while time.monotonic() < until:
        waiting = IncomingMessage.objects.waiting(timezone.now())
        page = list(waiting.values_list("public_id", "failures")[:PAGE])
        if not page or page == before:  # all of them are in other workers' hands
            break
        before, missed = page, 0
        for some in _in_handfuls(page):
            missed += len(some) - handle_some(some)
            tried += len(some)
            if missed >= FOLLOWING or time.monotonic() > until:
                break
    return tried


def _in_handfuls(page: list[Waiting]) -> Iterator[list[Waiting]]:
    """Beginning at any of them, so that two workers do not walk in each other's steps."""
    start = random.randrange(len(page))  # noqa: S311 - nothing secret
    page = page[start:] + page[:start]
    for at in range(0, len(page), HANDFUL):
        yield page[at : at + HANDFUL]


def handle_some(texts: list[Waiting]) -> int:
    """Handle texts in one transaction; if that fails, or one did before, each in its own."""
    if len(texts) > 1 and not any(failures for _, failures in texts):
        handle: Handler = import_string(settings.MESSAGING_INCOMING)
        try:
            return handle([public_id for public_id, _ in texts])
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            log.warning("handling several failed: %s; one by one", type(error).__name__)
        finally:
            forget_keys()
    return sum(handle_one(public_id, failures) for public_id, failures in texts)


def handle_one(public_id: UUID, failures: int) -> int:
    """Handle one text; if that raises, it waits, and in the end is handed over unread."""
    handle: Handler = import_string(settings.MESSAGING_INCOMING)
    try:
        return handle([public_id], as_is=failures >= HAND_OVER_AFTER)
    except Exception as error:
        log.error("handling failed: %s", kind_and_place(error))
        record_failure(public_id)
        if isinstance(error, SoftTimeLimitExceeded):
            raise
        return 1
    finally:
        forget_keys()


def deliver_due(seconds: float) -> int:
    """Claim, call and record until nothing is due, or the time is up; says how many came back.

    Only this thread touches the database; the calls wait for the provider in a pool.
    """
    until, sent = time.monotonic() + seconds, 0
    claims: list[Claim] = []
    calls: dict[Future[Answer | Stale], Claim] = {}
    with ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="deliver") as pool:
        next_claim = time.monotonic()
        while True:
            wanted = min(CONCURRENCY, CONCURRENCY + AHEAD - len(calls))
            if wanted >= WORTH_IT and next_claim <= time.monotonic() < until:
                claims = _claimed(wanted)
                calls.update({pool.submit(deliver, claim): claim for claim in claims})
                next_claim = time.monotonic() + (PACE if len(claims) < wanted else 0)
            if calls:
                patience = PACE if time.monotonic() < until else None
                sent += _record_finished(calls, patience)
            elif not claims or time.monotonic() >= until:
                return sent
            else:
                next_claim = time.monotonic()


def _claimed(limit: int) -> list[Claim]:
    try:
        return claim_batch(limit)
    finally:
        forget_keys()


def _record_finished(calls: dict[Future[Answer | Stale], Claim], patience: float | None) -> int:
    """Record the calls that have come back, and drop them from `calls`.

    One that hangs must not keep the others' slots empty: hence the patience, in seconds.
    """
    if not wait(calls, timeout=patience, return_when=FIRST_COMPLETED).done:
        return 0
    finished = wait(calls, timeout=GATHER).done
    record_results([(calls.pop(call), call.result()) for call in finished])
    return len(finished)
