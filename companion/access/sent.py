"""What came with a person's texts: it may be seen by whoever may read the words it came with."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.words import (
    beside,
    my_statements,
    panel_statements,
    unplaced_statements,
)
from companion.models import Statement, User
from messaging.models import IncomingMessage, Medium


def my_sent_words_for(user: User, public_id: UUID) -> Statement:
    """Words of somebody this advocate speaks for, with which something came."""
    mine = Q(pk__in=my_statements(user).values("pk"))
    unplaced = Q(pk__in=unplaced_statements(user).values("pk"))
    return get_object_or_404(_sent(mine | unplaced), public_id=public_id)


def panel_sent_words_for(user: User, public_id: UUID) -> Statement:
    """Words shared with this member, with which something came."""
    shared = Q(pk__in=panel_statements(user).values("pk"))
    return get_object_or_404(_sent(shared), public_id=public_id)


def _sent(which: Q) -> QuerySet[Statement]:
    found = Statement.objects.filter(which, came_with__gt=0)
    return found.select_related(
        "subject", "side__subject", "side__panel_case__panel", "written_by"
    ).prefetch_related("agencies", *beside())


def came_with(statement: Statement) -> list[Medium]:
    """What came with words that the caller may already read; unopened, in order."""
    media = Medium.objects.filter(message__in=_text_of(statement))
    return list(media.unopened().order_by("place"))


def kept_medium_for(statement: Statement, public_id: UUID) -> Medium:
    """One thing that came with words that the caller may already read, to be opened."""
    kept = Medium.objects.filter(message__in=_text_of(statement), state=Medium.State.KEPT)
    return get_object_or_404(kept, public_id=public_id)


def failed_medium_for(statement: Statement, public_id: UUID) -> Medium:
    """One thing that came with words the caller may already read, and could not be fetched."""
    failed = Medium.objects.filter(message__in=_text_of(statement), state=Medium.State.FAILED)
    return get_object_or_404(failed.unopened(), public_id=public_id)


def _text_of(statement: Statement) -> QuerySet[IncomingMessage]:
    return IncomingMessage.objects.filter(public_id__in=[statement.message])


def words_of_texts(messages: Collection[UUID]) -> dict[UUID, UUID]:
    """The statement kept of each text, of texts that the caller may already read."""
    kept = Statement.objects.filter(message__in=list(messages), came_with__gt=0)
    return {
        message: public_id
        for message, public_id in kept.values_list("message", "public_id")
        if message
    }
