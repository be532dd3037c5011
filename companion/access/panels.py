"""The panels a user sits on and the cases they may read there."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.apart import kept_apart_from, unseen_by, who_read_for
from companion.models import (
    Agency,
    CaseFacts,
    CaseSubject,
    Membership,
    Panel,
    PanelCase,
    Partition,
    Subject,
    User,
    name_indexes,
)

Role = Membership.Role
DECIDES = (Role.COORDINATOR, Role.CHAIR, Role.MEMBER)
LEADS = (Role.COORDINATOR, Role.CHAIR)


@dataclass(frozen=True)
class Standing:
    """What a user's role lets them do at one panel; reading alone if nothing."""

    role: str

    @property
    def decides(self) -> bool:
        """Whether they may answer needs and agree actions."""
        return self.role in DECIDES

    @property
    def leads(self) -> bool:
        """Whether they may mark anybody's action done."""
        return self.role in LEADS

    @property
    def coordinates(self) -> bool:
        """Whether they open cases and appoint advocates."""
        return self.role == Role.COORDINATOR


def panels_for(user: User, roles: tuple[str, ...] = tuple(Role.values)) -> QuerySet[Panel]:
    """Panels on which this user now has one of these roles."""
    live = Membership.objects.filter(user=user, ended_at__isnull=True, role__in=roles)
    return Panel.objects.filter(pk__in=live.values("panel"))


def panel_sides(user: User, roles: tuple[str, ...] = tuple(Role.values)) -> QuerySet[CaseSubject]:
    """Sides at this user's panels, less the people who named them or are kept apart from theirs."""
    unseen = unseen_by(user)
    return (
        CaseSubject.objects.filter(panel_case__panel__in=panels_for(user, roles))
        .exclude(pk__in=unseen.sides)
        .exclude(subject__in=unseen.people)
        .select_related("subject", "panel_case__panel")
    )


def panel_side_for(user: User, public_id: UUID) -> CaseSubject:
    """One side at this user's panels."""
    return get_object_or_404(panel_sides(user), public_id=public_id)


def deciding_side_for(user: User, public_id: UUID) -> CaseSubject:
    """One side about which this user may answer and agree."""
    return get_object_or_404(panel_sides(user, DECIDES), public_id=public_id)


def cases_for(user: User) -> QuerySet[PanelCase]:
    """Cases of this user's panels with at least one side that they may see."""
    seen = panel_sides(user).filter(panel_case=OuterRef("pk"))
    return PanelCase.objects.filter(Exists(seen)).select_related("panel")


def case_for(user: User, public_id: UUID) -> PanelCase:
    """One case of this user's panels."""
    return get_object_or_404(cases_for(user), public_id=public_id)


def standings_of(user: User) -> dict[int, Standing]:
    """This user's standing at each of their panels, by the panel's key."""
    live = Membership.objects.filter(user=user, ended_at__isnull=True)
    return {panel: Standing(role) for panel, role in live.values_list("panel", "role")}


def coordinated_panels(user: User) -> QuerySet[Panel]:
    """Panels at which this user opens cases."""
    return panels_for(user, (Role.COORDINATOR,)).order_by("name", "pk")


def coordinated_side_for(user: User, public_id: UUID) -> CaseSubject:
    """One side whose advocate this user may appoint."""
    return get_object_or_404(panel_sides(user, (Role.COORDINATOR,)), public_id=public_id)


def may_own(side: CaseSubject) -> QuerySet[User]:
    """Users who may own an action or an owed answer about this side: only those who may see it."""
    live = Membership.objects.filter(
        panel=side.panel_case.panel_id, ended_at__isnull=True, role__in=DECIDES
    )
    barred = who_read_for(kept_apart_from(side.subject))
    return (
        User.objects.filter(pk__in=live.values("user"), is_active=True)
        .exclude(pk__in=side.never_users.values("pk"))
        .exclude(agency__in=side.never_agencies.values("pk"))
        .exclude(pk__in=barred.values("pk"))
        .select_related("agency")
        .order_by("agency__name", "name", "pk")
    )


