"""What may be counted: only the sides that whoever counts may see; no words are read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.shortcuts import get_object_or_404

from companion.access.panels import panel_sides, panels_for
from companion.models import Advocacy, AgreedAction, CaseSubject, Engagement, Panel, TurnTo, User


@dataclass(frozen=True)
class Counted:
    """So many agreed actions of one panel, month, kind and newness, tried and reached alike."""

    panel: int
    month: date
    kind: str
    newness: str
    tried: bool
    reached: bool
    count: int


@dataclass(frozen=True)
class Spoken:
    """Since when a side is looked after, until when, and by whom; nothing of whom."""

    opened_at: datetime
    closed_at: datetime | None
    advocacies: tuple[Advocacy, ...]


def my_panels(user: User) -> QuerySet[Panel]:
    """The panels whose work this user may count."""
    return panels_for(user).order_by("name", "pk")


def my_panel_for(user: User, public_id: UUID) -> Panel:
    """One of them."""
    return get_object_or_404(my_panels(user), public_id=public_id)


def counted_actions(user: User) -> list[Counted]:
    """All agreed actions of this user's panels, counted by the database in one question."""
    attempts = Engagement.objects.filter(agreed_action=OuterRef("pk"))
    rows = (
        AgreedAction.objects.filter(side__in=panel_sides(user).values("pk"))
        .annotate(
            month=TruncMonth("agreed_at"),
            tried=Exists(attempts),
            reached=Exists(attempts.filter(achieved=True)),
        )
        .values_list("side__panel_case__panel", "month", "kind", "newness", "tried", "reached")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    return [
        Counted(panel, month.date(), kind, newness, bool(tried), bool(reached), count)
        for panel, month, kind, newness, tried, reached, count in rows
    ]


def turn_to_ratings(user: User) -> list[tuple[int, int, int]]:
    """Each answer to *someone to turn to*: a panel's key, a side's, a number; the oldest first."""
    ratings = TurnTo.objects.filter(side__in=panel_sides(user).values("pk"))
    of_panel = ratings.order_by("rated_at", "pk")
    return list(of_panel.values_list("side__panel_case__panel", "side", "rating"))


def spoken_for(user: User, panel: Panel) -> list[Spoken]:
    """Every side of a panel that this user may see, with all who ever spoke for it."""
    sides = panel_sides(user).filter(panel_case__panel=panel)
    keys = CaseSubject.objects.filter(pk__in=sides.values("pk"))
    moments = keys.values_list("pk", "panel_case__opened_at", "panel_case__closed_at")
    found: dict[int, list[Advocacy]] = {}
    for advocacy in Advocacy.objects.filter(side__in=sides.values("pk")).order_by(
        "started_at", "pk"
    ):
        found.setdefault(advocacy.side_id, []).append(advocacy)
    return [
        Spoken(opened_at, closed_at, tuple(found.get(side, ())))
        for side, opened_at, closed_at in moments
    ]
