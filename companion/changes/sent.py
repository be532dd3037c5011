"""Asking once more for what came with a text and could not be fetched."""

from django.db import transaction

from companion.changes.errors import NoLongerThere
from companion.history import record
from companion.models import EventKind, Statement, User
from messaging.changes import fetch_again
from messaging.models import Medium


@transaction.atomic
def ask_for_medium(statement: Statement, medium: Medium, *, acting_user: User) -> None:
    """Have the workers try for two days more, as long as the provider still has it."""
    if not fetch_again(medium):
        raise NoLongerThere
    chain = statement.owner_id
    record(EventKind.MEDIUM_ASKED_FOR, about=medium, chain=chain, acting_user=acting_user)
