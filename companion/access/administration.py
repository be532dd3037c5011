"""What administrators keep: agencies, panels and seats. No case, and no count that tells of one."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from companion.models import Agency, Membership, Panel, User

REVIEW_SOON = timedelta(days=30)


def administrator(user: User) -> User:
    """The same user, if they administer; the desk is not there for anybody else."""
    if not (user.is_active and user.is_administrator):
        raise Http404
    return user


def agencies_for(user: User) -> QuerySet[Agency]:
    """Every agency, for an administrator."""
    administrator(user)
    return Agency.objects.order_by("name", "pk")


def agency_for(user: User, public_id: UUID) -> Agency:
    """One agency, for an administrator."""
    return get_object_or_404(agencies_for(user), public_id=public_id)


def agreements_to_review(user: User, today: date) -> QuerySet[Agency]:
    """Agencies whose sharing agreement is missing, or is reviewed soon."""
    soon = Q(agreement_review_on__lte=today + REVIEW_SOON)
    return agencies_for(user).filter(soon | Q(agreement=""))


def administered_panels(user: User) -> QuerySet[Panel]:
    """Every panel with how many sit on it, for an administrator."""
    administrator(user)
    sitting = Count("memberships", filter=Q(memberships__ended_at__isnull=True))
    return (
        Panel.objects.select_related("duty_user").annotate(sitting=sitting).order_by("name", "pk")
    )


def administered_panel_for(user: User, public_id: UUID) -> Panel:
    """One panel, for an administrator."""
    return get_object_or_404(administered_panels(user), public_id=public_id)


def seats_of(panel: Panel) -> QuerySet[Membership]:
    """Who sits on a panel that the caller administers."""
    live = Membership.objects.filter(panel=panel, ended_at__isnull=True)
    return live.select_related("user__agency").order_by("role", "user__name", "pk")


def seatable_users(user: User) -> QuerySet[User]:
    """Who may be given a seat."""
    administrator(user)
    active = User.objects.filter(is_active=True, agency__isnull=False)
    return active.select_related("agency").order_by("agency__name", "name", "pk")


def seated_for(panel: Panel, user_id: UUID) -> User:
    """One user who sits on a panel that the caller administers."""
    seated = User.objects.filter(pk__in=seats_of(panel).order_by().values("user"))
    return get_object_or_404(seated, public_id=user_id)
