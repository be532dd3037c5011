"""Who hears of an urgent alert, when, and who else until somebody is on it; and no details."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companion.changes import alerting
from companion.changes.alerting import DAILY, SOON, URGENTLY, Pace, round_at, tell_of_alerts
from companion.changes.alerts import raise_alert, see_alert
from companion.changes.people import keep_apart
from companion.changes.standing_in import arrange_stand_in
from companion.models import Alert, AlertLetter, Event, EventKind, LetterState, Panel
from companion.tasks import tell
from tests import factories
from tests.cast import Cast
from tests.companion.test_reminders import Trouble, trouble  # noqa: F401 - a fixture
from tests.signing_in import sign_in

Kind, State = Alert.Kind, LetterState


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that only tests move."""
    with time_machine.travel(timezone.now(), tick=False) as moved:
        yield moved


def on_duty(cast: Cast) -> None:
    """The member is the panel's duty contact."""
    Panel.objects.filter(pk=cast.panel.pk).update(duty_user=cast.member)


def an_alert(cast: Cast, kind: str = Kind.IN_DANGER) -> Alert:
    raise_alert(cast.side.subject, kind, side=cast.side)
    return Alert.objects.get(kind=kind)


def told() -> list[str]:
    """To whom emails have gone since last asked."""
    gone = sorted(email.to[0].partition("@")[0].partition(".")[0] for email in mail.outbox)
    mail.outbox.clear()
    return gone


def after(clock: Any, minutes: float) -> list[str]:
    """To whom emails go so much later, while the task runs twice."""
    clock.shift(timedelta(minutes=minutes))
    tell()
    tell()
    return told()


def test_advocate_and_duty_contact_at_once_the_coordinator_after_five_minutes(
    cast: Cast, clock: Any
) -> None:
    on_duty(cast)
    alert = an_alert(cast)
    assert after(clock, 0) == ["amal", "mo"]
    assert after(clock, 4.9) == []
    assert after(clock, 0.1) == ["amal", "cora", "mo"]
    assert after(clock, 5) == ["amal", "cora", "mo"]
    see_alert(alert, acting_user=cast.coordinator)
    assert after(clock, 5) == after(clock, 60) == []
    kinds = Event.objects.filter(about_id=alert.public_id).order_by("number")
    assert list(kinds.values_list("kind", flat=True)) == [
        EventKind.ALERT_RAISED,
        *[EventKind.ALERT_TOLD] * 2,
        EventKind.ALERT_ESCALATED,
        *[EventKind.ALERT_TOLD] * 3,
        EventKind.ALERT_ESCALATED,
        *[EventKind.ALERT_TOLD] * 3,
        EventKind.ALERT_SEEN,
    ]


def test_whoever_stands_in_hears_of_it_too(cast: Cast, clock: Any) -> None:
    colleague = factories.user("Sam Stand", cast.advocate.agency)
    now = timezone.now()
    arrange_stand_in(colleague, now, now + timedelta(days=2), acting_user=cast.advocate)
    an_alert(cast)
    assert after(clock, 0) == ["amal", "sam"]


@pytest.mark.parametrize("kind", [Kind.DURESS, Kind.THREAT])
def test_the_coordinator_hears_at_once_of_duress_and_of_threats(
    cast: Cast, clock: Any, kind: str
) -> None:
    an_alert(cast, kind)
    assert after(clock, 0) == ["amal", "cora"]


def test_where_nobody_speaks_for_them_the_coordinator_hears_at_once(cast: Cast, clock: Any) -> None:
    cast.side.advocacies.update(ended_at=timezone.now())
    an_alert(cast)
    assert after(clock, 0) == ["cora"]


def test_nobody_hears_of_somebody_they_may_not_know_of(cast: Cast, clock: Any) -> None:
    """Named by the person, kept apart through another, gone, or not at this panel."""
    on_duty(cast)
    cast.side.never_users.add(cast.member)
    apart = factories.side("Lu", cast.other_panel, cast.coordinator, cast.other_member)
    keep_apart(cast.side.subject, apart.subject, acting_user=cast.chair)
    an_alert(cast)
    assert after(clock, 0) == after(clock, 5) == ["amal"]


