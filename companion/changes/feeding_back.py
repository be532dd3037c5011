"""Telling a person by text what came of what they said."""

from collections.abc import Iterable

from django.db import transaction

from companion.access.told import Told, fed_back_at
from companion.changes.holding import hold
from companion.history import record
from companion.models import CaseSubject, EventKind, User, WordingKey
from messaging.changes import compose

# More texts than this at a time are not read.
MOST = 3


def not_fed_back(side: CaseSubject, told: Iterable[Told]) -> list[Told]:
    """Those with news that no text has told yet: the newest three, the newest first."""
    last = fed_back_at(side)
    fresh = [
        (one.news, one)
        for one in told
        if one.news and (one.need.public_id not in last or one.news > last[one.need.public_id])
    ]
    fresh.sort(key=lambda pair: (pair[0], pair[1].need.pk), reverse=True)
    return [one for _, one in fresh[:MOST]]


@transaction.atomic
def feed_back(side: CaseSubject, told: Iterable[Told], *, acting_user: User) -> int:
    """Compose one text a need; what each says is looked up, and checked, when it leaves."""
    subject = hold(side.subject.public_id)
    fresh = not_fed_back(side, told)
    for one in fresh:
        compose(
            subject.public_id,
            WordingKey.YOU_SAID_WE_DID,
            about=one.need.public_id,
            thread=side.public_id,
        )
        record(EventKind.FED_BACK, about=one.need, chain=subject.public_id, acting_user=acting_user)
    return len(fresh)