def agencies_at(side: CaseSubject) -> QuerySet[Agency]:
    """Agencies with a seat at a side's panel, less those that the person named."""
    live = Membership.objects.filter(panel=side.panel_case.panel_id, ended_at__isnull=True)
    seated = Agency.objects.filter(users__in=live.values("user")).distinct()
    return seated.exclude(pk__in=side.never_agencies.values("pk")).order_by("name", "pk")


def sits_on_a_panel(user: User) -> bool:
    """Whether the panel's desk has anything for this user."""
    return panels_for(user).exists()


def people_led_by(user: User) -> QuerySet[Subject]:
    """People with a case at the panels that this user coordinates."""
    sides = panel_sides(user, (Role.COORDINATOR,))
    return Subject.objects.filter(pk__in=sides.values("subject")).order_by("pk")


def people_called(people: QuerySet[Subject], words: str, most: int) -> list[Subject]:
    """Of people whom the caller may see, those whose name has all of these words."""
    for index in sorted(name_indexes(words)):
        people = people.filter(name_words__index=index)
    return list(people[:most]) if name_indexes(words) else []


def coordinated_case_for(user: User, public_id: UUID) -> PanelCase:
    """One open case to which this user may bring somebody."""
    cases = cases_for(user).filter(panel__in=coordinated_panels(user), closed_at__isnull=True)
    return get_object_or_404(cases, public_id=public_id)


def partitions_led_by(user: User) -> QuerySet[Partition]:
    """Who is kept apart, of those whose both sides this coordinator may see."""
    led = people_led_by(user).order_by().values("pk")
    pairs = Partition.objects.filter(one__in=led, other__in=led)
    return pairs.select_related("one", "other", "made_by").order_by("-made_at", "-pk")


def seated_at(side: CaseSubject) -> QuerySet[User]:
    """Everybody with a seat at a side's panel, whom the person may name; named or not."""
    live = Membership.objects.filter(panel=side.panel_case.panel_id, ended_at__isnull=True)
    seated = User.objects.filter(pk__in=live.values("user")) | side.never_users.all()
    return seated.select_related("agency").order_by("agency__name", "name", "pk").distinct()


def others_coordinate(side: CaseSubject, user: User) -> bool:
    """Whether somebody besides this user coordinates a side's panel and may see the person."""
    others = may_own(side).exclude(pk=user.pk)
    seats = Membership.objects.filter(
        panel=side.panel_case.panel_id, role=Role.COORDINATOR, ended_at__isnull=True
    )
    return others.filter(pk__in=seats.values("user")).exists()


def coordinates_alone(seat: Membership, others: QuerySet[Membership]) -> bool:
    """Whether an open case of this coordinator's panel may be seen by none of the others."""
    open_cases = {"panel_case__panel": seat.panel_id, "panel_case__closed_at": None}
    sides = panel_sides(seat.user, (Role.COORDINATOR,)).filter(**open_cases, left_at=None)
    for other in others.select_related("user"):
        sides = sides.exclude(pk__in=panel_sides(other.user, (Role.COORDINATOR,)).values("pk"))
    return sides.exists()


def agencies_to_name(side: CaseSubject) -> QuerySet[Agency]:
    """Agencies with a seat at a side's panel, whom the person may name; named or not."""
    live = Membership.objects.filter(panel=side.panel_case.panel_id, ended_at__isnull=True)
    seated = Agency.objects.filter(users__in=live.values("user")) | side.never_agencies.all()
    return seated.order_by("name", "pk").distinct()


def deciding_case_for(user: User, public_id: UUID) -> PanelCase:
    """One open case about which this user may answer and agree."""
    sides = panel_sides(user, DECIDES).filter(panel_case=OuterRef("pk"))
    cases = cases_for(user).filter(Exists(sides), closed_at__isnull=True)
    return get_object_or_404(cases, public_id=public_id)


def facts_of(panel_case: PanelCase) -> dict[str, str]:
    """The codes kept of a case that the caller may already see; empty before any is."""
    facts = CaseFacts.objects.filter(panel_case=panel_case).first()
    codes: dict[str, str] = json.loads(facts.content) if facts else {}
    return codes
