"""The panels a user sits on and the cases they may read there."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.people import barred_subjects
from companion.models import CaseSubject, Membership, Panel, PanelCase, User

Role = Membership.Role
DECIDES = (Role.COORDINATOR, Role.CHAIR, Role.MEMBER)


def panels_for(user: User, roles: tuple[str, ...] = tuple(Role.values)) -> QuerySet[Panel]:
    """Panels on which this user now has one of these roles."""
    live = Membership.objects.filter(user=user, ended_at__isnull=True, role__in=roles)
    return Panel.objects.filter(pk__in=live.values("panel"))


def panel_sides(user: User, roles: tuple[str, ...] = tuple(Role.values)) -> QuerySet[CaseSubject]:
    """Sides at this user's panels, less the people who named them or are kept apart from theirs."""
    unseen = Q(never_users=user)
    if user.agency_id:
        unseen |= Q(never_agencies=user.agency_id)
    hidden = CaseSubject.objects.filter(unseen).values("pk")
    return (
        CaseSubject.objects.filter(panel_case__panel__in=panels_for(user, roles))
        .exclude(pk__in=hidden)
        .exclude(subject__in=barred_subjects(user))
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


def may_decide(user: User, panel_case: PanelCase) -> bool:
    """Whether this user may answer and agree in this case."""
    return panels_for(user, DECIDES).filter(pk=panel_case.panel_id).exists()


def members_of(panel_case: PanelCase) -> QuerySet[User]:
    """Users who may own an action or an owed answer in this case."""
    live = Membership.objects.filter(
        panel=panel_case.panel_id, ended_at__isnull=True, role__in=DECIDES
    )
    return (
        User.objects.filter(pk__in=live.values("user"), is_active=True)
        .select_related("agency")
        .order_by("agency__name", "name")
    )


def sits_on_a_panel(user: User) -> bool:
    """Whether the panel's desk has anything for this user."""
    return panels_for(user).exists()
