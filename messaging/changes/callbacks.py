"""What the provider says became of a text: kept as it came, then only ever forwards."""

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from messaging.changes.faults import heed
from messaging.faults import fault_of
from messaging.models import (
    RANK,
    SETTLED,
    Attempt,
    OutgoingMessage,
    State,
    StatusCallback,
)
from messaging.statements import insert_once

# The provider's words for where a text stands; any other is kept and changes nothing.
STATUSES = {
    "accepted": State.ACCEPTED,
    "scheduled": State.ACCEPTED,
    "queued": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


def record_callback(token: str, provider_id: str, status: str, error_code: str) -> None:
    """Keep a status callback, and move its text forward if it says more than was known."""
    callback = StatusCallback(
        token=token[:64],
        provider_id=provider_id[:64],
        status=status[:32],
        error_code=error_code[:16],
    )
    try:
        with transaction.atomic():
            _record(callback)
    except IntegrityError:
        # It names another text's message id: keep what was said, believe none of it.
        insert_once(callback)


def _record(callback: StatusCallback) -> None:
    is_new = insert_once(callback)
    if callback.status not in STATUSES:
        return
    attempt = Attempt.objects.filter(token=callback.token)
    message_id = attempt.values_list("message_id", flat=True).first()
    which = Q(pk=message_id) if message_id else Q(provider_id=callback.provider_id)
    advance(which, callback.provider_id, callback.status, callback.error_code)
    if is_new and callback.error_code:
        _heed(which, callback.error_code)


def advance(which: Q, provider_id: str, status: str, error_code: str) -> int:
    """Move texts to what the provider says, unless they are already further on.

    One conditional update: any order and any number of the same callbacks end alike.
    """
    state = STATUSES[status]
    bad = state in (State.FAILED, State.UNDELIVERED)
    code = error_code[:16] if bad else ""
    lower = [other for other, rank in RANK.items() if rank < RANK[state]]
    further = Q(state__in=lower) | Q(state=state, error_code__lt=code)
    now = timezone.now()
    return OutgoingMessage.objects.filter(which, further).update(
        state=state,
        error_code=code,
        reason=fault_of(code).value if bad else "",
        provider_id=Coalesce(F("provider_id"), Value(provider_id)),
        accepted_at=Coalesce(F("accepted_at"), Value(now)),
        settled_at=now if state in SETTLED else None,
        due_at=None,
    )


def _heed(which: Q, error_code: str) -> None:
    """What an error told in a callback does is what it does when told in a response."""
    message_id = OutgoingMessage.objects.filter(which).values_list("pk", flat=True).first()
    if message_id is not None:
        heed(message_id, error_code)
