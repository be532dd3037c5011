"""Who is reminded when; that each is told of a thing once; and that an email says nothing."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.reminders import remind
from companion.models import AgreedAction, Event, EventKind, Membership, Reminder
from companion.tasks import remind_owners
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK
from tests.signing_in import sign_in

CANARY = "the canary sings at the old mill"
State = Reminder.State


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[Any]:
    """A moment at which mail goes out."""
    noon = timezone.make_aware(datetime.combine(timezone.localdate(), time(12)))
    with time_machine.travel(noon, tick=False) as clock:
        yield clock


def on(day: date, hour: int = 12) -> Any:
    """Travel to an hour of a day."""
    return time_machine.travel(timezone.make_aware(datetime.combine(day, time(hour))), tick=False)


def emails_on(day: date) -> list[str]:
    """To whom emails go on a day on which the clock-driven task runs twice."""
    before = len(mail.outbox)
    with on(day):
        remind_owners()
        remind_owners()
    return sorted(email.to[0].partition("@")[0] for email in mail.outbox[before:])


@pytest.fixture
def action(cast: Cast) -> AgreedAction:
    """Due in ten days."""
    due = timezone.localdate() + timedelta(days=10)
    return factories.action(cast.side, cast.member, cast.chair, CANARY, due_on=due)


def test_the_owner_then_the_coordinator_then_the_chair_each_once(
    cast: Cast, action: AgreedAction
) -> None:
    days = range(-5, 12)
    told = {day: emails_on(action.due_on + timedelta(days=day)) for day in days}
    assert {day: who for day, who in told.items() if who} == {
        -3: ["mo.member"],
        0: ["mo.member"],
        1: ["mo.member"],
        3: ["cora.coordinator"],
        7: ["chris.chair"],
    }


def test_a_promised_answer_is_reminded_of_in_the_same_way(cast: Cast) -> None:
    need = factories.need(cast.side, CANARY)
    due = timezone.localdate() + timedelta(days=10)
    answer_need(
        need, "owed", "", Tell("now"), acting_user=cast.chair, owed_by=cast.member, owed_until=due
    )
    told = [emails_on(due + timedelta(days=day)) for day in (-4, -3, 0, 1, 3, 7)]
    assert told == [
        [], ["mo.member"], ["mo.member"], ["mo.member"], ["cora.coordinator"], ["chris.chair"],
    ]  # fmt: skip
    answer_need(need, "accepted", "Yes.", Tell("now"), acting_user=cast.member)
    assert emails_on(due + timedelta(days=8)) == []


def test_what_is_done_or_closed_is_not_chased(cast: Cast, action: AgreedAction) -> None:
    other = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    factories.action(other, cast.member, cast.chair, due_on=action.due_on)
    case = other.panel_case
    case.closed_at = timezone.now()
    case.save()
    mark_done(action, acting_user=cast.member)
    assert emails_on(action.due_on) == []
    assert not Reminder.objects.exists()


def test_no_email_says_anything_of_anybody(cast: Cast, action: AgreedAction) -> None:
    need = factories.need(cast.side, CANARY)
    answer_need(
        need, "owed", CANARY, Tell("now"),
        acting_user=cast.chair, owed_by=cast.member, owed_until=action.due_on,
    )  # fmt: skip
    for day in (-3, 0, 1, 3, 7):
        emails_on(action.due_on + timedelta(days=day))
    assert len(mail.outbox) == 5
    said = {(email.subject, email.body) for email in mail.outbox}
    link = "Sign in to see it.\n\nhttp://testserver/sign-in/\n"
    assert said == {
        ("Bookings", f"You have something due on Bookings. {link}"),
        ("Bookings", f"Something on Bookings is late. {link}"),
    }
    everything = " ".join(str(email.message()) for email in mail.outbox)
    for secret in (CANARY, "Jay", "Hill Town", str(action.public_id), str(need.public_id)):
        assert secret not in everything


def test_one_email_serves_for_all_that_is_due(cast: Cast, action: AgreedAction) -> None:
    for _ in range(4):
        factories.action(cast.side, cast.member, cast.chair, due_on=action.due_on)
    assert emails_on(action.due_on) == ["mo.member"]
    assert Reminder.objects.filter(state=State.SENT, kind="today").count() == 5
    assert Event.objects.filter(kind=EventKind.REMINDED, actor="service").count() == 5


def test_nobody_is_reminded_of_what_they_may_not_see(cast: Cast, action: AgreedAction) -> None:
    cast.side.never_users.add(cast.coordinator)
    Membership.objects.filter(user=cast.member).update(ended_at=timezone.now())
    assert emails_on(action.due_on) == []
    assert emails_on(action.due_on + timedelta(days=8)) == ["chris.chair"]


def test_nothing_goes_out_in_the_night(cast: Cast, action: AgreedAction) -> None:
    for hour, count in ((0, 0), (7, 0), (8, 1), (23, 1)):
        with on(action.due_on, hour):
            remind_owners()
        assert len(mail.outbox) == count


def test_without_a_mail_server_nobody_is_said_to_have_been_reminded(
    cast: Cast, action: AgreedAction, settings: Any
) -> None:
    settings.MAIL_LEAVES = False
    assert emails_on(action.due_on) == []
    assert not Reminder.objects.exists()


class Trouble(EmailBackend):
    """A mail server in trouble: at the door, or while it is being told."""

    at_the_door: Exception | None = None
    while_told: Exception | None = None

    def open(self) -> None:
        if Trouble.at_the_door:
            raise Trouble.at_the_door

    def send_messages(self, messages: Any) -> int:
        if Trouble.while_told:
            raise Trouble.while_told
        return int(super().send_messages(messages))


@pytest.fixture
def trouble(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Trouble]:
    settings.EMAIL_BACKEND = f"{__name__}.Trouble"
    monkeypatch.setattr(Trouble, "at_the_door", None)
    monkeypatch.setattr(Trouble, "while_told", None)
    return Trouble


@pytest.mark.parametrize(
    ("where", "error", "state", "later"),
    [
        ("at_the_door", ConnectionRefusedError(), State.WAITING, 1),
        ("while_told", SMTPDataError(451, b"later"), State.WAITING, 1),
        ("while_told", SMTPRecipientsRefused({"a": (450, b"")}), State.WAITING, 1),
        ("while_told", SMTPRecipientsRefused({"a": (550, b"")}), State.REFUSED, 0),
        ("while_told", SMTPDataError(554, b"no"), State.REFUSED, 0),
        ("while_told", SMTPServerDisconnected(), State.UNKNOWN, 0),
        ("while_told", TimeoutError(), State.UNKNOWN, 0),
    ],
)
def test_only_what_surely_did_not_leave_is_sent_again(
    cast: Cast, action: AgreedAction, trouble: type[Trouble],
    where: str, error: Exception, state: str, later: int,
) -> None:  # fmt: skip
    setattr(trouble, where, error)
    assert emails_on(action.due_on) == []
    assert Reminder.objects.get(kind="today").state == state
    setattr(trouble, where, None)
    assert len(emails_on(action.due_on)) == later


def test_a_killed_workers_email_is_declared_unknown_and_not_doubled(
    cast: Cast, action: AgreedAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, on(action.due_on):
        patched.setattr("companion.changes.reminders.email_to", killed)
        with pytest.raises(KeyboardInterrupt):
            remind_owners()
    assert Reminder.objects.get().state == State.SENDING
    with on(action.due_on, 13):
        remind_owners()
    assert (mail.outbox, Reminder.objects.get().state) == ([], State.UNKNOWN)


def test_what_was_done_while_the_mail_server_was_away_is_not_sent(
    cast: Cast, action: AgreedAction, trouble: type[Trouble]
) -> None:
    trouble.at_the_door = ConnectionRefusedError()
    emails_on(action.due_on)
    trouble.at_the_door = None
    mark_done(action, acting_user=cast.member)
    assert emails_on(action.due_on) == []
    assert Reminder.objects.get().state == State.DROPPED


def test_the_clock_drives_it_every_hour(settings: Any) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["companion.tasks.remind_owners"]
    assert entry == {"task": remind_owners.name, "schedule": timedelta(hours=1)}


def test_two_workers_at_once_send_one_email(
    cast: Cast, action: AgreedAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second worker runs whole while the first holds its claim."""
    from companion.changes import reminders

    sending, inner = reminders.email_to, []

    def and_another(*about: Any) -> str:
        if not inner:
            inner.append(True)
            remind(timezone.now())
        return sending(*about)

    monkeypatch.setattr(reminders, "email_to", and_another)
    assert emails_on(action.due_on) == ["mo.member"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_the_same_moment_send_each_email_once(cast: Cast) -> None:
    due = timezone.localdate()
    others = [factories.user(f"Member {number}", cast.member.agency) for number in range(6)]
    for other in others:
        factories.seat(cast.panel, other)
        factories.action(cast.side, other, cast.chair, due_on=due)
    started = threading.Barrier(4)

    def work(_: int) -> None:
        started.wait()
        try:
            remind_owners()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert sorted(email.to[0] for email in mail.outbox) == sorted(o.email for o in others)
    assert Event.objects.filter(kind=EventKind.REMINDED).count() == 6


@pytest.mark.postgresql
def test_the_hourly_look_asks_no_more_for_thirty_than_for_three(cast: Cast) -> None:
    def more(count: int) -> None:
        for _ in range(count):
            factories.action(cast.side, cast.member, cast.chair, due_on=timezone.localdate())
        remind_owners()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            remind_owners()
        return len(queries)

    more(3)
    few = asked()
    more(27)
    assert asked() == few


def test_what_was_reminded_of_is_on_the_owners_desk(
    client: Client, cast: Cast, action: AgreedAction
) -> None:
    with on(action.due_on + timedelta(days=1)):
        sign_in(client, cast.member)
        assert "overdue" in client.get(DESK).content.decode()


def test_the_demonstration_shows_every_email_and_nobody_else_does(
    client: Client, cast: Cast, action: AgreedAction, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    with on(action.due_on):
        remind_owners()
    assert client.get("/simulator/post/").status_code == 404
    settings.DEMO = True
    page = client.get("/simulator/post/").content.decode()
    assert "mo.member@example.org" in page
    assert "You have something due on Bookings." in page
    assert "/simulator/post/" in client.get("/simulator/").content.decode()
