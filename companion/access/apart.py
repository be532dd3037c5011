"""Whom a user may never learn of: the people kept apart from theirs, and those who named them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from companion.models import (
    Advocacy,
    CaseSubject,
    Emergency,
    Partition,
    StandIn,
    Subject,
    User,
)


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
    apart = _apart_from({*spoken_for, *(person for person, _ in covered)})

    def was_hidden(person: int, since: datetime) -> bool:
        """Whoever was kept apart from their own people by then was never shown to them."""
        return any(
            other in spoken_for and spoken_for[other] <= since and made_at <= since
            for other, made_at in apart[person]
        )

    read = {*spoken_for, *(one for one, since in covered if not was_hidden(one, since))}
    return frozenset(other for person in read for other, _ in apart[person])


def _people_of(user: User) -> tuple[dict[int, datetime], list[tuple[int, datetime]]]:
    """For whom this user ever spoke, and for whom they stood in or acted; each since when."""
    own = Advocacy.objects.filter(advocate=user)
    own_rows = own.values_list("side__subject", "started_at", Value(1))
    covers = (rows.filter(colleague=user) for rows in (_stood_in(), _acted()))
    others = (rows.values_list("person", "since", Value(0)) for rows in covers)
    spoken_for: dict[int, datetime] = {}
    covered = []
    for person, since, mine in own_rows.union(*others, all=True):
        if mine:
            spoken_for[person] = min(since, spoken_for.get(person, since))
        else:
            covered.append((person, since))
    return spoken_for, covered


def _stood_in() -> QuerySet[StandIn]:
    """Each time that somebody stood in while the advocate spoke for a person; since when."""
    spoke = "advocate__advocacies__"
    pairs = StandIn.objects.annotate(
        person=F(f"{spoke}side__subject"),
        begun=F(f"{spoke}started_at"),
        over=Least(f"{spoke}expires_at", Coalesce(f"{spoke}ended_at", f"{spoke}expires_at")),
        back=Least("ends_at", Coalesce("ended_at", "ends_at")),
        since=Greatest("starts_at", f"{spoke}started_at"),
    )
    return pairs.filter(
        since__lte=timezone.now(), over__gt=F("starts_at"), back__gt=Greatest("starts_at", "begun")
    )


def _acted() -> QuerySet[Emergency]:
    """Each time that somebody acted in an emergency; one only asked for showed nobody."""
    confirmed = Emergency.objects.filter(confirmed_at__isnull=False)
    return confirmed.annotate(person=F("side__subject"), since=F("confirmed_at"))


def who_read_for(people: QuerySet[Subject]) -> QuerySet[User]:
    """Who ever spoke for one of these, stood in or acted: `unseen_by`, from the other end."""
    spoke = Advocacy.objects.filter(side__subject__in=people.values("pk"))
    theirs = Q(pk__in=spoke.values("advocate"))
    for covers in (_stood_in(), _acted()):
        read = covers.filter(Q(person__in=people.values("pk")), ~Exists(_was_hidden()))
        theirs |= Q(pk__in=read.values("colleague"))
    return User.objects.filter(theirs)


def _was_hidden() -> QuerySet[Partition]:
    """As `was_hidden` above, asked of the database for a row of `_stood_in` or `_acted`."""
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
