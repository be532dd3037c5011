"""The sweep: what time alone changes, and what a killed worker or a lost nudge left behind."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from messaging import twilio
from messaging.changes.callbacks import STATUSES, advance
from messaging.changes.faults import heed
from messaging.models import Attempt, Heartbeat, Number, OutgoingMessage, OutgoingQuerySet, State
from messaging.twilio import Found

# The provider's clock may be behind ours, and it writes a text down a little after the call.
BEFORE, AFTER = timedelta(seconds=10), timedelta(seconds=120)
# The provider holds a text for at most ten hours, our validity; then nothing more will come.
LOOK_FOR = timedelta(hours=10)
# Until then a text that is not there may yet be written down.
SURE_AFTER = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
FORGET_WORKER_AFTER = timedelta(days=1)

log = logging.getLogger(__name__)


@transaction.atomic
def sweep_states() -> None:
    """Expire what is too late, requeue what may be asked again, declare lost sends unknown."""
    now = timezone.now()
    late = Q(state__in=[State.QUEUED, State.WITHHELD], expires_at__lte=now)
    _in_nobodys_hands(late).update(state=State.EXPIRED, settled_at=now, due_at=None)
    again = Q(state=State.WITHHELD, due_at__lte=now)
    _in_nobodys_hands(again).update(state=State.QUEUED, reason="")
    lost = Q(state=State.SENDING, due_at__lte=now)
    _in_nobodys_hands(lost).update(state=State.UNKNOWN, due_at=now)


def _in_nobodys_hands(which: Q) -> OutgoingQuerySet:
    """Waits for nobody: who holds one of these may want another that is held here.

    What is left out is there at the next sweep.
    """
    skip_locked = connection.features.has_select_for_update_skip_locked
    texts = OutgoingMessage.objects.filter(which)
    free = texts.select_for_update(skip_locked=skip_locked, no_key=True)
    return OutgoingMessage.objects.filter(pk__in=free.values("pk"))


def beat(name: str) -> None:
    """Show that a worker is alive, and forget those long silent."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(name=name[:100], defaults={"beaten_at": now})
    Heartbeat.objects.filter(beaten_at__lt=now - FORGET_WORKER_AFTER).delete()


def look_up_unknowns(limit: int = 10) -> int:
    """Ask the provider about texts nobody can account for, and settle what it has.

    What it surely does not have is sent once more, if it harms nobody to come twice.
    """
    now = timezone.now()
    due = OutgoingMessage.objects.filter(state=State.UNKNOWN, due_at__lte=now)
    return sum(_look_up(message) for message in due.order_by("due_at")[:limit])


def _look_up(message: OutgoingMessage) -> bool:
    try:
        there = _at_the_provider(message)
    except Exception as error:  # it could not be asked; ask later
        log.warning("a text could not be looked up: %s", type(error).__name__)
        there = Looked(None, surely_not=False)
    if there.found is not None and there.found.status in STATUSES:
        return _settle(message, there.found)
    if there.surely_not and _may_come_twice(message):
        _send_again(message)
    else:
        _ask_later(message)
    return False


def _may_come_twice(message: OutgoingMessage) -> bool:
    """Once more and no oftener; some time after, for the provider may write it down late."""
    now = timezone.now()
    if now - (message.claimed_at or message.created_at) < SURE_AFTER:
        return False
    if message.expires_at and message.expires_at <= now:
        return False
    if Attempt.objects.filter(message=message).exclude(outcome="not_sent").count() > 1:
        return False
    harmless: Callable[[OutgoingMessage], bool] = import_string(settings.MESSAGING_MAY_COME_TWICE)
    return harmless(message)


def _send_again(message: OutgoingMessage) -> None:
    """Into the queue, where the gate is asked anew; a callback that comes late still settles it.

    Unless another worker, which looked it up too, has sent it again by now.
    """
    same = OutgoingMessage.objects.filter(
        pk=message.pk, state=State.UNKNOWN, attempts=message.attempts
    )
    same.update(state=State.QUEUED, due_at=timezone.now())


@transaction.atomic
def _settle(message: OutgoingMessage, found: Found) -> bool:
    still = Q(pk=message.pk, state=State.UNKNOWN)
    moved = advance(still, found.provider_id, found.status, found.error_code)
    if moved and found.error_code:
        heed(message.pk, found.error_code)
    return bool(moved)


def _ask_later(message: OutgoingMessage) -> None:
    """Twice as long each time; after ten hours it stays unknown, for the advocate to see."""
    now = timezone.now()
    age = now - (message.claimed_at or message.created_at)
    pause = min(max(age, timedelta(seconds=60)), LONGEST_PAUSE)
    OutgoingMessage.objects.filter(pk=message.pk, state=State.UNKNOWN).update(
        due_at=now + pause if age < LOOK_FOR else None
    )


@dataclass(frozen=True)
class Looked:
    """The one text at the provider that can only be this one; or that there surely is none."""

    found: Found | None
    surely_not: bool


def _at_the_provider(message: OutgoingMessage) -> Looked:
    """What the provider has of a text.

    The order matters: whoever is not yet a rival when asked has nothing at the provider yet, and
    whoever is one no more is known by then.
    """
    attempt = Attempt.objects.filter(message=message).order_by("-id").first()
    number = _number_of(message)
    if attempt is None or not number:
        return Looked(None, surely_not=False)
    since, until = attempt.started_at - BEFORE, attempt.started_at + AFTER
    near = [
        found
        for found in twilio.find(number, message.sender, since)
        if found.created_at is None or since <= found.created_at <= until
    ]
    rivals = _rivals_of(message, since, until)
    ids = [found.provider_id for found in near]
    known = set(
        OutgoingMessage.objects.filter(provider_id__in=ids).values_list("provider_id", flat=True)
    )
    unclaimed = [found for found in near if found.provider_id not in known]
    # One without words may be it: the provider may keep none.
    fits = [found for found in unclaimed if found.body in {"", message.body}]
    same = [found for found in fits if found.body]
    if len(same) > sum(other.body == message.body for other in rivals):
        return Looked(same[0], surely_not=False)
    if len(fits) == 1 and not rivals:
        return Looked(fits[0], surely_not=False)
    return Looked(None, surely_not=not fits)


def _rivals_of(message: OutgoingMessage, since: datetime, until: datetime) -> list[OutgoingMessage]:
    """The person's other texts that might be what the provider has."""
    others = OutgoingMessage.objects.filter(
        owner_id=message.owner_id,
        state__in=[State.SENDING, State.UNKNOWN],
        tries__started_at__range=(since - AFTER, until + BEFORE),
    ).exclude(pk=message.pk)
    return list(others.distinct())


def _number_of(message: OutgoingMessage) -> str:
    """The number the recipient held when the text was claimed."""
    then = message.claimed_at or message.created_at
    number = (
        Number.objects.filter(owner_id=message.owner_id, since__lte=then)
        .filter(Q(until__isnull=True) | Q(until__gt=then))
        .first()
    )
    if number is not None:
        return str(number.digits)
    return str(message.reply_to.from_number) if message.reply_to else ""
