"""When a user spoke, stood in or acted for somebody, and for whom they do so now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from companion.models import Advocacy, Emergency, StandIn, User

SPOKE = "advocate__advocacies__"


@dataclass(frozen=True)
class Reading:
    """Since when a user could read what one person says, and whether they still can; by keys."""

    side: int
    person: int
    since: datetime
    now: bool
    as_advocate: bool


def readings_of(user: User) -> list[Reading]:
    """As their advocate, in an emergency, and as a stand-in: the last two are seldom."""
    now = timezone.now()
    return [*_spoke(user, now), *_acted(user, now), *_stood_in(user, now)]


def _spoke(user: User, now: datetime) -> list[Reading]:
    mine = Advocacy.objects.filter(advocate=user)
    rule = Advocacy.stands(now) & Q(started_at__lte=now)
    rows = mine.values_list("side", "side__subject", "started_at", _whether(rule))
    return [
        Reading(side, person, since, bool(stands), True) for side, person, since, stands in rows
    ]


def _acted(user: User, now: datetime) -> list[Reading]:
    # Whether there is any is asked first: that is a third of the work.
    if not Emergency.objects.filter(colleague=user).exists():
        return []
    mine = acted().filter(colleague=user)
    rows = mine.values_list("side", "person", "since", _whether(Emergency.stands(now)))
    return [
        Reading(side, person, since, bool(stands), False) for side, person, since, stands in rows
    ]


def _stood_in(user: User, now: datetime) -> list[Reading]:
    if not StandIn.objects.filter(colleague=user).exists():
        return []
    rule = StandIn.stands(now) & Advocacy.stands(now, of=SPOKE)
    theirs = stood_in().filter(colleague=user)
    rows = theirs.values_list(f"{SPOKE}side", "person", "since", _whether(rule))
    return [
        Reading(side, person, since, bool(stands), False) for side, person, since, stands in rows
    ]


def _whether(rule: Q) -> Combinable:
    return ExpressionWrapper(rule, output_field=BooleanField())


def stood_in() -> QuerySet[StandIn]:
    """Each time that somebody stood in while the advocate spoke for a person; since when."""
    pairs = StandIn.objects.annotate(
        person=F(f"{SPOKE}side__subject"),
        begun=F(f"{SPOKE}started_at"),
        over=Least(f"{SPOKE}expires_at", Coalesce(f"{SPOKE}ended_at", f"{SPOKE}expires_at")),
        back=Least("ends_at", Coalesce("ended_at", "ends_at")),
        since=Greatest("starts_at", f"{SPOKE}started_at"),
    )
    return pairs.filter(
        since__lte=timezone.now(), over__gt=F("starts_at"), back__gt=Greatest("starts_at", "begun")
    )


def acted() -> QuerySet[Emergency]:
    """Each time that somebody acted in an emergency; one only asked for showed nobody."""
    confirmed = Emergency.objects.filter(confirmed_at__isnull=False)
    return confirmed.annotate(person=F("side__subject"), since=F("confirmed_at"))
