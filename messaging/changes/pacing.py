"""How fast each of our numbers may send, and how long one rests that the provider turned away.

What is given to a number faster than the provider's pace waits at the provider, where nothing goes
ahead of it any more. So what can wait, waits here. An answer does not; what follows pays for it.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from messaging.gate import Send
from messaging.models import Sender
from messaging.segments import parts_of
from messaging.statements import insert_once

FIRST_REST, LONGEST_REST, LONGEST_ASKED = 1, 60, 600  # seconds
# A number left in peace for so long starts again with the first rest.
FORGIVEN_AFTER = timedelta(minutes=2)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """From which of our numbers nothing may leave now, and which are ours to give texts to."""

    barred: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    @property
    def bars_all(self) -> bool:
        """Whether there is no use in looking for texts."""
        return self.barred.issuperset(settings.TWILIO_FROM)


def pace_of_answers(now: datetime) -> Pace:
    """Only rest keeps an answer."""
    return Pace(frozenset(Sender.objects.resting(now).values_list("number", flat=True)))


def pace_of_the_rest(now: datetime) -> Pace:
    """A number is given more once the last has gone; by one worker at a time, which locks it."""
    if not settings.TWILIO_SEGMENTS_A_SECOND:
        return pace_of_answers(now)
    known = set(Sender.objects.values_list("number", flat=True))
    for number in set(settings.TWILIO_FROM) - known:
        insert_once(Sender(number=number, free_at=now))
    free = Sender.objects.free(now).select_for_update(skip_locked=True, no_key=True)
    held = frozenset(free.values_list("number", flat=True))
    return Pace(frozenset(known | set(settings.TWILIO_FROM)) - held, held)


def spend(texts: Iterable[Send], now: datetime) -> None:
    """Add these texts to what their numbers have been given; in one order, so that none waits."""
    a_second = settings.TWILIO_SEGMENTS_A_SECOND
    if not a_second:
        return
    segments: Counter[str] = Counter()
    for text in texts:
        segments[text.sender] += parts_of(text.body)
    for number in sorted(segments):
        took = timedelta(seconds=segments[number] / a_second)
        if not _add(number, took, now):
            insert_once(Sender(number=number, free_at=now))
            _add(number, took, now)


def _add(number: str, took: timedelta, now: datetime) -> int:
    busy_until = Greatest(F("free_at"), now) + took
    return Sender.objects.filter(number=number).update(free_at=busy_until)


def next_free(senders: Collection[str], now: datetime) -> float:
    """In how many seconds the first of these may be given something again."""
    rows = Sender.objects.filter(number__in=senders).values_list("free_at", "resting_until")
    free = [max(moment for moment in row if moment is not None) for row in rows]
    return max(0.0, (min(free) - now).total_seconds()) if free else 0.0


def rest(number: str, asked: float) -> None:
    """The provider turned this number away: twice as long each time, or as long as it asks.

    Inside a transaction. Calls under way at that moment come back alike: they are one refusal.
    """
    now = timezone.now()
    insert_once(Sender(number=number, free_at=now))
    sender = Sender.objects.select_for_update(no_key=True).get(number=number)
    before = sender.resting_until
    if before is None or before <= now:
        forgiven = before is None or before < now - FORGIVEN_AFTER
        sender.rested = FIRST_REST if forgiven else min(2 * sender.rested, LONGEST_REST)
        log.warning("the provider turned one of our numbers away: it rests")
    seconds = max(sender.rested, min(asked, LONGEST_ASKED))
    sender.resting_until = max(before or now, now + timedelta(seconds=seconds))
    sender.save(update_fields=["rested", "resting_until"])
