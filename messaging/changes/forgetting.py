"""Words are not left lying at the provider once we have them, or once their text has ended."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.utils import timezone

from messaging import twilio
from messaging.models import IncomingMessage, OutgoingMessage
from messaging.twilio import CONCURRENCY

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)

log = logging.getLogger(__name__)

Kept = IncomingMessage | OutgoingMessage


def forget_at_provider(seconds: float) -> int:
    """Have the provider drop bodies until none is left or the time is up; says how many it did.

    Ours stay. Asking twice does no harm, so a worker may be killed anywhere, and several may ask.
    """
    until, forgotten = time.monotonic() + seconds, 0
    with ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="forget") as pool:
        while time.monotonic() < until and (some := _next()):
            dropped = list(pool.map(_dropped, [str(text.provider_id) for text in some]))
            forgotten += _record(some, dropped)
    return forgotten


def _next() -> list[Kept]:
    """Texts whose words the provider still has, the incoming first; what is sealed stays shut."""
    now = timezone.now()
    half = CONCURRENCY // 2
    outgoing = OutgoingMessage.objects.to_forget(now).order_by("id")
    incoming = IncomingMessage.objects.to_forget(now).order_by("id")
    return [
        *incoming.only("id", "provider_id", "received_at")[:half],
        *outgoing.only("id", "provider_id", "settled_at")[:half],
    ]


def _dropped(provider_id: str) -> bool:
    """Touches no database, so that it may run in any thread."""
    try:
        twilio.forget(provider_id)
    except Exception as error:  # it could not be asked, or not yet; ask later
        log.warning("a body could not be deleted: %s", type(error).__name__)
        return False
    return True


def _record(texts: list[Kept], dropped: list[bool]) -> int:
    now = timezone.now()
    for model in (IncomingMessage, OutgoingMessage):
        pairs = [(t, done) for t, done in zip(texts, dropped, strict=True) if type(t) is model]
        gone = [text.pk for text, done in pairs if done]
        if gone:
            model.objects.filter(pk__in=gone).update(forgotten_at=now, forget_after=None)
        for text, done in pairs:
            if not done:
                later = now + _pause(text, now)
                model.objects.filter(pk=text.pk).update(forget_after=later)
    return sum(dropped)


def _pause(text: Kept, now: datetime) -> timedelta:
    """As long again as it has been tried already, and at most a day."""
    since = text.received_at if isinstance(text, IncomingMessage) else text.settled_at
    return min(max(now - (since or now), SHORTEST_PAUSE), LONGEST_PAUSE)
