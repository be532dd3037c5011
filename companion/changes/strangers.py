"""Texts from numbers that are nobody's: told of, dealt with, and let go."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from companion.access.strangers import forgettable, still_in_danger, who_reads_them
from companion.changes.errors import DealtWith
from companion.changes.letters import take_back, write_to
from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, Notice, StrangerText, User
from messaging.changes import let_go_of_stranger
from messaging.models import IncomingMessage

IN_DANGER = Notice.Kind.STRANGER_IN_DANGER
# Of nobody we know: told again so often, and for so long.
AGAIN_AFTER, AGAIN_FOR = timedelta(hours=1), timedelta(days=1)


def tell_of_danger(text: UUID) -> None:
    """Part of handling a text: whoever coordinates hears that something cannot wait."""
    write_to(who_reads_them(), IN_DANGER, about=text)


def tell_again_of_danger(now: datetime) -> None:
    """The clock's: another email where an hour has passed since the last, and nobody is on it."""
    waiting = still_in_danger(now - AGAIN_FOR)
    lately = set(_told_lately(now).filter(about_id__in=waiting).values_list("about_id", flat=True))
    for text in waiting:
        if text not in lately:
            _tell_again(text, now)


@transaction.atomic
def _tell_again(text: UUID, now: datetime) -> None:
    """Of two workers, one."""
    IncomingMessage.objects.select_for_update(no_key=True).get(public_id=text)
    if not _told_lately(now).filter(about_id=text).exists():
        tell_of_danger(text)


def _told_lately(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(kind=IN_DANGER, raised_at__gt=now - AGAIN_AFTER)


@transaction.atomic
def deal_with(text: IncomingMessage, came_of: str, *, acting_user: User) -> StrangerText:
    """Keep what came of one, once; it is tied to nobody and leaves the list."""
    dealt, new = StrangerText.objects.get_or_create(
        message=text.public_id, defaults={"came_of": came_of, "dealt_with_by": acting_user}
    )
    if not new:
        raise DealtWith
    take_back(text.public_id, IN_DANGER)
    record(EventKind.STRANGER_DEALT_WITH, about=dealt, chain=SERVICE_CHAIN, acting_user=acting_user)
    return dealt


def forget_strangers(now: datetime) -> int:
    """The clock's: let go of what was dealt with long ago, each by itself; how many."""
    return sum(_forget(one, now) for one in forgettable(now - settings.STRANGERS_KEPT))


@transaction.atomic
def _forget(pk: int, now: datetime) -> bool:
    """Of two workers, one; that it came, and what came of it, stays."""
    held = StrangerText.objects.select_for_update(skip_locked=True, no_key=True)
    dealt = held.filter(pk=pk, forgotten_at__isnull=True).first()
    if dealt is None:
        return False
    let_go_of_stranger(IncomingMessage.objects.get(public_id=dealt.message))
    dealt.forgotten_at = now
    dealt.save(update_fields=["forgotten_at"])
    record(
        EventKind.STRANGER_FORGOTTEN,
        about=dealt,
        chain=SERVICE_CHAIN,
        acting_user=None,
        service=True,
    )
    return True
