"""Reminding owners before and after the day, then the coordinator, then the chair.

Each reminder is a row before it is an email. An email says nothing but that there is something;
one that may have left is never sent again.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from companion.access.reminders import Owing, leading, owing_until, owner_of
from companion.history import record
from companion.models import EventKind, Membership, Reminder, User

Kind, State = Reminder.Kind, Reminder.State
BEFORE, COORDINATOR_AFTER, CHAIR_AFTER = timedelta(days=3), timedelta(days=3), timedelta(days=7)
ESCALATED = frozenset({Kind.COORDINATOR, Kind.CHAIR})
# An email that has been under way for so long has lost its worker.
LOST_AFTER = timedelta(minutes=10)
# Seconds after which no further email is begun: a slow mail server keeps no worker for long.
TURN = 10.0

log = logging.getLogger(__name__)


def remind(now: datetime) -> None:
    """Write down who is to be reminded of what, and send it; may run twice at the same time."""
    if timezone.localtime(now).time() < settings.REMIND_FROM or not settings.MAIL_LEAVES:
        return
    today = timezone.localdate(now)
    owing = {one.about_id: one for one in owing_until(today + BEFORE)}
    _give_up_lost(now)
    _raise(owing.values(), today)
    _drop_what_is_past(owing, today)
    until = time.monotonic() + TURN
    for user in _waiting_for():
        for escalated in (False, True):
            if time.monotonic() < until:
                _send(user, escalated, owing)


def _waiting_for() -> list[User]:
    """Whom a reminder waits for, whoever waited longest first."""
    waiting = Reminder.objects.filter(state=State.WAITING, user__is_active=True)
    first: dict[User, None] = {}
    for reminder in waiting.select_related("user").order_by("raised_at", "pk"):
        first.setdefault(reminder.user)
    return list(first)


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
        reminder.pk
        for reminder in Reminder.objects.filter(state=State.WAITING)
        if reminder.about_id not in owing
        or reminder.kind not in kinds_on(owing[reminder.about_id].due_on, today)
    ]
    if past:
        _settle(past, State.WAITING, State.DROPPED)


def _give_up_lost(now: datetime) -> None:
    """A killed worker's email may have left: it is not sent again, and said to be unknown."""
    lost = Reminder.objects.filter(state=State.SENDING, claimed_at__lt=now - LOST_AFTER)
    count = lost.update(state=State.UNKNOWN, settled_at=now)
    if count:
        log.error("%d reminders may or may not have been sent", count)


def _settle(reminders: Iterable[int], was: str, state: str) -> int:
    held = Reminder.objects.filter(pk__in=list(reminders), state=was)
    settled_at = None if state == State.WAITING else timezone.now()
    return held.update(state=state, settled_at=settled_at)


def _claim(user: User, escalated: bool, owing: dict[UUID, Owing]) -> list[Reminder]:
    """Take all that waits for one user, so that one email serves for all of it."""
    with transaction.atomic():
        waiting = Reminder.objects.filter(user=user, state=State.WAITING)
        claimed = [
            reminder
            for reminder in waiting.select_for_update(skip_locked=True).order_by("pk")
            if reminder.about_id in owing and (reminder.kind in ESCALATED) == escalated
        ]
        Reminder.objects.filter(pk__in=[one.pk for one in claimed]).update(
            state=State.SENDING, claimed_at=timezone.now()
        )
    return claimed


def _send(user: User, escalated: bool, owing: dict[UUID, Owing]) -> None:
    claimed = _claim(user, escalated, owing)
    if not claimed:
        return
    state = _email(user, "email/late.txt" if escalated else "email/due.txt")
    with transaction.atomic():
        _settle([one.pk for one in claimed], State.SENDING, state)
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


def _email(user: User, template: str) -> str:
    """What became of it: only what surely did not leave waits for the next turn."""
    line = get_connection(fail_silently=False)
    try:
        line.open()
    except Exception as error:  # whatever it was, nothing was said yet
        log.warning("the mail server was not reached: %s", type(error).__name__)
        return State.WAITING
    body = render_to_string(template, {"address": settings.PUBLIC_BASE_URL})
    message = EmailMessage("Bookings", body, to=[user.email], connection=line)
    try:
        return State.SENT if message.send() else State.REFUSED
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        log.warning("the mail server refused a reminder: %s", type(error).__name__)
        return State.WAITING if _for_now(error) else State.REFUSED
    except Exception as error:
        log.error("a reminder may or may not have been sent: %s", type(error).__name__)
        return State.UNKNOWN
    finally:
        line.close()


def _for_now(error: SMTPRecipientsRefused | SMTPResponseException) -> bool:
    """Whether the mail server asks to be tried again: its codes from 400 to 499."""
    if isinstance(error, SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return all(400 <= code < 500 for code, _ in error.recipients.values())
