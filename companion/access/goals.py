"""Who may read what a person wants, how near they are, and whether they have someone."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.people import my_sides
from companion.access.words import beside, panel_statements
from companion.models import (
    CaseSubject,
    Consent,
    Goal,
    ProgressRating,
    Question,
    Review,
    Statement,
    TurnTo,
    User,
)


def _with_ratings(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    return goals.select_related("statement__written_by", "side__subject").prefetch_related(
        "statement__agencies",
        *beside("statement__"),
        Prefetch("ratings", ProgressRating.objects.order_by("rated_at", "pk")),
    )


def my_goals(user: User) -> QuerySet[Goal]:
    """Goals on the sides that this advocate speaks for."""
    return _with_ratings(Goal.objects.filter(side__in=my_sides(user).values("pk")))


def panel_goals(user: User) -> QuerySet[Goal]:
    """Goals whose words were shared with this member."""
    return _with_ratings(Goal.objects.filter(statement__in=panel_statements(user).values("pk")))


def goals_for_everybody(sides: Iterable[CaseSubject]) -> QuerySet[Goal]:
    """Goals of these sides that every member of the panel may read."""
    shared = Goal.objects.filter(side__in=list(sides), statement__audience=Statement.Audience.PANEL)
    return _with_ratings(shared)


def my_open_goal_for(user: User, public_id: UUID) -> Goal:
    """One goal that this advocate looks after and that has not ended."""
    return get_object_or_404(my_goals(user), public_id=public_id, ended_at__isnull=True)


def in_their_order(goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """What they still want first, the newest of it first; then what has ended."""
    return goals.order_by("ended_as", "-opened_at", "-pk")


def goals_of(side: CaseSubject, goals: QuerySet[Goal]) -> QuerySet[Goal]:
    """Those of one side."""
    return in_their_order(goals.filter(side=side))


def my_turn_to(user: User, side: CaseSubject) -> QuerySet[TurnTo]:
    """What the person of a side says of having someone to turn to; for their advocate."""
    mine = TurnTo.objects.filter(side__in=my_sides(user).values("pk"), side=side)
    return mine.order_by("rated_at", "pk")


def goals_not_asked_since(since: datetime) -> QuerySet[Goal]:
    """Open goals of people taking part, neither rated nor asked about for so long; the clock's."""
    consents = Consent.objects.standing().filter(side=OuterRef("side"))
    rated = ProgressRating.objects.filter(goal=OuterRef("pk"), rated_at__gt=since)
    asked = Question.objects.filter(
        Q(settled_at__isnull=True) | Q(settled_at__gt=since),
        about=OuterRef("public_id"),
        kind=Question.Kind.GOAL_RATING,
    )
    open_goals = Goal.objects.filter(
        ended_at__isnull=True, opened_at__lte=since, side__panel_case__closed_at__isnull=True
    )
    wanted = open_goals.filter(Exists(consents)).exclude(Exists(rated)).exclude(Exists(asked))
    return wanted.select_related("side__subject").order_by("opened_at", "pk")


def not_asked_of_trust(now: datetime) -> list[CaseSubject]:
    """Who is asked for someone to turn to: once they began, and as a review comes near.

    Neither a number nor a question since then; nor while one of these waits for its turn. The
    clock's.
    """
    agreed = Consent.objects.standing().filter(confirmed_at__lte=now - settings.TURN_TO_ASKED_AFTER)
    asked = Question.objects.filter(side=OuterRef("pk"), kind=Question.Kind.TURN_TO)
    ahead = Review.objects.filter(panel_case=OuterRef("panel_case"), decided_at__isnull=True)
    last = asked.order_by("-settled_at").values("settled_at")[:1]
    rated = TurnTo.objects.filter(side=OuterRef("pk")).order_by("-rated_at").values("rated_at")[:1]
    sides = CaseSubject.objects.filter(
        Exists(agreed.filter(side=OuterRef("pk"))),
        left_at__isnull=True,
        panel_case__closed_at__isnull=True,
    )
    sides = sides.exclude(Exists(asked.filter(settled_at__isnull=True))).annotate(
        asked_at=Subquery(last), rated_at=Subquery(rated), due_on=Subquery(ahead.values("due_on"))
    )
    near = timezone.localdate(now) + settings.ASKED_BEFORE_REVIEW
    never = Q(asked_at__isnull=True, rated_at__isnull=True)
    wanted = sides.filter(never | Q(due_on__lte=near)).select_related("subject").order_by("pk")
    return [side for side in wanted if none_since_near(side.due_on, side.asked_at, side.rated_at)]


def none_since_near(due_on: date | None, *moments: datetime | None) -> bool:
    """Whether nothing was asked or said yet, or nothing since this review came near."""
    known = [moment for moment in moments if moment]
    if not known or due_on is None:
        return not known
    near: timedelta = settings.ASKED_BEFORE_REVIEW
    return max(known) < timezone.make_aware(datetime.combine(due_on - near, time.min))
