"""What a person's own words stand for; for their advocate, and for reading and writing texts."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.people import my_sides
from companion.models import CaseSubject, Code, User


def codes_of(user: User, side: CaseSubject) -> list[Code]:
    """Every code that a side ever had, for its advocate: old texts are read by old codes."""
    codes = Code.objects.filter(side=side, side__in=my_sides(user))
    return list(codes.select_related("side__subject").order_by("-agreed_at", "-pk"))


def my_code_for(user: User, side: CaseSubject, public_id: UUID) -> Code:
    """One standing code of a side that this advocate speaks for."""
    codes = Code.objects.filter(side=side, side__in=my_sides(user), ended_at__isnull=True)
    return get_object_or_404(codes.select_related("side__subject"), public_id=public_id)


def standing_codes(side: CaseSubject) -> list[Code]:
    """What words stand for now on a side that the caller may already see."""
    return list(Code.objects.standing(timezone.now()).filter(side=side))


def codes_by_thing(owners: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """By person, the words that stand now for their needs, goals and actions."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    codes = Code.objects.standing(timezone.now()).filter(owner_id__in=list(owners))
    for code in codes:
        if code.about:
            found[code.owner_id][code.about] = code.words
    return found
