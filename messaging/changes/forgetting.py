"""Nothing is left lying at the provider: words once we have them, or once their text has ended;
media once it is decided here what becomes of them, and before the words they came with."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.utils import timezone

from messaging import twilio
from messaging.models import IncomingMessage, Medium, OutgoingMessage
from messaging.twilio import CONCURRENCY
from messaging.twilio.media import forget_medium

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)

log = logging.getLogger(__name__)

Kept = IncomingMessage | OutgoingMessage | Medium
# The ids that name it at the provider: of the text, and of the medium if it is one.
Name = tuple[str, str]


def forget_at_provider(seconds: float) -> int:
    """Have the provider drop bodies and media until none is left or the time is up; says how many.

    Ours stay. Asking twice does no harm, so a worker may be killed anywhere, and several may ask.
    """
    until, forgotten = time.monotonic() + seconds, 0
    with ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="forget") as pool:
        while time.monotonic() < until and (some := _next()):
            dropped = list(pool.map(_dropped, [_name(one) for one in some]))
            forgotten += _record(some, dropped)
    return forgotten


def _next() -> list[Kept]:
    """What the provider still has, media first, then incoming texts; what is sealed stays shut."""
    now = timezone.now()
    half = CONCURRENCY // 2
    media = Medium.objects.to_forget(now).order_by("id").select_related("message")
    if some := list(media.only("provider_id", "settled_at", "message__provider_id")[:CONCURRENCY]):
        return [*some]
    outgoing = OutgoingMessage.objects.to_forget(now).order_by("id")
    incoming = IncomingMessage.objects.to_forget(now).order_by("id")
    return [
        *incoming.only("id", "provider_id", "received_at")[:half],
        *outgoing.only("id", "provider_id", "settled_at")[:half],
    ]


def _name(one: Kept) -> Name:
    if isinstance(one, Medium):
        return one.message.provider_id, one.provider_id
    return str(one.provider_id), ""


def _dropped(name: Name) -> bool:
    """Touches no database, so that it may run in any thread."""
    text, medium = name
    try:
        if medium:
            forget_medium(text, medium)
        else:
            twilio.forget(text)
    except Exception as error:  # it could not be asked, or not yet; ask later
        what = "medium" if medium else "body"
        log.warning("a %s could not be deleted: %s", what, type(error).__name__)
        return False
    return True


def _record(texts: list[Kept], dropped: list[bool]) -> int:
    now = timezone.now()
    for model in (Medium, IncomingMessage, OutgoingMessage):
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
