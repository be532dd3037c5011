"""Telling of alerts by email, again and wider after a while, until somebody is on it.

The alert is the row that was committed with the text; whatever is told follows from it and from
the clock, so that a worker killed at any point leaves nothing to be remembered. An email says
nothing but that there is something.
"""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from secrets import randbelow

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from companion.access.alerting import open_and_told_by_email, possible_duty_contacts, to_be_told
from companion.changes.errors import NoMail, NotTheNumber, Refused
from companion.changes.post import TURN, claim, email_to, give_up_lost, settle, users_waiting
from companion.history import gathering, record
from companion.models import Alert, AlertLetter, DutyTest, EventKind, LetterState, Panel, User
from vault.index import blind_index

# An email that has been under way for so long has lost its worker: mail servers answer in less.
LOST_AFTER = timedelta(minutes=1)
# How many rounds of five minutes lie between two emails, until when.
Pace = tuple[tuple[timedelta, int], ...]
URGENTLY: Pace = ((timedelta(hours=1), 1), (timedelta(days=1), 3), (timedelta.max, 48))
# The advocate's own time to read ends with the first round that reaches coordinators.
READ_FIRST = Alert.FIRST_TO_READ // settings.ALERT_AGAIN_AFTER
SOON: Pace = ((timedelta(hours=4), READ_FIRST), (timedelta(days=1), 48), (timedelta.max, 288))
DAILY: Pace = ((timedelta.max, 288),)


def tell_of_alerts(now: datetime) -> None:
    """Write down whom to tell of what, and tell them; may run several times at the same moment."""
    if not settings.MAIL_LEAVES:
        return
    for model in (AlertLetter, DutyTest):
        give_up_lost(model, now, LOST_AFTER)
    _raise(now)
    until = time.monotonic() + TURN
    for letters in (AlertLetter.objects.filter(alert__kind__in=Alert.URGENT), AlertLetter.objects):
        for user in users_waiting(letters.all()):
            if time.monotonic() < until:
                _send(user)
    for user in users_waiting(DutyTest.objects.all()):
        if time.monotonic() < until:
            _send_tests(user)


def pace_of(alert: Alert) -> Pace:
    """How often people are told of it, until somebody is on it."""
    if alert.urgent:
        return URGENTLY
    return SOON if alert.kind in Alert.ABOUT_DANGER else DAILY