def test_what_is_not_urgent_waits_on_the_desk(cast: Cast, clock: Any) -> None:
    an_alert(cast, Kind.MESSAGE)
    assert after(clock, 0) == after(clock, 600) == []


def test_an_email_says_nothing_of_anybody(cast: Cast) -> None:
    alert = an_alert(cast, Kind.HARM_SELF)
    tell()
    (email,) = mail.outbox
    assert (email.subject, email.body) == (
        "Bookings",
        "Something on Bookings cannot wait. Sign in to see it.\n\nhttp://testserver/sign-in/\n",
    )
    everything = str(email.message())
    for secret in ("Jay", "Hill Town", str(alert.public_id), "harm"):
        assert secret not in everything


def test_one_email_serves_for_all_that_waits(cast: Cast, clock: Any) -> None:
    for kind in (Kind.IN_DANGER, Kind.HARM_SELF):
        an_alert(cast, kind)
    assert after(clock, 0) == ["amal"]
    assert AlertLetter.objects.filter(state=State.SENT).count() == 2
    assert Event.objects.filter(kind=EventKind.ALERT_TOLD).count() == 2


def test_after_hours_without_workers_one_round_is_told_and_not_all_that_were_missed(
    cast: Cast, clock: Any
) -> None:
    an_alert(cast)
    assert after(clock, 47) == ["amal", "cora"]
    assert after(clock, 2.9) == []


