"""Planning texts: once or again and again; pausing, changing and ending them; their moment."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from companion.access.people import my_sides
from companion.changes.errors import CaseClosed, HasLeft, PlanOver, TooManyPlanned
from companion.changes.holding import hold
from companion.history import record
from companion.models import (
    CaseSubject,
    EventKind,
    PlannedText,
    Rhythm,
    User,
    WordingKey,
)
from messaging.changes import compose, drop
from messaging.models import OutgoingMessage

MOST = 20
Next = tuple[date, datetime]


@dataclass(frozen=True)
class Planned:
    """What is to be said, own words or an encouragement, and when; `next` is the first time."""

    words: str
    wording: str
    rhythm: Rhythm
    at: time
    next: Next


@transaction.atomic
def plan_text(side: CaseSubject, planned: Planned, *, acting_user: User) -> PlannedText:
    """Keep what is planned; nothing is composed before its time."""
    hold(side.subject.public_id)
    _still_there(side)
    if PlannedText.objects.standing().filter(side=side).count() >= MOST:
        raise TooManyPlanned
    plan = PlannedText(owner_id=side.subject.public_id, side=side)
    _fill(plan, planned, acting_user)
    plan.save()
    _keep(EventKind.TEXT_PLANNED, plan, acting_user)
    _only_while_they_speak(plan, acting_user)
    return plan


@transaction.atomic
def change_plan(plan: PlannedText, planned: Planned, *, acting_user: User) -> PlannedText:
    """Say something else, or at another time; what waits of it is dropped, and it goes on."""
    plan = _held(plan)
    _still_there(plan.side)
    _drop_what_waits(plan)
    _fill(plan, planned, acting_user)
    plan.paused_at = plan.paused_by = None
    plan.save()
    _keep(EventKind.PLAN_CHANGED, plan, acting_user)
    _only_while_they_speak(plan, acting_user)
    return plan


def _fill(plan: PlannedText, planned: Planned, planned_by: User) -> None:
    rhythm = planned.rhythm
    plan.words, plan.wording, plan.at = planned.words, planned.wording, planned.at
    plan.repeats, plan.weekdays = rhythm.repeats, list(rhythm.weekdays)
    plan.starts_on, plan.last_on = rhythm.starts_on, rhythm.last_on
    plan.next_on, plan.next_at = planned.next
    plan.planned_by, plan.planned_at = planned_by, timezone.now()


@transaction.atomic
def pause_plan(plan: PlannedText, *, acting_user: User) -> None:
    """Nothing of it goes until somebody lets it go on."""
    plan = _held(plan)
    if plan.paused_at is None:
        _pause(plan, acting_user)


@transaction.atomic
def resume_plan(plan: PlannedText, following: Next | None, *, acting_user: User) -> PlannedText:
    """Let it go on from its next time; what was missed stays missed. Without one it is over."""
    plan = _held(plan)
    if plan.paused_at is None:
        return plan
    if following is None:
        _end(plan, acting_user)
        return plan
    plan.next_on, plan.next_at = following
    plan.paused_at = plan.paused_by = None
    plan.save(update_fields=["next_on", "next_at", "paused_at", "paused_by"])
    _keep(EventKind.PLAN_RESUMED, plan, acting_user)
    _only_while_they_speak(plan, acting_user)
    return plan


@transaction.atomic
def end_plan(plan: PlannedText, *, acting_user: User) -> None:
    """Nothing more of it goes."""
    _end(_held(plan), acting_user)


@transaction.atomic
def leave_to_the_next(side: CaseSubject) -> None:
    """Pause all that is planned for a side: whoever speaks for them next decides what goes on."""
    hold(side.subject.public_id)
    going = PlannedText.objects.standing().filter(side=side, paused_at__isnull=True)
    for plan in going.select_related("side__subject").order_by("pk"):
        _pause(plan, None)


@transaction.atomic(savepoint=False)
def write_planned(plan: PlannedText, until: datetime, following: Next | None) -> OutgoingMessage:
    """Compose the text whose time has come, and move on to its next time, both or neither.

    The gate decides like of any text; after `until` it makes no sense any more.
    """
    side = plan.side
    message = compose(
        side.subject.public_id,
        plan.wording or WordingKey.ADVOCATE_WORDS,
        about=plan.public_id,
        thread=side.public_id,
        own_words=plan.words,
        priority=OutgoingMessage.REMINDER,
        expires_at=until,
    )
    record(
        EventKind.PLANNED_TEXT_WRITTEN,
        about=message,
        chain=side.subject.public_id,
        acting_user=None,
        service=True,
    )
    if following is None:
        # What was composed just now still goes.
        _close(plan, None)
    else:
        move_to(plan, following)
    return message


@transaction.atomic(savepoint=False)
def move_to(plan: PlannedText, following: Next) -> None:
    """Keep when the next of it falls due."""
    plan.next_on, plan.next_at = following
    plan.save(update_fields=["next_on", "next_at"])


@transaction.atomic(savepoint=False)
def end_without_them(plan: PlannedText) -> None:
    """The case is closed, or they left it: the service ends what was planned."""
    _end(plan, None)


def _only_while_they_speak(plan: PlannedText, acting_user: User) -> None:
    """Their permission may have ended since they saw the page; words that wait would outlive it."""
    if not my_sides(acting_user).filter(pk=plan.side_id).exists():
        _pause(plan, None)


def _still_there(side: CaseSubject) -> None:
    now = CaseSubject.objects.select_related("panel_case").get(pk=side.pk)
    if now.left_at is not None:
        raise HasLeft
    if now.panel_case.closed_at is not None:
        raise CaseClosed


def _held(plan: PlannedText) -> PlannedText:
    """The row as it is now, with the person held: the clock may just have moved it on."""
    hold(plan.side.subject.public_id)
    now = PlannedText.objects.select_related("side__subject").get(pk=plan.pk)
    if now.ended_at is not None:
        raise PlanOver
    return now


def _pause(plan: PlannedText, paused_by: User | None) -> None:
    plan.paused_at, plan.paused_by = timezone.now(), paused_by
    plan.save(update_fields=["paused_at", "paused_by"])
    _drop_what_waits(plan)
    _keep(EventKind.PLAN_PAUSED, plan, paused_by)


def _end(plan: PlannedText, ended_by: User | None) -> None:
    _drop_what_waits(plan)
    _close(plan, ended_by)


def _close(plan: PlannedText, ended_by: User | None) -> None:
    plan.next_on = plan.next_at = None
    plan.ended_at, plan.ended_by = timezone.now(), ended_by
    plan.save(update_fields=["next_on", "next_at", "ended_at", "ended_by"])
    _keep(EventKind.PLAN_ENDED, plan, ended_by)


def _drop_what_waits(plan: PlannedText) -> None:
    drop(plan.side.subject.public_id, plan.public_id)


def _keep(kind: EventKind, plan: PlannedText, acting_user: User | None) -> None:
    chain, service = plan.side.subject.public_id, acting_user is None
    record(kind, about=plan, chain=chain, acting_user=acting_user, service=service)
