"""Who may see what is planned for a person, and what the clock finds due."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from companion.access.people import my_sides
from companion.models import CaseSubject, PlannedText, User


def my_plans(user: User) -> QuerySet[PlannedText]:
    """What is planned for those this advocate speaks for, and is not over."""
    mine = PlannedText.objects.standing().filter(side__in=my_sides(user).values("pk"))
    return mine.select_related("side__subject", "side__panel_case__panel", "planned_by")


def my_plan_for(user: User, public_id: UUID) -> PlannedText:
    """One of them."""
    return get_object_or_404(my_plans(user), public_id=public_id)


def plans_of(user: User, side: CaseSubject) -> list[PlannedText]:
    """Those of one side, the next first."""
    return list(my_plans(user).filter(side=side).order_by("next_at", "pk"))


def due_plans(now: datetime) -> list[tuple[int, UUID]]:
    """Whose time has come, with whose they are, the oldest first; the clock's."""
    due = PlannedText.objects.due(now).order_by("next_at", "pk")
    return list(due.values_list("pk", "side__subject__public_id"))


def due_plan(pk: int, now: datetime) -> PlannedText | None:
    """One of them as it is now; nothing if another worker was quicker. The clock's."""
    plans = PlannedText.objects.due(now).filter(pk=pk)
    return plans.select_related("side__subject", "side__panel_case").first()
