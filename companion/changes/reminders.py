"""Reminding owners before and after the day, then the coordinator, then the chair.

Each reminder is a row before it is an email. An email says nothing but that there is something;
one that may have left is never sent again.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from companion.access.reminders import Owing, leading, owing_until, owner_of
from companion.changes.post import (
    TURN,
    claim,
    email_to,
    give_up_lost,
    settle,
    users_waiting,
)
from companion.history import record
from companion.models import EventKind, LetterState, Membership, Reminder, User

Kind, State = Reminder.Kind, LetterState
BEFORE, COORDINATOR_AFTER, CHAIR_AFTER = timedelta(days=3), timedelta(days=3), timedelta(days=7)
ESCALATED = frozenset({Kind.COORDINATOR, Kind.CHAIR})
# An email that has been under way for so long has lost its worker.
LOST_AFTER = timedelta(minutes=10)


def remind(now: datetime) -> None:
    """Write down who is to be reminded of what, and send it; may run twice at the same time."""
    if timezone.localtime(now).time() < settings.REMIND_FROM or not settings.MAIL_LEAVES:
        return
    today = timezone.localdate(now)
    owing = {one.about_id: one for one in owing_until(today + BEFORE)}
    give_up_lost(Reminder, now, LOST_AFTER)
    _raise(owing.values(), today)
    _drop_what_is_past(owing, today)
    until = time.monotonic() + TURN
    for user in users_waiting(Reminder.objects.all()):
        for escalated in (False, True):
            if time.monotonic() < until:
                _send(user, escalated, owing)


def kinds_on(due_on: date, today: date) -> list[str]:
    """Which reminders of something due that day want to have been sent by today."""
    late = today - due_on
    if late < timedelta(0):
        return [Kind.SOON] if -late <= BEFORE else []
    if not late:
        return [Kind.TODAY]
    steps = {Kind.COORDINATOR: COORDINATOR_AFTER, Kind.CHAIR: CHAIR_AFTER}
    return [Kind.LATE, *(kind for kind, after in steps.items() if late >= after)]


def _raise(owing: Iterable[Owing], today: date) -> None:
    """A row for each reminder that is wanted and has none yet."""
    wanted = [(one, kind) for one in owing for kind in kinds_on(one.due_on, today)]
    about = [one.about_id for one, _ in wanted]
    raised = set(Reminder.objects.filter(about_id__in=about).values_list("about_id", "kind"))
    rows = [
        Reminder(about_id=one.about_id, kind=kind, user=user)
        for one, kind in wanted
        if (one.about_id, kind) not in raised
        for user in _readers(one, kind)
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _readers(owing: Owing, kind: str) -> QuerySet[User]:
    if kind == Kind.COORDINATOR:
        return leading(owing, Membership.Role.COORDINATOR)
    if kind == Kind.CHAIR:
        return leading(owing, Membership.Role.CHAIR)
    return owner_of(owing)


def _drop_what_is_past(owing: dict[UUID, Owing], today: date) -> None:
    """What was done, or is another reminder by now, before its email could leave."""
    past = [
        reminder
        for reminder in Reminder.objects.filter(state=State.WAITING)
        if reminder.about_id not in owing
        or reminder.kind not in kinds_on(owing[reminder.about_id].due_on, today)
    ]
    if past:
        settle(past, Reminder, State.WAITING, State.DROPPED)


def _send(user: User, escalated: bool, owing: dict[UUID, Owing]) -> None:
    of_user = Reminder.objects.filter(user=user, about_id__in=list(owing))
    late = of_user.filter(kind__in=ESCALATED)
    claimed = claim(late if escalated else of_user.exclude(kind__in=ESCALATED))
    if not claimed:
        return
    state = email_to(user, "email/late.txt" if escalated else "email/due.txt")
    with transaction.atomic():
        settle(claimed, Reminder, State.SENDING, state)
        if state == State.SENT:
            _record(claimed, owing)


def _record(sent: list[Reminder], owing: dict[UUID, Owing]) -> None:
    """One line in the history of each person whose matter it was, always in the same order."""
    of_person = defaultdict(list)
    for reminder in sent:
        one = owing[reminder.about_id]
        of_person[one.side.subject.public_id].append(one.of)
    for person in sorted(of_person):
        for about in of_person[person]:
            record(EventKind.REMINDED, about=about, chain=person, acting_user=None, service=True)