def round_at(age: timedelta, pace: Pace) -> int:
    """Which round an alert so old is in; a round that was missed is not made up."""
    count = max(0, age // settings.ALERT_AGAIN_AFTER)
    between = next(between for until, between in pace if age < until)
    return count - count % between


def _raise(now: datetime) -> None:
    """A letter for everybody who is to be told in the present round of each alert, once."""
    rounds = {
        alert: round_at(now - alert.raised_at, pace_of(alert)) for alert in open_and_told_by_email()
    }
    due = _not_yet(rounds)
    if not due:
        return
    readers = to_be_told(due)
    with transaction.atomic(), gathering():
        held = Alert.objects.select_for_update(no_key=True).filter(seen_at__isnull=True)
        still = {one.pk for one in held.filter(pk__in=[alert.pk for alert in due]).order_by("pk")}
        now_due = {one: round_ for one, round_ in _not_yet(due).items() if one.pk in still}
        _raise_all(now_due, readers)


def _not_yet(rounds: Mapping[Alert, int]) -> dict[Alert, int]:
    """Those of which nobody was told in their round."""
    letters = AlertLetter.objects.filter(alert__in=list(rounds))
    told = dict(
        letters.values_list("alert").annotate(last=Max("round")).values_list("alert", "last")
    )
    return {alert: round_ for alert, round_ in rounds.items() if told.get(alert.pk, -1) < round_}


def _raise_all(due: Mapping[Alert, int], readers: Mapping[Alert, Mapping[User, str]]) -> None:
    drop_waiting(due)
    AlertLetter.objects.bulk_create(
        AlertLetter(alert=alert, user=user, round=round_, why=why)
        for alert, round_ in due.items()
        for user, why in readers[alert].items()
    )
    for alert, round_ in due.items():
        if round_ and readers[alert]:
            _keep(EventKind.ALERT_ESCALATED, alert)


def drop_waiting(alerts: Iterable[Alert]) -> None:
    """What has not left about alerts, and need not: they were seen, or are told of anew."""
    letters = AlertLetter.objects.filter(alert__in=list(alerts))
    settle(letters, AlertLetter, LetterState.WAITING, LetterState.DROPPED)


def _send(user: User) -> None:
    """One email for all that waits for a user."""
    of_user = AlertLetter.objects.filter(user=user, alert__seen_at__isnull=True)
    claimed = claim(of_user)
    if not claimed:
        return
    about = Alert.objects.filter(pk__in=[letter.alert_id for letter in claimed])
    alerts = list(about.select_related("subject").order_by("pk"))
    cannot_wait = any(alert.urgent for alert in alerts)
    state = email_to(user, "email/urgent.txt" if cannot_wait else "email/soon.txt")
    with transaction.atomic(), gathering():
        settle(claimed, AlertLetter, LetterState.SENDING, state)
        if state == LetterState.SENT:
            for alert in alerts:
                _keep(EventKind.ALERT_TOLD, alert)


def _keep(kind: EventKind, alert: Alert) -> None:
    chain = alert.subject.public_id
    record(kind, about=alert, chain=chain, acting_user=None, service=True)


@transaction.atomic
def ask_duty_contact(panel: Panel, user: User, *, acting_user: User) -> DutyTest:
    """Send a test to whoever is to be the duty contact; an older one counts no more."""
    if not settings.MAIL_LEAVES:
        raise NoMail
    Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    older = DutyTest.objects.filter(panel=panel, confirmed_at__isnull=True)
    older.update(state=LetterState.DROPPED, settled_at=timezone.now())
    test = DutyTest.objects.create(panel=panel, user=user, asked_by=acting_user)
    chain = panel.public_id
    record(EventKind.DUTY_TEST_ASKED, about=test, chain=chain, acting_user=acting_user)
    return test


def _send_tests(user: User) -> None:
    """The same way as an alert goes; its number is made here, and only an index of it is kept."""
    for test in claim(DutyTest.objects.filter(user=user)):
        number = f"{randbelow(10**6):06}"
        DutyTest.objects.filter(pk=test.pk).update(number_index=_index(test, number))
        state = email_to(user, "email/duty_test.txt", number=number)
        settle([test], DutyTest, LetterState.SENDING, state)


def _index(test: DutyTest, number: str) -> str:
    return blind_index(f"{test.public_id}:{number}", "duty_test")


@transaction.atomic
def confirm_duty_test(test: DutyTest, number: str, *, acting_user: User) -> Refused | None:
    """Whoever types the number of the email is the duty contact from now on; or why not.

    A wrong number is counted, hence kept: it is given back and not raised.
    """
    panel = Panel.objects.select_for_update(no_key=True).get(pk=test.panel_id)
    test = DutyTest.objects.select_for_update(no_key=True).get(pk=test.pk)
    waits = test.confirmed_at is None and test.state != LetterState.DROPPED
    # Whose seat was taken away in this moment is the duty contact of nothing.
    waits = waits and possible_duty_contacts(panel).filter(pk=acting_user.pk).exists()
    if not waits or test.wrong >= DutyTest.MOST_WRONG or test.number_index != _index(test, number):
        test.wrong += 1
        test.save(update_fields=["wrong"])
        return NotTheNumber()
    test.confirmed_at = timezone.now()
    test.save(update_fields=["confirmed_at"])
    panel.duty_user, panel.duty_tested_on = acting_user, timezone.localdate()
    panel.save(update_fields=["duty_user", "duty_tested_on"])
    chain = panel.public_id
    record(EventKind.DUTY_TEST_CONFIRMED, about=test, chain=chain, acting_user=acting_user)
    return None
