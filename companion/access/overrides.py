"""Words that an advocate shared for safeguarding, and whether the person knows."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.people import my_sides
from companion.models import Need, SafeguardingOverride, Statement, User


def untold(overrides: QuerySet[SafeguardingOverride]) -> QuerySet[SafeguardingOverride]:
    """Those that the person has not been told of."""
    return overrides.filter(told_at__isnull=True)


def _mine(user: User) -> QuerySet[SafeguardingOverride]:
    mine = SafeguardingOverride.objects.filter(statement__side__in=my_sides(user).values("pk"))
    return untold(mine).select_related("statement__subject", "statement__side__subject")


def untold_override_for(user: User, public_id: UUID) -> SafeguardingOverride:
    """One of which this advocate has yet to tell their person."""
    return get_object_or_404(_mine(user), public_id=public_id)


def overrides_to_tell(user: User) -> QuerySet[SafeguardingOverride]:
    """Those for which no later day is set, the oldest first."""
    due = Q(tell_on__isnull=True) | Q(tell_on__lte=timezone.localdate())
    return _mine(user).filter(due).order_by("decided_at", "pk")


def widened_unknown_to_them(needs: Iterable[Need]) -> bool:
    """Whether any of these needs is read for safeguarding and the person does not know."""
    of_words = [need.statement_id for need in needs]
    return untold(SafeguardingOverride.objects.filter(statement__in=of_words)).exists()


def audiences_as_they_know(side: UUID) -> Counter[str]:
    """How many of their words each audience reads, as far as the person was told."""
    said = Statement.objects.filter(side__public_id=side)
    unknown = untold(SafeguardingOverride.objects.filter(ended_at__isnull=True))
    before = dict(unknown.filter(statement__in=said).values_list("statement", "before"))
    audiences = said.values_list("pk", "audience")
    return Counter(before.get(key, audience) for key, audience in audiences)
