"""Where an outgoing message stands, and what may follow; and where a medium does."""

from django.db import models


class State(models.TextChoices):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    WITHHELD = "withheld"
    EXPIRED = "expired"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"


# A state gives way only to a higher one, so callbacks may come in any order, any number of times.
RANK = {
    State.QUEUED: 0,
    State.WITHHELD: 0,
    State.EXPIRED: 0,
    State.SENDING: 0,
    State.UNKNOWN: 0,
    State.ACCEPTED: 1,
    State.SENT: 2,
    State.FAILED: 3,
    State.UNDELIVERED: 4,
    State.DELIVERED: 5,
}
SETTLED = (State.EXPIRED, State.FAILED, State.UNDELIVERED, State.DELIVERED)
# What the provider has, or had; and all else.
TAKEN = tuple(state for state, rank in RANK.items() if rank)
NOT_TAKEN = tuple(state for state, rank in RANK.items() if not rank)
ENDED_THERE = (State.FAILED, State.UNDELIVERED, State.DELIVERED)


class MediumState(models.TextChoices):
    """Where something stands that came with a text."""

    WAITING = "waiting"
    FETCHING = "fetching"
    KEPT = "kept"
    REFUSED = "refused"
    GONE = "gone"
    FAILED = "failed"


UNDECIDED = (MediumState.WAITING, MediumState.FETCHING)
