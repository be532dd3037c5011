"""Who may decide anew that somebody is not told, and of whom the day for it has come."""

from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from companion.access.panels import DECIDES, LEADS, panel_sides
from companion.access.words import panel_needs
from companion.models import AgreedAction, CaseSubject, PanelAnswer, Telling, User

NOT_TOLD = Telling.When.NOT_TOLD


def untold_for(user: User, roles: tuple[str, ...] = DECIDES) -> QuerySet[Telling]:
    """What a person is not told, of actions and standing answers that this member may read."""
    untold = panel_needs(user, roles).filter(answers__telling__when=NOT_TOLD)
    # Listed first: one query that holds it all is too deep for SQLite.
    needs = list(untold.values_list("pk", flat=True).distinct())
    newer = PanelAnswer.objects.filter(need=OuterRef("answer__need"), pk__gt=OuterRef("answer"))
    sides = panel_sides(user, roles).values("pk")
    found = Telling.objects.filter(
        Q(agreed_action__side__in=sides) | (Q(answer__need__in=needs) & ~Exists(newer)),
        when=NOT_TOLD,
    )
    return found.select_related(
        "decided_by",
        "answer__owed_by",
        "answer__need__statement",
        "answer__need__side__subject",
        "answer__need__side__panel_case__panel",
        "agreed_action__owned_by__agency",
        "agreed_action__side__subject",
        "agreed_action__side__panel_case__panel",
    )


def untold_one_for(user: User, public_id: UUID) -> Telling:
    """One thing that somebody is not told, about which this member decides."""
    return get_object_or_404(untold_for(user), public_id=public_id)


def untold_due(user: User, until: date) -> QuerySet[Telling]:
    """What this member leads the panel to look at again, the day that is longest past first."""
    open_still = {
        f"{side}__{ended}__isnull": True
        for side in ("agreed_action__side", "answer__need__side")
        for ended in ("left_at", "panel_case__closed_at")
    }
    due = untold_for(user, LEADS).filter(review_on__lte=until, **open_still)
    return due.order_by("review_on", "pk")


def side_of(telling: Telling) -> CaseSubject:
    """Whom it is kept from."""
    if telling.answer:
        return telling.answer.need.side
    return cast("AgreedAction", telling.agreed_action).side
