"""Whom a user may never learn of: the people kept apart from theirs, and those who named them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from companion.models import CaseSubject, Partition, Subject, User


@dataclass(frozen=True)
class Unseen:
    """The keys of all people and sides that are not there for one user."""

    people: frozenset[int]
    sides: frozenset[int]


_seen_in_this_look: ContextVar[dict[int, Unseen] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While one page is read, whom its reader may never learn of is asked for once."""
    before = _seen_in_this_look.set({})
    try:
        yield
    finally:
        _seen_in_this_look.reset(before)


def unseen_by(user: User) -> Unseen:
    """All that is not there for this user."""
    look = _seen_in_this_look.get()
    if look is None:
        return _unseen_by(user)
    if user.pk not in look:
        look[user.pk] = _unseen_by(user)
    return look[user.pk]


def _unseen_by(user: User) -> Unseen:
    named = Q(never_users=user)
    if user.agency_id:
        named |= Q(never_agencies=user.agency_id)
    sides = CaseSubject.objects.filter(named).values_list("pk", flat=True)
    people = _kept_apart_from_people_of(user).values_list("pk", flat=True)
    return Unseen(frozenset(people), frozenset(sides))


def _kept_apart_from_people_of(user: User) -> QuerySet[Subject]:
    """People kept apart from anybody whom this user speaks, or ever spoke, for, or stood in for."""
    spoken_for = Subject.objects.filter(sides__advocacies__advocate=user).values("pk")
    apart = _kept_apart_from_any(spoken_for)
    # Whoever is kept apart from their own people was never shown to them, and bars nothing.
    covered = Subject.objects.filter(
        sides__advocacies__advocate__stood_in_for_by__colleague=user,
        sides__advocacies__advocate__stood_in_for_by__starts_at__lte=timezone.now(),
    ).exclude(apart)
    return Subject.objects.filter(apart | _kept_apart_from_any(covered.values("pk")))


def _kept_apart_from_any(subjects: QuerySet[Any]) -> Q:
    pairs = Partition.objects
    return Q(pk__in=pairs.filter(one__in=subjects).values("other")) | Q(
        pk__in=pairs.filter(other__in=subjects).values("one")
    )


def kept_apart_from(subject: Subject) -> QuerySet[Subject]:
    """The people who may never learn of this person here."""
    pairs = Partition.objects
    return Subject.objects.filter(
        Q(pk__in=pairs.filter(one=subject).values("other"))
        | Q(pk__in=pairs.filter(other=subject).values("one"))
    )
