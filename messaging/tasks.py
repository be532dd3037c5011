"""The workers' side: handle what came in, deliver what is due, sweep.

Every task may run twice at the same time, or be killed at any point: the database decides.
"""

import time
from collections.abc import Callable
from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.conf import settings
from django.utils.module_loading import import_string

from messaging.changes import (
    beat,
    fetch_due,
    forget_at_provider,
    look_up_unknowns,
    sweep_states,
)
from messaging.delivering import Delivery, deliver_due
from messaging.handling import handle_waiting
from messaging.models import forget_keys
from messaging.nudge import Kind, nudge, nudge_in
from messaging.twilio import client

# Seconds after which a task takes on nothing new, and nudges for another: otherwise a flood of
# texts would keep every worker from answering them, and 10,000 reminders from hearing anything.
TURN = 0.5
# Between two turns every place stands empty for as long as a call takes. So while nobody texts us
# a delivery goes on for so much longer, and looks this often whether anybody has.
LONGER, LOOK = 2.0, 0.2
# Seconds until another worker is called beside: two nudges at one moment would be one.
ANOTHER = 0.1

# The kinds of which this process did not come to an end in its last turn.
hands_full: set[Kind] = set()


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
    with Delivery() as delivery:
        over = delivery.go_on(TURN)
        if not over:
            _call_another("outgoing")
            over = _go_on_while_nobody_texts(delivery)
    _hand_on("outgoing", over)


def _go_on_while_nobody_texts(delivery: Delivery) -> bool:
    """Whether nothing was due any more.

    Whoever texts is answered at once; then the turn ends, for what follows may be more urgent
    tasks: an alert.
    """
    until, over, heard = time.monotonic() + LONGER, False, 0
    while not over and not heard and time.monotonic() < until:
        heard = handle_waiting(LOOK)
        over = delivery.go_on(LOOK)
    return over


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
    """Work for a while; where that was not enough, have somebody go on."""
    until = time.monotonic() + TURN
    work(TURN)
    over = time.monotonic() < until
    if not over:
        _call_another(kind)
    _hand_on(kind, over)


def _call_another(kind: Kind) -> None:
    """A flood may come with one nudge, as when a window opens for many.

    Each process that it finds free brings in one more beside, until all are at work.
    """
    if kind not in hands_full:
        hands_full.add(kind)
        nudge_in(kind, ANOTHER)


def _hand_on(kind: Kind, over: bool) -> None:
    """Have somebody go on, behind the tasks that have come meanwhile."""
    if over:
        hands_full.discard(kind)
    else:
        nudge(kind)
