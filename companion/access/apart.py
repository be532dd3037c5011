"""Whom a user may never learn of: the people kept apart from theirs, and those who named them."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from companion.models import Advocacy, CaseSubject, Emergency, Partition, Subject, User


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
    return Unseen(people=_apart_from_people_of(user), sides=_who_named(user))


def _who_named(user: User) -> frozenset[int]:
    """The sides that named this user, or their agency, as one who may never see them."""
    users, agencies = CaseSubject.never_users.through, CaseSubject.never_agencies.through
    by_user = users.objects.filter(user=user).values_list("casesubject")
    by_agency = agencies.objects.filter(agency=user.agency_id).values_list("casesubject")
    return frozenset(side for (side,) in by_user.union(by_agency))


def _apart_from_people_of(user: User) -> frozenset[int]:
    """People kept apart from anybody for whom this user ever spoke, stood in or acted."""
    spoken_for, covered = _people_of(user)
    if not spoken_for | covered:
        return frozenset()
    apart = _apart_from(spoken_for)
    # Whoever is kept apart from their own people was never shown to them, and bars nothing.
    return apart | _apart_from(covered - apart)


def _people_of(user: User) -> tuple[set[int], set[int]]:
    """For whom this user ever spoke, and for whom as a stand-in, or in an emergency."""
    own = Advocacy.objects.filter(advocate=user)
    beside = Advocacy.objects.filter(
        advocate__stood_in_for_by__colleague=user,
        advocate__stood_in_for_by__starts_at__lte=timezone.now(),
    )
    # One that was only asked for showed nobody to anybody.
    acted = Emergency.objects.filter(colleague=user, confirmed_at__isnull=False)
    own_rows = own.values_list("side__subject", Value(1))
    others = (rows.values_list("side__subject", Value(0)) for rows in (beside, acted))
    both = list(own_rows.union(*others))
    return {person for person, mine in both if mine}, {person for person, mine in both if not mine}


def _apart_from(people: Collection[int]) -> frozenset[int]:
    """Everybody in a pair with one of these."""
    if not people:
        return frozenset()
    found = Partition.objects.filter(Q(one__in=people) | Q(other__in=people))
    pairs = list(found.values_list("one", "other"))
    return frozenset(b for pair in pairs for a, b in (pair, pair[::-1]) if a in people)


def kept_apart_from(subject: Subject) -> QuerySet[Subject]:
    """The people who may never learn of this person here."""
    pairs = Partition.objects
    return Subject.objects.filter(
        Q(pk__in=pairs.filter(one=subject).values("other"))
        | Q(pk__in=pairs.filter(other=subject).values("one"))
    )
