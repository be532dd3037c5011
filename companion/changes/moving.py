"""Somebody goes to work for another agency: what they had as part of the old one ends with it."""

from django.db import transaction
from django.utils import timezone

from companion.changes.emergencies import end_those_of
from companion.changes.errors import NotOwnAgency, StillInTheirHands
from companion.changes.holding import hold_all, hold_user
from companion.changes.letters import write_to
from companion.history import SERVICE_CHAIN, gathering, record
from companion.models import (
    Advocacy,
    Agency,
    CaseSubject,
    EventKind,
    Membership,
    Notice,
    StandIn,
    User,
)


@transaction.atomic
def move_to_agency(user: User, agency: Agency | None, *, acting_user: User) -> None:
    """Seats and people to speak for are given up first: the person chose them with their agency.

    Whoever was kept out with the old agency stays out.
    """
    if user.pk == acting_user.pk:
        raise NotOwnAgency
    user = hold_user(user.pk)
    seated = Membership.objects.filter(user=user, ended_at__isnull=True)
    if seated.exists() or Advocacy.objects.standing().filter(advocate=user).exists():
        raise StillInTheirHands
    if user.agency_id == (agency.pk if agency else None):
        return
    with gathering():
        end_those_of(user)
        _end_standing_in(user, acting_user)
        _stay_out(user)
        record(EventKind.AGENCY_CHANGED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)
    user.agency = agency
    user.save(update_fields=["agency"])
    write_to([user], Notice.Kind.AGENCY_CHANGED)


def _end_standing_in(user: User, acting_user: User) -> None:
    """Only a colleague stands in: neither they for others any more, nor others for them."""
    arranged = StandIn.objects.filter(ended_at__isnull=True, ends_at__gt=timezone.now())
    for one in arranged.filter(colleague=user) | arranged.filter(advocate=user):
        StandIn.objects.filter(pk=one.pk).update(ended_at=timezone.now())
        record(
            EventKind.STAND_IN_ENDED,
            about=one.advocate,
            chain=SERVICE_CHAIN,
            acting_user=acting_user,
        )


def _stay_out(user: User) -> None:
    """A person who named the agency feared whoever worked there: they are named themselves now."""
    named = CaseSubject.objects.filter(never_agencies=user.agency_id)
    sides = list(named.exclude(never_users=user).select_related("subject"))
    hold_all(side.subject.public_id for side in sides)
    for side in sides:
        side.never_users.add(user)
        record(
            EventKind.NEVER_SEE_CHANGED,
            about=side,
            chain=side.subject.public_id,
            acting_user=None,
            service=True,
        )
