"""Whom a user may never learn of: the people kept apart from theirs, and those who named them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from companion.access.look import once_a_look
from companion.access.readings import Reading, acted, readings_of, stood_in
from companion.models import Advocacy, CaseSubject, Partition, Subject, User


@dataclass(frozen=True)
class Unseen:
    """The keys of all people and sides that are not there for one user."""

    people: frozenset[int]
    sides: frozenset[int]


def unseen_by(user: User) -> Unseen:
    """All that is not there for this user."""
    return _sight_of(user)[0]


def sides_read_by(user: User) -> frozenset[int]:
    """The keys of the sides that this user speaks for now, stands in for or acts for."""
    return _sight_of(user)[1]


@once_a_look
def _sight_of(user: User) -> tuple[Unseen, frozenset[int]]:
    ever = readings_of(user)
    unseen = Unseen(people=_apart_from_people(ever), sides=_who_named(user))
    mine = {one.side for one in ever if one.now and one.person not in unseen.people}
    return unseen, frozenset(mine - unseen.sides)


def _who_named(user: User) -> frozenset[int]:
    """The sides that named this user, or their agency, as one who may never see them."""
    users, agencies = CaseSubject.never_users.through, CaseSubject.never_agencies.through
    by_user = users.objects.filter(user=user).values_list("casesubject")
    by_agency = agencies.objects.filter(agency=user.agency_id).values_list("casesubject")
    return frozenset(side for (side,) in by_user.union(by_agency))


def _apart_from_people(ever: list[Reading]) -> frozenset[int]:
    """People kept apart from anybody for whom a user ever spoke, stood in or acted."""
    spoken_for: dict[int, datetime] = {}
    for one in ever:
        if one.as_advocate:
            spoken_for[one.person] = min(one.since, spoken_for.get(one.person, one.since))
    apart = _apart_from({one.person for one in ever})

    def was_hidden(person: int, since: datetime) -> bool:
        """Whoever was kept apart from their own people by then was never shown to them."""
        return any(
            other in spoken_for and spoken_for[other] <= since and made_at <= since
            for other, made_at in apart[person]
        )

    read = {one.person for one in ever if one.as_advocate or not was_hidden(one.person, one.since)}
    return frozenset(other for person in read for other, _ in apart[person])


def who_read_for(people: QuerySet[Subject]) -> QuerySet[User]:
    """Who ever spoke for one of these, stood in or acted: `unseen_by`, from the other end."""
    spoke = Advocacy.objects.filter(side__subject__in=people.values("pk"))
    theirs = Q(pk__in=spoke.values("advocate"))
    for covers in (stood_in(), acted()):
        read = covers.filter(Q(person__in=people.values("pk")), ~Exists(_was_hidden()))
        theirs |= Q(pk__in=read.values("colleague"))
    return User.objects.filter(theirs)


def _was_hidden() -> QuerySet[Partition]:
    """As `was_hidden` above, asked of the database for a row of `stood_in` or `acted`."""
    person, user, since = OuterRef("person"), OuterRef("colleague"), OuterRef("since")
    found = Q()
    for one, other in (("one", "other"), ("other", "one")):
        own = f"{other}__sides__advocacies__"
        found |= Q(**{one: person, f"{own}advocate": user, f"{own}started_at__lte": since})
    return Partition.objects.filter(found, made_at__lte=since)


def _apart_from(people: Collection[int]) -> dict[int, list[tuple[int, datetime]]]:
    """For each of these, everybody in a pair with them, and since when they are apart."""
    apart: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    if not people:
        return apart
    found = Partition.objects.filter(Q(one__in=people) | Q(other__in=people))
    for one, other, made_at in found.values_list("one", "other", "made_at"):
        apart[one].append((other, made_at))
        apart[other].append((one, made_at))
    return apart


def may_know_of(user: User, side: CaseSubject) -> bool:
    """Whether a side may come into this user's hands: not if it named them, nor across a pair."""
    unseen = unseen_by(user)
    return side.pk not in unseen.sides and side.subject_id not in unseen.people


def kept_apart_from(subject: Subject) -> QuerySet[Subject]:
    """The people who may never learn of this person here."""
    pairs = Partition.objects
    return Subject.objects.filter(
        Q(pk__in=pairs.filter(one=subject).values("other"))
        | Q(pk__in=pairs.filter(other=subject).values("one"))
    )
