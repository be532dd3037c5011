"""Emails about an account, or about what somebody is to look at: the same few words for everybody.

Each is a row in the transaction of what it tells, and leaves afterwards; a mail server that is
down only delays it. Where no email leaves at all none is written.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from companion.changes.post import (
    LETTERS,
    claim,
    email_to,
    give_up_lost,
    settle,
    users_waiting,
)
from companion.models import InvitationLetter, LetterState, Notice, User

Kind = Notice.Kind
# An email that has been under way for so long has lost its worker.
LOST_AFTER = timedelta(minutes=1)
ACCOUNT = "/account/"
# The words of each kind, and the page that they lead to.
WORDS: dict[str, tuple[str, str]] = {
    Kind.MAY_CONFIRM: ("email/urgent.txt", ""),
    Kind.ACTS: ("email/urgent.txt", ""),
    Kind.ACTED_FOR: ("email/acted_for_you.txt", "/advocate/"),
    Kind.ASKED_ABOUT: ("email/asked_about.txt", "/panel/"),
    Kind.STRANGER_IN_DANGER: ("email/urgent.txt", ""),
    Kind.PASSKEY_ADDED: ("email/passkey_added.txt", ACCOUNT),
    Kind.PASSKEY_REMOVED: ("email/passkey_removed.txt", ACCOUNT),
    Kind.PASSWORD_CHANGED: ("email/password_changed.txt", ACCOUNT),
    Kind.RECOVERY_CODE_USED: ("email/recovery_code_used.txt", ACCOUNT),
    Kind.APP_REMOVED: ("email/app_removed.txt", ACCOUNT),
    Kind.AGENCY_CHANGED: ("email/agency_changed.txt", ACCOUNT),
    Kind.RESET_ASKED: ("email/reset_asked.txt", ACCOUNT),
}


def write_to(users: Iterable[User], kind: str, about: UUID | None = None) -> None:
    """Part of another change: an email to each of these, once that change is committed."""
    if not settings.MAIL_LEAVES:
        return
    Notice.objects.bulk_create(Notice(user=user, kind=kind, about_id=about) for user in users)
    transaction.on_commit(LETTERS.nudge, robust=True)


def take_back(about: UUID, *kinds: str) -> None:
    """Part of another change: what has not left about something, and need not any more."""
    _drop(Notice.objects.filter(about_id=about, kind__in=kinds))


def take_back_all(user: User) -> None:
    """Part of closing an account: nothing more is sent to it."""
    _drop(Notice.objects.filter(user=user))
    links = InvitationLetter.objects.filter(user=user)
    settle(links, InvitationLetter, LetterState.WAITING, LetterState.DROPPED)


def _drop(notices: QuerySet[Notice]) -> None:
    settle(notices, Notice, LetterState.WAITING, LetterState.DROPPED)


def send_notices(now: datetime, until: float) -> None:
    """Send what waits, one email for all of one kind; may run several times at the same moment.

    No email is begun after `until`, by the clock that only goes forward.
    """
    if not settings.MAIL_LEAVES:
        return
    give_up_lost(Notice, now, LOST_AFTER)
    for user in users_waiting(Notice.objects.all()):
        waiting = Notice.objects.filter(user=user, state=LetterState.WAITING)
        for kind in waiting.order_by("kind").values_list("kind", flat=True).distinct():
            if time.monotonic() < until:
                _send(user, kind)


def _send(user: User, kind: str) -> None:
    claimed = claim(Notice.objects.filter(user=user, kind=kind))
    if claimed:
        template, path = WORDS[kind]
        state = email_to(user, template, address=settings.PUBLIC_BASE_URL + path)
        settle(claimed, Notice, LetterState.SENDING, state)
