"""Sending letters: each is claimed before it leaves; one that may have left is not sent again."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from companion.models import Letter, LetterState, User
from messaging.nudge import Nudger

L = TypeVar("L", bound=Letter)
# Alerts have a task of their own, so that no other email holds them up, and a queue of their own
# (CELERY_TASK_ROUTES). Emails come in no floods: whatever the clocks say, no nudge is let go.
ALERTS = Nudger("alerts", "companion.tasks.tell", stale_after=None)
LETTERS = Nudger("letters", "companion.tasks.send_letters", stale_after=None)
# Seconds after which no further email is begun: a slow mail server keeps no worker for long.
TURN = 10.0

log = logging.getLogger(__name__)


def users_waiting(letters: QuerySet[L]) -> list[User]:
    """Whom a letter waits for, whoever waited longest first."""
    waiting = letters.filter(state=LetterState.WAITING, user__is_active=True)
    first: dict[User, None] = {}
    for letter in waiting.select_related("user").order_by("raised_at", "pk"):
        first.setdefault(letter.user)
    return list(first)


def claim(letters: QuerySet[L]) -> list[L]:
    """Take what waits and is in nobody's hands, so that one email serves for all of it."""
    with transaction.atomic():
        waiting = letters.filter(state=LetterState.WAITING)
        claimed = list(
            waiting.select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("pk")
        )
        held = letters.model._default_manager.filter(pk__in=[one.pk for one in claimed])
        held.update(state=LetterState.SENDING, claimed_at=timezone.now())
    return claimed


def settle(letters: Iterable[L], model: type[L], was: str, state: str) -> int:
    """What became of letters that were in one state: in another by now, they are left alone."""
    held = model._default_manager.filter(pk__in=[one.pk for one in letters], state=was)
    settled_at = None if state == LetterState.WAITING else timezone.now()
    return held.update(state=state, settled_at=settled_at)


def give_up_lost(model: type[Letter], now: datetime, after: timedelta) -> None:
    """A killed worker's email may have left: it is not sent again, and said to be unknown."""
    lost = model._default_manager.filter(state=LetterState.SENDING, claimed_at__lt=now - after)
    count = lost.update(state=LetterState.UNKNOWN, settled_at=now)
    if count:
        log.error("%d of %s may or may not have been sent", count, model._meta.verbose_name_plural)


def email_to(user: User, template: str, **words: str) -> str:
    """What became of it: only what surely did not leave waits for the next turn."""
    line = get_connection(fail_silently=False)
    try:
        line.open()
    except Exception as error:  # whatever it was, nothing was said yet
        log.warning("the mail server was not reached: %s", type(error).__name__)
        return LetterState.WAITING
    body = render_to_string(template, {"address": settings.PUBLIC_BASE_URL, **words})
    message = EmailMessage("Bookings", body, to=[user.email], connection=line)
    try:
        return LetterState.SENT if message.send() else LetterState.REFUSED
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        log.warning("the mail server refused an email: %s", type(error).__name__)
        return LetterState.WAITING if _for_now(error) else LetterState.REFUSED
    except Exception as error:
        log.error("an email may or may not have been sent: %s", type(error).__name__)
        return LetterState.UNKNOWN
    finally:
        line.close()


def _for_now(error: SMTPRecipientsRefused | SMTPResponseException) -> bool:
    """Whether the mail server asks to be tried again: its codes from 400 to 499."""
    if isinstance(error, SMTPResponseException):
        return 400 <= error.smtp_code < 500
    return all(400 <= code < 500 for code, _ in error.recipients.values())
