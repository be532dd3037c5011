"""Dealing with texts from numbers that are nobody's."""

from django.db import transaction

from companion.changes.errors import DealtWith
from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, StrangerText, User
from messaging.models import IncomingMessage


@transaction.atomic
def deal_with(text: IncomingMessage, came_of: str, *, acting_user: User) -> StrangerText:
    """Keep what came of one, once; it is tied to nobody and leaves the list."""
    dealt, new = StrangerText.objects.get_or_create(
        message=text.public_id, defaults={"came_of": came_of, "dealt_with_by": acting_user}
    )
    if not new:
        raise DealtWith
    record(EventKind.STRANGER_DEALT_WITH, about=dealt, chain=SERVICE_CHAIN, acting_user=acting_user)
    return dealt
