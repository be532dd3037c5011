"""What a person wants to change, how near they say they are, and someone to turn to."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companion.access.goals import goals_not_asked_since, not_asked_of_trust
from companion.changes.errors import GoalEnded, NoSideYet
from companion.changes.holding import hold
from companion.changes.questions import ask, settle_about
from companion.changes.words import choose_audience, keep_words
from companion.history import record
from companion.models import (
    Agency,
    CaseSubject,
    EventKind,
    Goal,
    Need,
    ProgressRating,
    Question,
    Statement,
    TurnTo,
    User,
    WordingKey,
)

ASKED_ABOUT_A_GOAL = (Question.Kind.GOAL_RATING, Question.Kind.GOAL_AUDIENCE)


@transaction.atomic(savepoint=False)
def open_goal(statement: Statement, *, acting_user: User | None, need: Need | None = None) -> Goal:
    """Open a goal from the words that state it."""
    if statement.side is None:
        raise NoSideYet
    goal = Goal.objects.create(side=statement.side, statement=statement, need=need)
    record(
        EventKind.GOAL_OPENED,
        about=goal,
        chain=statement.subject.public_id,
        acting_user=acting_user,
    )
    return goal


@dataclass(frozen=True)
class Wanted:
    """A goal as the advocate wrote it down with the person; they need not say how near."""

    words: str
    channel: str
    audience: str
    rating: int | None = None
    agencies: tuple[Agency, ...] = ()


@transaction.atomic
def record_goal(side: CaseSubject, wanted: Wanted, *, acting_user: User) -> Goal:
    """Keep a goal in the person's words, with who may know and how near they are."""
    subject = hold(side.subject.public_id)
    statement = keep_words(
        subject, wanted.words, side=side, channel=wanted.channel, acting_user=acting_user
    )
    agencies = list(wanted.agencies)
    choose_audience(statement, wanted.audience, acting_user=acting_user, agencies=agencies)
    goal = open_goal(statement, acting_user=acting_user)
    if wanted.rating is not None:
        rate_goal(goal, wanted.rating, acting_user=acting_user)
    return goal


@transaction.atomic(savepoint=False)
def rate_goal(goal: Goal, rating: int, *, acting_user: User | None) -> ProgressRating:
    """Keep how near they say they are, 0 to 10; earlier ratings stay."""
    hold(goal.side.subject.public_id)
    if Goal.objects.filter(pk=goal.pk, ended_at__isnull=False).exists():
        raise GoalEnded
    rated = ProgressRating.objects.create(goal=goal, rating=rating, recorded_by=acting_user)
    record(
        EventKind.GOAL_RATED,
        about=rated,
        chain=goal.side.subject.public_id,
        acting_user=acting_user,
    )
    settle_about(goal.public_id, Question.Kind.GOAL_RATING)
    return rated


@transaction.atomic
def end_goal(goal: Goal, ended_as: str, *, acting_user: User) -> Goal:
    """Keep that a goal is reached, or that the person set it aside."""
    hold(goal.side.subject.public_id)
    goal = Goal.objects.select_related("side__subject").get(pk=goal.pk)
    if goal.ended_at is not None:
        raise GoalEnded
    goal.ended_at, goal.ended_as = timezone.now(), ended_as
    goal.save(update_fields=["ended_at", "ended_as"])
    record(
        EventKind.GOAL_ENDED,
        about=goal,
        chain=goal.side.subject.public_id,
        acting_user=acting_user,
    )
    settle_about(goal.public_id, *ASKED_ABOUT_A_GOAL)
    return goal


def ask_how_near(now: datetime) -> None:
    """Ask again by text, now and then; it waits its turn, and no answer is an answer too."""
    waiting = goals_not_asked_since(now - settings.GOAL_ASKED_EVERY)
    for goal in list(waiting):
        with transaction.atomic():
            hold(goal.side.subject.public_id)
            # Somebody may have rated it, ended it or asked in this moment.
            if waiting.filter(pk=goal.pk).exists():
                kind, wording = Question.Kind.GOAL_RATING, WordingKey.GOAL_RATING
                ask(goal.side, kind, wording, about=goal.public_id)


def ask_for_someone_to_turn_to(now: datetime) -> None:
    """Ask by text at the start and before each review; no answer is an answer too."""
    for side in not_asked_of_trust(now):
        with transaction.atomic():
            hold(side.subject.public_id)
            # Somebody may have written it down, or asked, in this moment.
            if side in not_asked_of_trust(now):
                kind, wording = Question.Kind.TURN_TO, WordingKey.TURN_TO
                ask(side, kind, wording, about=side.public_id)


@transaction.atomic
def rate_turn_to(side: CaseSubject, rating: int, *, acting_user: User | None) -> TurnTo:
    """Keep whether there is one person they trust to turn to, 0 to 10."""
    hold(side.subject.public_id)
    rated = TurnTo.objects.create(side=side, rating=rating, recorded_by=acting_user)
    record(
        EventKind.TURN_TO_RATED,
        about=rated,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )
    settle_about(side.public_id, Question.Kind.TURN_TO)
    return rated
