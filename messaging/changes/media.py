"""What came with texts: noted with the text, fetched once it is known whose it is, sealed.

A worker takes a medium, fetches it outside any transaction, and records what it brought only if it
still holds it: killed anywhere, the medium is due again a minute later, and is kept once.
"""

import hashlib
import logging
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from messaging import kinds, pictures
from messaging.models import IncomingMessage, Medium
from messaging.nudge import nudge
from messaging.twilio import media as provider
from messaging.twilio.media import Answer, Brought, NotNow, NotThere, TooLarge, medium_id

# What the provider itself allows with one text; what is more of it was made by nobody's phone.
MOST_MEDIA = 10
# At once, by one worker; all of it passes through its memory.
AT_ONCE = 4
# Longer than a task may run: whoever still holds it then is dead.
LEASE = timedelta(seconds=60)
# Seconds to wait after each try that brought nothing: two days in all.
RETRY_AFTER = (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400)
# What could not be fetched stays with the provider for so long, so that somebody may ask again.
LEFT_THERE = timedelta(days=7)
STRANGER, ELSEWHERE, LARGE = "stranger", "elsewhere", "large"
EMPTY, BROKEN = "empty", "broken"

log = logging.getLogger(__name__)


def note_media(message: IncomingMessage, fields: Mapping[str, str]) -> None:
    """Write down what came with a text, in the transaction that keeps the text."""
    Medium.objects.bulk_create(
        _noted(message, place, fields.get(f"MediaUrl{place}", ""))
        for place in range(min(message.num_media, MOST_MEDIA))
    )


def _noted(message: IncomingMessage, place: int, url: str) -> Medium:
    named = medium_id(url, message.provider_id)
    medium = Medium(message=message, place=place, provider_id=named)
    if not named:  # no address of the provider's: nothing to fetch, and nothing to delete there
        now = timezone.now()
        medium.state, medium.reason, medium.due_at = Medium.State.REFUSED, ELSEWHERE, None
        medium.settled_at = medium.forgotten_at = now
    return medium


def media_of_handled(message: IncomingMessage, owner_id: UUID | None) -> None:
    """What came with a text is now its sender's, and fetched; a stranger's never is."""
    found = Medium.objects.filter(message=message)
    if owner_id is None:
        found.filter(state=Medium.State.WAITING).update(
            state=Medium.State.REFUSED, reason=STRANGER, due_at=None, settled_at=timezone.now()
        )
        return
    for medium in found:
        medium.change_owner(owner_id)
        medium.save(update_fields=["owner_id", "content", "digest"])
    nudge("media")


def fetch_due(seconds: float) -> int:
    """Fetch until nothing is due or the time is up, in one worker at a time; says how many.

    However slow the provider hands media out, the other workers go on answering texts.
    """
    until, fetched = time.monotonic() + seconds, 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="media") as pool:
        while time.monotonic() < until and (taken := _taken()):
            for medium, answer in zip(taken, pool.map(_fetched, taken), strict=True):
                _record(medium, answer)
            fetched += len(taken)
    return fetched


def _taken() -> list[Medium]:
    """Take what is due, unless another worker is at it."""
    now = timezone.now()
    if Medium.objects.in_hand(now).exists():
        return []
    due = Medium.objects.due(now).unopened()
    # Whoever tried last said nothing: each time the worker was lost over it.
    due.filter(tries__gt=len(RETRY_AFTER)).order_by().update(
        state=Medium.State.FAILED,
        reason=BROKEN,
        due_at=None,
        settled_at=now,
        forget_after=now + LEFT_THERE,
    )
    due = due.select_related("message")
    return [medium for medium in due[:AT_ONCE] if _take(medium, now)]


def _take(medium: Medium, now: datetime) -> bool:
    """Whether it is ours now: of two workers, one."""
    still = Medium.objects.filter(pk=medium.pk, tries=medium.tries, due_at__lte=now)
    medium.tries += 1
    return bool(still.update(state=Medium.State.FETCHING, tries=medium.tries, due_at=now + LEASE))


def _fetched(medium: Medium) -> Answer:
    """Touches no database, so that it may run in any thread."""
    ids = medium.message.provider_id, medium.provider_id
    try:
        return provider.fetch(*ids, settings.LARGEST_MEDIUM)
    except Exception as error:  # whatever it was: it did not come, and may yet
        return NotNow(type(error).__name__)


def _record(medium: Medium, answer: Answer) -> None:
    """What became of it; nothing, if somebody else has taken it since."""
    now = timezone.now()
    if isinstance(answer, Brought) and answer.content:
        _keep(medium, answer.content, now)
    elif isinstance(answer, Brought | TooLarge):
        reason = LARGE if isinstance(answer, TooLarge) else EMPTY
        _settle(medium, state=Medium.State.REFUSED, reason=reason, settled_at=now)
    elif isinstance(answer, NotThere):
        _settle(medium, state=Medium.State.GONE, settled_at=now, forgotten_at=now)
    elif medium.tries > len(RETRY_AFTER):
        log.error("a medium could not be fetched: %s", answer.why)
        _settle(
            medium,
            state=Medium.State.FAILED,
            reason=answer.why[:40],
            settled_at=now,
            forget_after=now + LEFT_THERE,
        )
    else:
        log.warning("a medium could not be fetched yet: %s", answer.why)
        later = now + timedelta(seconds=RETRY_AFTER[medium.tries - 1])
        _settle(medium, state=Medium.State.WAITING, due_at=later)


def fetch_again(medium: Medium) -> bool:
    """Try for two days more what could not be fetched; False where the provider has it no more."""
    now, failed = timezone.now(), Medium.objects.filter(pk=medium.pk, state=Medium.State.FAILED)
    asked = failed.filter(forgotten_at__isnull=True, forget_after__gt=now).update(
        state=Medium.State.WAITING,
        reason="",
        tries=0,
        due_at=now,
        settled_at=None,
        forget_after=None,
    )
    if asked:
        nudge("media")
    return bool(asked)


def _settle(medium: Medium, due_at: datetime | None = None, **changes: object) -> None:
    held = Medium.objects.filter(pk=medium.pk, state=Medium.State.FETCHING, tries=medium.tries)
    held.update(due_at=due_at, **changes)


def _keep(medium: Medium, content: bytes, now: datetime) -> None:
    """Seal it: a picture drawn anew, all else as it came; and say what it is by what it holds."""
    drawn = pictures.redrawn(content)
    kind, media_type = (Medium.Kind.PICTURE, "image/jpeg") if drawn else kinds.kind_of(content)
    with transaction.atomic():
        held = Medium.objects.filter(pk=medium.pk, state=Medium.State.FETCHING, tries=medium.tries)
        fresh = held.select_for_update(no_key=True).unopened().first()
        if fresh is None:
            return
        fresh.state, fresh.due_at, fresh.settled_at = Medium.State.KEPT, None, now
        fresh.kind, fresh.media_type, fresh.size = kind, media_type, len(content)
        fresh.content, fresh.digest = drawn or content, hashlib.sha256(content).hexdigest()
        fresh.save(
            update_fields=[
                "state", "due_at", "settled_at", "kind", "media_type", "size", "content", "digest",
            ]
        )  # fmt: skip
