"""Who may report that something went wrong, and who reads and learns from it."""

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.panels import LEADS, panel_sides, panels_for
from companion.access.people import my_sides
from companion.models import Harm, Panel, User


def harms_for(user: User) -> QuerySet[Harm]:
    """At panels that this user leads, less those about whom they may not see; open ones first."""
    about_nobody = Q(side__isnull=True)
    seen = Q(side__in=panel_sides(user, LEADS).values("pk"))
    led = Harm.objects.filter(about_nobody | seen, panel__in=panels_for(user, LEADS))
    return led.select_related("panel", "side__subject", "recorded_by", "learned_by").order_by(
        F("learned_at").desc(nulls_first=True), "-recorded_at", "-pk"
    )


def harm_for(user: User, public_id: UUID) -> Harm:
    """One of them."""
    return get_object_or_404(harms_for(user), public_id=public_id)


def learns(user: User) -> bool:
    """Whether this user leads a panel, and so learns from what went wrong there."""
    return panels_for(user, LEADS).exists()


def panels_to_report_at(user: User) -> QuerySet[Panel]:
    """Panels on which this user sits, or whose people they speak for."""
    of_mine = my_sides(user).values("panel_case__panel")
    sits = Q(pk__in=panels_for(user).values("pk"))
    return Panel.objects.filter(sits | Q(pk__in=of_mine)).order_by("name", "pk")
