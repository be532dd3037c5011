"""What the service's own outbox says of a text, so that a phone can show both sides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.changes.numbers import owner_of
from messaging.models import OutgoingMessage, State

# State → the shape it is shown with, and the words.
_SHOWN = {
    State.QUEUED: ("open", "waiting to go"),
    State.SENDING: ("open", "being sent"),
    State.ACCEPTED: ("now", "with the provider"),
    State.SENT: ("now", "sent"),
    State.DELIVERED: ("done", "delivered"),
    State.WITHHELD: ("part", "withheld"),
    State.UNKNOWN: ("part", "not known whether it went"),
    State.EXPIRED: ("part", "expired"),
    State.UNDELIVERED: ("urgent", "not delivered"),
    State.FAILED: ("urgent", "failed"),
}
_NOT_WITH_THE_PROVIDER = (State.QUEUED, State.SENDING, State.WITHHELD, State.UNKNOWN)


@dataclass(frozen=True)
class Standing:
    """Where one text stands: a shape (components/status.html) and words."""

    kind: str
    words: str
    until: datetime | None = None


def standings(provider_ids: Collection[str]) -> dict[str, Standing]:
    """How texts known to the provider stand in the outbox."""
    rows = OutgoingMessage.objects.filter(provider_id__in=provider_ids)
    return {
        str(provider_id): _standing(state, reason)
        for provider_id, state, reason in rows.values_list("provider_id", "state", "reason")
    }


def waiting(phone: str, sender: str) -> list[Standing]:
    """Texts for this phone that the provider has not heard of, in order."""
    owner = owner_of(phone, sender)
    if owner is None:
        return []
    rows = OutgoingMessage.objects.filter(
        owner_id=owner, provider_id=None, state__in=_NOT_WITH_THE_PROVIDER
    ).order_by("id")
    return [
        _standing(state, reason, due_at if state == State.WITHHELD else None)
        for state, reason, due_at in rows.values_list("state", "reason", "due_at")[:5]
    ]


def _standing(state: str, reason: str, until: datetime | None = None) -> Standing:
    kind, words = _SHOWN[State(state)]
    why = import_string(settings.MESSAGING_REASONS).get(reason, reason)
    return Standing(kind, f"{words}: {why}" if why else words, until)
