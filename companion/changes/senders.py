"""Which of our numbers somebody is texted from, and keeps."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from companion.changes.errors import NoSenderLeft
from companion.changes.holding import hold_all
from companion.changes.people import kept_from
from companion.history import record
from companion.models import EventKind, Subject, User
from messaging.changes import assign_number, live_number, live_senders


def hold_to_be_reached(subject: Subject) -> Subject:
    """Lock a person; and whoever must not share their sender, as long as they have none."""
    near: Iterable[UUID] = ()
    if live_number(subject.public_id) is None:
        near = _near(subject).values_list("public_id", flat=True)
    return hold_all([subject.public_id, *near])[subject.public_id]


def _near(subject: Subject) -> QuerySet[Subject]:
    """People kept apart from this one, or at home with them."""
    household = Q(sides__panel_case__sides__subject=subject)
    return Subject.objects.filter(kept_from(subject) | household).exclude(pk=subject.pk)


def give_number(subject: Subject, digits: str, acting_user: User) -> None:
    """Part of another change: their mobile from now on, texted from the sender that they keep."""
    present = live_number(subject.public_id)
    sender = present.sender if present else _free_sender(subject)
    number = assign_number(subject.public_id, digits, sender)
    if present is None or number.pk != present.pk:
        record(
            EventKind.NUMBER_CHANGED,
            about=number,
            chain=subject.public_id,
            acting_user=acting_user,
        )


def _free_sender(subject: Subject) -> str:
    """The least used of our numbers, not shared with people kept apart or at home with them."""
    near = _near(subject).values_list("public_id", flat=True)
    taken = {sender for _, sender in live_senders(near)}
    free = [sender for sender in settings.TWILIO_FROM if sender not in taken]
    if not free:
        raise NoSenderLeft
    used = Counter(sender for _, sender in live_senders())
    return min(free, key=lambda sender: used[sender])
