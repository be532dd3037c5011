"""Handle the texts that came in: each once, in order, and none is lost to an error."""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from typing import Protocol
from uuid import UUID

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from messaging.changes import record_failure
from messaging.changes.incoming import HAND_OVER_AFTER
from messaging.failing import kind_and_place
from messaging.models import IncomingMessage, forget_keys

PAGE = 50
# So many texts are handled in one transaction: what is read of their senders is read at once.
HANDFUL = 8
# So many texts that another worker took first: we are walking behind it; look anew.
FOLLOWING = 3

log = logging.getLogger(__name__)

# A text, and how often handling it has failed.
Waiting = tuple[UUID, int]


class Handler(Protocol):
    """MESSAGING_INCOMING: handles texts of different senders, all or none.

    `as_is` means hand them over without reading. Says how many were there to be handled, and not
    in other hands.
    """

    def __call__(self, public_ids: Sequence[UUID], *, as_is: bool = False) -> int: ...


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