@pytest.mark.parametrize(
    ("pace", "first", "evenly"), [(URGENTLY, 5, 60), (SOON, 60, 240), (DAILY, 1440, 4 * 1440)]
)
@given(minutes=st.lists(st.integers(0, 3 * 24 * 60), min_size=1, max_size=40))
def test_rounds_never_go_back_and_the_next_comes_when_it_should(
    minutes: list[int], pace: Pace, first: int, evenly: int
) -> None:
    def round_after(minute: int) -> int:
        return round_at(timedelta(minutes=minute), pace)

    rounds = [round_after(minute) for minute in sorted(minutes)]
    assert rounds == sorted(rounds)
    assert all((minute >= first) == (round_after(minute) > 0) for minute in minutes)
    early = [minute for minute in minutes if minute < evenly]
    assert all(round_after(m) == m // first * (first // 5) for m in early)


def test_what_surely_did_not_leave_is_sent_at_the_next_turn(
    cast: Cast,
    clock: Any,
    trouble: type[Trouble],  # noqa: F811
) -> None:
    trouble.at_the_door = ConnectionRefusedError()
    an_alert(cast)
    assert after(clock, 0) == []
    trouble.at_the_door = None
    assert after(clock, 0.2) == ["amal"]


def test_a_killed_worker_neither_doubles_nor_forgets(
    cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may have left is said so, and the next round comes all the same."""

    def killed(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    alert = an_alert(cast)
    with monkeypatch.context() as patched:
        patched.setattr(alerting, "email_to", killed)
        with pytest.raises(KeyboardInterrupt):
            tell()
    assert after(clock, 2) == []
    assert alert.letters.get().state == State.UNKNOWN
    assert after(clock, 3) == ["amal", "cora"]


@pytest.mark.parametrize("dies_in", ["_raise_all", "claim", "settle", "_keep"])
def test_wherever_a_worker_dies_each_round_is_told_at_most_once_and_the_next_comes(
    cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch, dies_in: str
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    an_alert(cast)
    with monkeypatch.context() as patched:
        patched.setattr(alerting, dies_in, killed)
        with pytest.raises(KeyboardInterrupt):
            tell()
    first = [*told(), *after(clock, 0.2), *after(clock, 2)]
    assert first == ["amal"]
    assert after(clock, 3) == ["amal", "cora"]


def test_a_second_worker_at_the_same_moment_sends_nothing_twice(
    cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending, inner = alerting.email_to, []

    def and_another(*about: Any, **more: Any) -> str:
        if not inner:
            inner.append(True)
            tell_of_alerts(timezone.now())
        return sending(*about, **more)

    an_alert(cast, Kind.DURESS)
    monkeypatch.setattr(alerting, "email_to", and_another)
    assert after(clock, 0) == ["amal", "cora"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_the_same_moment_send_each_email_once(cast: Cast) -> None:
    on_duty(cast)
    for _ in range(5):
        raise_alert(cast.side.subject, Kind.DURESS, side=cast.side, message=None)
    started = threading.Barrier(4)

    def work(_: int) -> None:
        started.wait()
        try:
            tell()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert told() == ["amal", "cora", "mo"]
    assert Event.objects.filter(kind=EventKind.ALERT_TOLD).count() == 3


@pytest.mark.postgresql
def test_telling_of_thirty_asks_no_more_than_telling_of_three(cast: Cast, clock: Any) -> None:
    def asked(count: int) -> int:
        clock.shift(timedelta(days=1))
        Alert.objects.update(seen_at=timezone.now(), seen_by=cast.advocate)
        for _ in range(count):
            raise_alert(cast.side.subject, Kind.HARM_SELF, side=cast.side, message=uuid4())
        with CaptureQueriesContext(connection) as queries:
            tell()
        assert len(told()) == 1
        return len(queries)

    asked(2)
    assert asked(3) == asked(30)


def test_the_clock_drives_it_and_a_nudge_comes_first(
    cast: Cast,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["companion.tasks.tell"]
    assert entry == {"task": tell.name, "schedule": timedelta(seconds=10)}
    nudged: list[str] = []
    monkeypatch.setattr("messaging.nudge.Nudger.nudge", lambda self: nudged.append(self.task))
    with django_capture_on_commit_callbacks(execute=True):
        an_alert(cast, Kind.MESSAGE)
    assert nudged == []
    with django_capture_on_commit_callbacks(execute=True):
        an_alert(cast)
    assert nudged == [tell.name]


def test_the_advocate_reads_what_to_do_and_takes_it_on(client: Client, cast: Cast) -> None:
    alert = an_alert(cast)
    tell()
    sign_in(client, cast.advocate)
    today = client.get("/advocate/").content.decode()
    page = f"/advocate/alerts/{alert.public_id}/"
    assert page in today
    shown = client.get(page).content.decode()
    assert "ring 999" in shown
    assert "Amal Advocate" in shown and "1 email, sent" in shown
    assert "is on it since" in client.post(page, follow=True).content.decode()
    assert page not in client.get("/advocate/").content.decode()
    alert.refresh_from_db()
    assert alert.seen_by == cast.advocate
    assert "is on it since" in client.get(page).content.decode()


def test_the_duty_contact_and_the_coordinator_see_it_without_the_words(
    client: Client, cast: Cast
) -> None:
    alert = an_alert(cast)
    page = f"/panel/alerts/{alert.public_id}/"
    sign_in(client, cast.member)
    assert client.get(page).status_code == 404
    on_duty(cast)
    assert page in client.get("/panel/").content.decode()
    assert "speaks for them and reads the words" in client.get(page).content.decode()
    other = Client()
    sign_in(other, cast.outsider)
    for address in (page, f"/advocate/alerts/{alert.public_id}/"):
        assert other.get(address).status_code == other.post(address).status_code == 404
    assert client.get(f"/advocate/alerts/{alert.public_id}/").status_code == 404
    assert client.post(page, follow=True).status_code == 200
    alert.refresh_from_db()
    assert alert.seen_by == cast.member


def test_without_a_mail_server_nobody_is_said_to_have_been_told(
    cast: Cast, settings: Any, client: Client
) -> None:
    settings.MAIL_LEAVES = False
    alert = an_alert(cast)
    tell()
    assert not AlertLetter.objects.exists()
    sign_in(client, cast.advocate)
    page = client.get(f"/advocate/alerts/{alert.public_id}/").content.decode()
    assert "Nobody was told by email." in page
