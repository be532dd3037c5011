"""Who stands in while an advocate is away."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import NotAColleague
from companion.changes.holding import hold_users
from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, StandIn, User


@transaction.atomic
def arrange_stand_in(
    colleague: User, starts_at: datetime, ends_at: datetime, *, acting_user: User
) -> StandIn:
    """Let a colleague of the same agency stand in for a time; an earlier arrangement ends.

    It begins now at the earliest: nobody has read anything before it was arranged.
    """
    held = hold_users([acting_user.pk, colleague.pk])
    colleague, agency = held[colleague.pk], held[acting_user.pk].agency_id
    if agency is None or colleague.agency_id != agency or not colleague.is_active:
        raise NotAColleague
    end_stand_in(acting_user=acting_user)
    made = StandIn.objects.create(
        advocate=acting_user,
        colleague=colleague,
        starts_at=max(starts_at, timezone.now()),
        ends_at=ends_at,
    )
    record(
        EventKind.STAND_IN_ARRANGED, about=acting_user, chain=SERVICE_CHAIN, acting_user=acting_user
    )
    return made


@transaction.atomic
def end_stand_in(*, acting_user: User) -> None:
    """Nobody stands in any more; it counts at once."""
    standing = StandIn.objects.filter(advocate=acting_user, ended_at__isnull=True)
    if standing.update(ended_at=timezone.now()):
        record(
            EventKind.STAND_IN_ENDED,
            about=acting_user,
            chain=SERVICE_CHAIN,
            acting_user=acting_user,
        )
