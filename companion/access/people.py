"""An advocate's own people."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.apart import sides_read_by
from companion.models import (
    Advocacy,
    Agency,
    CapacityNote,
    CaseSubject,
    StandIn,
    Subject,
    User,
)


def my_sides(user: User) -> QuerySet[CaseSubject]:
    """The sides that this advocate speaks for now, stands in for, or acts for in an emergency.

    None that named them, and nobody kept apart from their own people.
    """
    mine = CaseSubject.objects.filter(pk__in=sides_read_by(user))
    return mine.select_related("subject", "panel_case__panel")


def my_side_for(user: User, public_id: UUID) -> CaseSubject:
    """One side that this advocate speaks for."""
    return get_object_or_404(my_sides(user), public_id=public_id)


def my_sides_of(user: User, subject: Subject) -> QuerySet[CaseSubject]:
    """The sides of one person that this advocate speaks for: one, or two."""
    return my_sides(user).filter(subject=subject).order_by("pk")


def is_advocate(user: User) -> bool:
    """Whether the advocate's desk has anything for this user."""
    return my_sides(user).exists()


def advocacies_of(sides: Iterable[CaseSubject]) -> QuerySet[Advocacy]:
    """Who speaks now for sides that the caller may already see."""
    return Advocacy.objects.standing().filter(side__in=sides).select_related("advocate__agency")


def possible_advocates(side: CaseSubject | None = None) -> QuerySet[User]:
    """Who may be asked to speak for a person: never somebody whom this person named."""
    voluntary = Q(agency__sector=Agency.Sector.VOLUNTARY)
    spoke = Q(pk__in=Advocacy.objects.values("advocate"))
    users = User.objects.filter(voluntary | spoke, is_active=True).select_related("agency")
    if side is not None:
        users = users.exclude(pk__in=side.never_users.values("pk"))
        users = users.exclude(agency__in=side.never_agencies.values("pk"))
    return users.order_by("agency__name", "name", "pk")


def capacity_notes_of(side: CaseSubject) -> list[CapacityNote]:
    """What was found about this person's decisions, the newest first; for their advocate."""
    notes = CapacityNote.objects.filter(subject=side.subject_id).select_related("found_by")
    return list(notes.order_by("-found_at", "-pk"))


def colleagues_of(user: User) -> QuerySet[User]:
    """Who may stand in for an advocate: others of the same agency."""
    same = User.objects.filter(agency=user.agency_id, agency__isnull=False, is_active=True)
    return same.exclude(pk=user.pk).select_related("agency").order_by("name", "pk")


def stand_in_of(user: User) -> StandIn | None:
    """Who stands in for this advocate, now or soon."""
    ahead = StandIn.objects.filter(advocate=user, ended_at__isnull=True, ends_at__gt=timezone.now())
    return ahead.select_related("colleague__agency").first()


def away_now(user: User) -> list[User]:
    """For whom this user stands in now."""
    standing = StandIn.objects.standing().filter(colleague=user).select_related("advocate")
    return [one.advocate for one in standing.order_by("advocate__name", "pk")]
