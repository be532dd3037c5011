"""Planned texts go when they were planned for, once, through the gate; or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from companion.changes.agreement import withdraw_consent
from companion.changes.contact import pause_texts, start_texts, stop_texts
from companion.changes.people import change_advocate, leave_case
from companion.changes.standing_in import arrange_stand_in
from companion.models import (
    ENCOURAGEMENTS,
    Consent,
    Event,
    Hours,
    PlannedText,
    Rhythm,
    SafeContactRule,
)
from companion.tasks import write_planned_texts
from content.builtin import builtins
from messaging.changes import sweep_states
from messaging.models import Number, OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import Desk, deliver, plan_form
from tests.fakes import FakeTwilio
from tests.signing_in import sign_in

TEXT = "Shall we walk to the library together?"
COVER = "There is a message about your booking. Reply CALL and we will ring you."


@dataclass
class Clock:
    """Time that passes only when told to, with the advocate signed in afresh."""

    traveller: time_machine.Traveller
    desk: Desk

    def shift(self, by: timedelta) -> None:
        self.traveller.shift(by)
        sign_in(self.desk.client, self.desk.cast.advocate)

    def move_to(self, moment: datetime) -> None:
        self.traveller.move_to(moment)
        sign_in(self.desk.client, self.desk.cast.advocate)


@pytest.fixture(autouse=True)
def clock(desk: Desk) -> Iterator[Clock]:
    """A Monday morning some days from now; nothing else waits, and ten to four is safe."""
    OutgoingMessage.objects.all().delete()
    SafeContactRule.objects.update(hours=Hours.every_day(time(10), time(16)))
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    with time_machine.travel(datetime.combine(monday, time(9), UTC), tick=False) as traveller:
        sign_in(desk.client, desk.cast.advocate)
        yield Clock(traveller, desk)


def plan(desk: Desk, **changes: object) -> PlannedText:
    """Plan a text as a browser does."""
    page = desk.post("plan", **plan_form(**changes), step="keep")
    assert "It is planned." in page, re.findall("error-message.*?</p>", page)
    return PlannedText.objects.latest("pk")


def days_of(repeats: str, first: date, last: date) -> list[date]:
    return list(Rhythm(repeats, first, last).days())


def refused(desk: Desk, **changes: object) -> str:
    """What the page says to a plan that is not kept."""
    before = PlannedText.objects.count()
    page = desk.post("plan", **plan_form(**changes), step="keep")
    assert PlannedText.objects.count() == before
    return page


def tick(clock: Clock | None = None, **by: float) -> None:
    """Time passes; the clock, the sweep and the worker do their work."""
    if clock:
        clock.shift(timedelta(**by))
    write_planned_texts()
    sweep_states()
    deliver()


def bodies(provider: FakeTwilio) -> list[str]:
    return [text.body for text in provider.sent]


def bubble(page: str) -> str:
    return page.partition('class="phone__bubble"')[2].partition(">")[2].partition("</p>")[0]


@pytest.mark.parametrize(("level", "shown"), [("safe_hours", TEXT), ("cover", COVER)])
def test_what_was_shown_goes_at_its_time_and_not_before(
    desk: Desk, provider: FakeTwilio, clock: Clock, level: str, shown: str
) -> None:
    SafeContactRule.objects.update(level=level)
    page = desk.post("plan", **plan_form(), step="look")
    assert bubble(page) == shown
    assert ("Your words do not go." in page) == (level == "cover")
    assert not PlannedText.objects.exists()
    made = plan(desk)
    assert "Planned texts" in desk.read() and TEXT in desk.read()
    tick(clock, hours=26.9)
    assert not OutgoingMessage.objects.exists()
    tick(clock, hours=0.1)
    assert bodies(provider) == [shown]
    tick(clock, days=3)
    assert bodies(provider) == [shown]
    made.refresh_from_db()
    assert made.ended_at and made.ended_by is None and made.next_at is None
    assert "Nothing is planned." in desk.read()


def test_a_time_that_is_not_safe_is_refused_with_the_next_that_is(desk: Desk) -> None:
    day = timezone.localdate() + timedelta(days=1)
    page = refused(desk, at="08:30")
    said = f"{day:%A} {day.day} {day:%B}"
    assert f"{said}, 08:30 is outside their safe hours." in page
    assert f"The next safe hours are {said}, 10:00–16:00." in page
    assert TEXT in page and 'value="08:30"' in page
    later = day + timedelta(days=1)
    page = refused(desk, at="15:45")
    assert "15:45 is in the last half hour of their safe hours." in page
    assert f"{later:%A} {later.day} {later:%B}, 10:00–16:00." in page
    SafeContactRule.objects.update(level="cover")
    assert plan(desk, at="15:45").next_at
    assert plan(desk, at="10:00").next_at


def test_what_is_typed_wrong_is_said_and_stays(desk: Desk) -> None:
    today = timezone.localdate()
    yesterday = (today - timedelta(days=1)).isoformat()
    assert "Write what you want to say." in refused(desk, words="")
    assert "A text never carries a link" in refused(desk, words="see www.flats.org")
    assert "That day has gone." in refused(desk, first_day=yesterday)
    assert "Enter a time, such as 10:30." in refused(desk, at="noonish")
    assert "Choose at least one day of the week." in refused(desk, repeats="weekly", number="3")
    assert "Say when it ends" in refused(desk, repeats="daily")
    both = {"number": "3", "last_day": (today + timedelta(days=9)).isoformat()}
    assert "Choose one: a last day" in refused(desk, repeats="daily", **both)
    assert "That is before the first day." in refused(
        desk, repeats="daily", last_day=today.isoformat()
    )
    assert "Two times or more." in refused(desk, repeats="daily", number="1")
    assert "Choose what it says." in refused(desk, say="encourage_nobody")
    page = refused(desk, words="", repeats="weekly", weekdays=["2", "4"])
    assert re.search(r'value="2"[^>]*checked', page) and re.search(
        r'value="weekly"[^>]*checked', page
    )


def test_today_needs_a_time_to_come(desk: Desk, clock: Clock) -> None:
    clock.shift(timedelta(hours=4))
    today = timezone.localdate().isoformat()
    assert "That time has gone." in refused(desk, first_day=today, at="12:30")
    assert plan(desk, first_day=today, at="14:00")


def test_it_never_goes_on_without_end(desk: Desk) -> None:
    consent = Consent.objects.get(side=desk.side)
    last = timezone.localdate(consent.expires_at) - timedelta(days=1)
    after = (last + timedelta(days=1)).isoformat()
    said = f"They agreed to take part until {last.day} {last:%B} {last.year}."
    assert said in refused(desk, repeats="daily", last_day=after)
    assert said in refused(desk, first_day=after)
    made = plan(desk, repeats="daily", last_day=last.isoformat())
    assert made.last_on == last
    consent.expires_at = timezone.now() + timedelta(days=5)
    consent.save()
    assert "only 4 times fit" in refused(desk, repeats="daily", number="5")
    assert plan(desk, repeats="daily", number="4")


def test_no_more_often_than_they_agreed_to(desk: Desk) -> None:
    SafeContactRule.objects.update(unprompted_a_week=3, unprompted_a_day=1)
    page = refused(desk, repeats="daily", number="5")
    assert "They agreed to at most 3 texts a week that they did not ask for." in page
    assert "at most 3 texts" in refused(
        desk, repeats="weekly", weekdays=["0", "1", "2", "3"], number="5"
    )
    assert plan(desk, repeats="weekly", weekdays=["1", "2", "3"], number="5")


def test_weekly_on_two_days_six_times_and_then_it_is_over(
    desk: Desk, provider: FakeTwilio, clock: Clock
) -> None:
    made = plan(desk, repeats="weekly", weekdays=["1", "4"], number="6")
    page = desk.read()
    assert "Every week (Tuesday, Friday) at 12:00, until" in page
    days = []
    for _ in range(40):
        before = len(provider.sent)
        tick(clock, hours=24 if days else 27)
        if len(provider.sent) > before:
            days.append(timezone.localdate())
    assert [day.weekday() for day in days] == [1, 4, 1, 4, 1, 4]
    assert days[-1] == made.last_on
    assert (days[-1] - days[0]).days == 17
    assert not PlannedText.objects.standing().exists()


def test_the_days_a_calendar_means(desk: Desk) -> None:
    start = timezone.localdate() + timedelta(days=1)
    fortnightly = plan(desk, repeats="fortnightly", number="3").rhythm
    assert [(day - start).days for day in fortnightly.days()] == [0, 14, 28]
    assert [(day - start).days for day in fortnightly.days(start)] == [14, 28]
    monthly = days_of("monthly", date(2027, 1, 31), date(2027, 4, 30))
    assert monthly == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert len(days_of("daily", date(2028, 2, 27), date(2028, 3, 1))) == 4


def test_days_outside_the_safe_hours_are_left_out_and_said(desk: Desk) -> None:
    hours = Hours.every_day(time(10), time(16)).rows()
    hours[5] = hours[6] = []
    SafeContactRule.objects.update(hours=Hours.from_rows(hours))
    page = desk.post("plan", **plan_form(repeats="daily", number="7"), step="look")
    assert "2 days are left out: they are outside their safe hours." in page
    assert "7 times" in page and "and so on, the last:" in page
    page = refused(desk, repeats="weekly", weekdays=["1", "5"], number="4")
    assert re.search(r"Saturday \d+ \w+, 12:00 is outside their safe hours.", page)


def test_stop_pause_and_budget_withhold_and_nothing_goes_late(
    desk: Desk, provider: FakeTwilio, clock: Clock
) -> None:
    plan(desk, repeats="daily", number="5")
    stop_texts(desk.side.subject, acting_user=None)
    tick(clock, hours=27)
    held = OutgoingMessage.objects.get()
    assert (held.state, held.reason) == ("withheld", "stopped")
    assert "The person asked for no more texts." in desk.read()
    tick(clock, hours=5)
    held.refresh_from_db()
    assert held.state == "expired"
    start_texts(desk.side, acting_user=desk.cast.advocate)
    OutgoingMessage.objects.filter(wording="resumed").delete()
    tick()
    assert not provider.sent
    pause_texts(desk.side, timezone.now() + timedelta(days=1), acting_user=desk.cast.advocate)
    tick(clock, hours=19)
    assert not provider.sent
    pause_texts(desk.side, None, acting_user=desk.cast.advocate)
    tick()
    assert bodies(provider) == [TEXT]
    SafeContactRule.objects.update(unprompted_a_week=1)
    tick(clock, days=1)
    assert OutgoingMessage.objects.latest("pk").reason == "budget"
    tick(clock, hours=8)
    assert OutgoingMessage.objects.latest("pk").state == "expired"
    assert bodies(provider) == [TEXT]


def test_what_was_missed_while_nothing_ran_is_shown_and_not_sent(
    desk: Desk, provider: FakeTwilio, clock: Clock
) -> None:
    plan(desk, repeats="daily", number="5")
    clock.shift(timedelta(days=3, hours=1))
    for _ in range(5):
        tick()
    assert not provider.sent
    assert [text.state for text in OutgoingMessage.objects.all()] == ["expired"] * 2
    assert "not sent, too late now" in desk.read()
    tick(clock, hours=2.5)
    assert bodies(provider) == [TEXT]


def test_paused_changed_and_ended(desk: Desk, provider: FakeTwilio, clock: Clock) -> None:
    made = plan(desk, repeats="daily", number="9")
    assert "Paused. Nothing of it goes." in desk.post("pause_plan", made)
    tick(clock, hours=27)
    assert not OutgoingMessage.objects.exists()
    page = desk.post("resume_plan", made)
    assert "It goes on." in page and "Let it go on" not in page
    tick()
    assert not provider.sent
    tick(clock, days=1)
    assert bodies(provider) == [TEXT]
    page = desk.read("change_plan", made)
    assert TEXT in page and 'value="12:00"' in page
    changed = plan_form(words="See you at the library.", at="13:00", repeats="daily", number="4")
    assert "It is planned." in desk.post("change_plan", made, **changed, step="keep")
    tick(clock, hours=23.5)
    assert len(provider.sent) == 1
    tick(clock, hours=1.5)
    assert bodies(provider) == [TEXT, "See you at the library."]
    assert "It is ended." in desk.post("end_plan", made)
    tick(clock, days=3)
    assert len(provider.sent) == 2
    for name in ("change_plan", "pause_plan", "resume_plan", "end_plan"):
        assert desk.client.post(desk.address(name, made)).status_code == 404
    kinds = Event.objects.filter(about_id=made.public_id).values_list("kind", flat=True)
    assert list(kinds.order_by("number")) == [
        "text_planned", "plan_paused", "plan_resumed", "plan_changed", "plan_ended",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["pause_plan", "end_plan"])
def test_what_waits_of_it_goes_no_more(
    desk: Desk, provider: FakeTwilio, clock: Clock, name: str
) -> None:
    made = plan(desk, repeats="daily", number="9")
    other = plan(desk, words="Something else", first_day=made.next_on.isoformat())
    stop_texts(desk.side.subject, acting_user=None)
    tick(clock, hours=27)
    desk.post(name, made)
    dropped, kept = OutgoingMessage.objects.order_by("pk")
    assert (dropped.about, dropped.state) == (made.public_id, "expired")
    assert (kept.about, kept.state) == (other.public_id, "withheld")
    assert "What was planned was paused, changed or ended first." in desk.read()


def test_an_encouragement_in_place_of_own_words_stays_dull_in_cover(
    desk: Desk, provider: FakeTwilio, clock: Clock
) -> None:
    key = ENCOURAGEMENTS[1].value
    detail, cover = (builtins()[key, level].body for level in ("detail", "cover"))
    assert detail in desk.read("plan")
    page = desk.post("plan", **plan_form(say=key, words="never kept"), step="look")
    assert bubble(page) == detail
    made = plan(desk, say=key, words="never kept", repeats="daily", number="2")
    assert (made.words, made.wording) == ("", key)
    assert detail in desk.read() and "An encouragement." in desk.read()
    tick(clock, hours=27)
    SafeContactRule.objects.update(level="cover")
    tick(clock, hours=24)
    assert bodies(provider) == [detail, cover]


def test_the_next_advocate_finds_it_paused_and_nobody_elses_words_go_on(
    desk: Desk, provider: FakeTwilio, clock: Clock, cast: Cast
) -> None:
    made = plan(desk, repeats="daily", number="9")
    until = timezone.now() + timedelta(days=90)
    change_advocate(desk.side, cast.advocate, until, acting_user=cast.coordinator)
    made.refresh_from_db()
    assert made.paused_at is None
    newcomer = factories.user("New Advocate", cast.advocate.agency)
    change_advocate(desk.side, newcomer, until, acting_user=cast.coordinator)
    tick(clock, hours=27)
    assert not OutgoingMessage.objects.exists()
    assert desk.client.post(desk.address("end_plan", made)).status_code == 404
    client = Client()
    sign_in(client, newcomer)
    page = client.get(desk.address("person")).content.decode()
    assert TEXT in page and "Planned by Amal Advocate" in page
    assert "Paused, because their advocate changed" in page
    client.post(desk.address("resume_plan", made))
    tick(clock, days=1)
    assert bodies(provider) == [TEXT]


def test_a_permission_that_ran_out_pauses_it_and_a_case_that_is_left_ends_it(
    desk: Desk, provider: FakeTwilio, clock: Clock, cast: Cast
) -> None:
    made = plan(desk, repeats="daily", number="9")
    desk.side.advocacies.update(expires_at=timezone.now() + timedelta(hours=1))
    tick(clock, hours=27)
    made.refresh_from_db()
    assert made.paused_at and made.paused_by is None and not provider.sent
    leave_case(desk.side, acting_user=cast.coordinator)
    PlannedText.objects.update(paused_at=None)
    tick()
    made.refresh_from_db()
    assert made.ended_at and not OutgoingMessage.objects.exists()


def test_whoever_takes_part_no_more_gets_nothing_also_when_they_come_back(
    desk: Desk, provider: FakeTwilio, clock: Clock
) -> None:
    made = plan(desk, repeats="daily", number="9")
    withdraw_consent(desk.side, acting_user=None)
    assert "Paused, because" in desk.read()
    tick(clock, hours=27)
    assert not OutgoingMessage.objects.exists()
    page = desk.post("plan", **plan_form())
    assert "Record first that the person agreed" in page
    made.refresh_from_db()
    assert made.paused_at


def test_a_colleague_who_stands_in_sees_it_and_an_outsider_finds_nothing(
    desk: Desk, cast: Cast
) -> None:
    made = plan(desk)
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    paths = [desk.address("plan"), desk.address("change_plan", made)]
    posts = [desk.address(f"{name}_plan", made) for name in ("pause", "resume", "end")]
    for user in (colleague, cast.outsider, cast.coordinator, cast.other_advocate):
        client = Client()
        sign_in(client, user)
        assert {client.get(path).status_code for path in paths} == {404}
        assert {client.post(path, plan_form()).status_code for path in [*paths, *posts]} == {404}
    starts, ends = timezone.now(), timezone.now() + timedelta(days=3)
    arrange_stand_in(colleague, starts, ends, acting_user=cast.advocate)
    client = Client()
    sign_in(client, colleague)
    assert TEXT in client.get(desk.address("person")).content.decode()
    assert {client.get(path).status_code for path in paths} == {200}
    assert client.post(posts[0]).status_code == 302
    made.refresh_from_db()
    assert made.paused_by == colleague


def test_safe_hours_that_changed_since_are_kept_to(
    desk: Desk, provider: FakeTwilio, clock: Clock
) -> None:
    plan(desk, repeats="daily", number="4")
    SafeContactRule.objects.update(hours=Hours.every_day(time(18), time(20)))
    assert "outside their safe hours as they are now" in desk.read()
    tick(clock, hours=27)
    assert OutgoingMessage.objects.get().reason == "outside_hours"
    assert not provider.sent
    tick(clock, hours=6.5)
    assert bodies(provider) == [TEXT]
    made = PlannedText.objects.get()
    assert made.next_on == timezone.localdate() + timedelta(days=1)


def refresh_contact(now: datetime) -> None:
    SafeContactRule.objects.update(confirmed_at=now, number_checked_at=now)
    Number.objects.update(verified_at=now)


@pytest.mark.parametrize(
    ("night", "goes"),
    [
        (date(2027, 3, 28), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
    ],
    ids=["spring, when half past one does not exist", "autumn, when it comes twice"],
)
def test_on_the_nights_when_clocks_change_it_goes_once_and_in_the_safe_hours(
    desk: Desk, provider: FakeTwilio, clock: Clock, night: date, goes: datetime
) -> None:
    SafeContactRule.objects.update(hours=Hours.every_day(time(1), time(4)))
    clock.move_to(datetime.combine(night - timedelta(days=1), time(12), UTC))
    refresh_contact(timezone.now())
    Consent.objects.update(expires_at=timezone.now() + timedelta(days=300))
    desk.side.advocacies.update(expires_at=timezone.now() + timedelta(days=300))
    plan(desk, first_day=night.isoformat(), at="01:30", repeats="daily", number="2")
    left = []
    for _ in range(4 * 30):
        before = len(provider.sent)
        tick(clock, minutes=15)
        left += [timezone.now()] * (len(provider.sent) - before)
    assert left == [goes]
    tick(clock, hours=7.5)
    assert len(provider.sent) == 2


def test_the_clock_writes_it_once_however_often_and_a_crash_loses_nothing(
    desk: Desk, provider: FakeTwilio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(desk, repeats="daily", number="3")
    clock.shift(timedelta(hours=27))
    with monkeypatch.context() as broken:
        broken.setattr("companion.changes.planned.move_to", None)
        write_planned_texts()
    assert not OutgoingMessage.objects.exists()
    made.refresh_from_db()
    assert made.next_on == timezone.localdate()
    for _ in range(3):
        write_planned_texts()
    assert OutgoingMessage.objects.count() == 1
    deliver()
    assert bodies(provider) == [TEXT]


def test_the_page_asks_no_more_for_many_plans(desk: Desk) -> None:
    plan(desk, say="encourage_hard_day")
    plan(desk)
    with CaptureQueriesContext(connection) as few:
        desk.read()
    for key in ("encourage_well_done", "encourage_small_step", "own", "own"):
        plan(desk, say=key)
    with CaptureQueriesContext(connection) as many:
        desk.read()
    assert len(many) == len(few)


def test_twenty_are_the_most(desk: Desk) -> None:
    for _ in range(20):
        plan(desk)
    assert "Twenty planned texts are the most." in refused(desk)
    desk.post("end_plan", PlannedText.objects.first())
    assert plan(desk)
