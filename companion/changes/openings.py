"""Saying why one opens a case that is not one's own, and going through what was said."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companion.changes.errors import GoneThrough, OwnOpening
from companion.changes.letters import take_back, write_to
from companion.history import record
from companion.models import EventKind, Notice, Opening, OpeningCheck, PanelCase, User


@transaction.atomic
def say_why(panel_case: PanelCase, why: str, words: str = "", *, acting_user: User) -> Opening:
    """Keep the reason, sealed for the case; they may read it for the next hours."""
    now = timezone.now()
    opening = Opening.objects.create(
        owner_id=panel_case.public_id,
        user=acting_user,
        panel_case=panel_case,
        why=why,
        words=words,
        opened_at=now,
        lasts_until=now + settings.OPENING_LASTS,
    )
    _keep(EventKind.OPENING_EXPLAINED, opening, acting_user)
    return opening


@transaction.atomic
def go_through(opening: Opening, found: str, *, acting_user: User) -> OpeningCheck:
    """Keep that whoever leads the panel looked at an opening, or asks about it; never at theirs."""
    if opening.user_id == acting_user.pk:
        raise OwnOpening
    held = Opening.objects.select_for_update(of=("self",), no_key=True).get(pk=opening.pk)
    if OpeningCheck.objects.filter(opening=held).exists():
        raise GoneThrough
    check = OpeningCheck.objects.create(
        owner_id=held.owner_id, opening=held, found=found, checked_by=acting_user
    )
    asks = found == OpeningCheck.Found.ASK
    kind = EventKind.OPENING_ASKED_ABOUT if asks else EventKind.OPENING_CHECKED
    if asks:
        write_to([held.user], Notice.Kind.ASKED_ABOUT, about=held.public_id)
    _keep(kind, held, acting_user)
    return check


@transaction.atomic
def settle_opening(check: OpeningCheck, words: str, *, acting_user: User) -> None:
    """Write down once what came of asking; nobody settles what they were asked about."""
    held = OpeningCheck.objects.select_for_update(of=("self",), no_key=True).get(pk=check.pk)
    if held.opening.user_id == acting_user.pk:
        raise OwnOpening
    if held.settled_at:
        raise GoneThrough
    held.words, held.settled_by, held.settled_at = words, acting_user, timezone.now()
    held.save()
    take_back(held.opening.public_id, Notice.Kind.ASKED_ABOUT)
    _keep(EventKind.OPENING_SETTLED, held.opening, acting_user)


def _keep(kind: EventKind, opening: Opening, acting_user: User) -> None:
    chain = opening.panel_case.panel.public_id
    record(kind, about=opening, chain=chain, acting_user=acting_user)
