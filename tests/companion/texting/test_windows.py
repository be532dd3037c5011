"""Safe hours hold in the person's own zone, also on the nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from companion.texting.windows import window_at

LONDON = ZoneInfo("Europe/London")
CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
MOMENTS = st.datetimes(
    datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)


@given(now=MOMENTS, start=st.times(), end=st.times())
def test_an_open_window_holds_the_local_time_and_a_shut_one_does_not(
    now: datetime, start: time, end: time
) -> None:
    local = now.astimezone(LONDON)
    if local.date() in CHANGES or start == end:
        return
    within = start <= local.time() < end if start < end else not end <= local.time() < start
    yesterday_changed = (local.date() - timedelta(days=1)) in CHANGES
    assert window_at(now, start, end, "Europe/London").open == within or yesterday_changed


@given(now=MOMENTS, start=st.times(), end=st.times())
def test_a_window_changes_later_than_now_and_within_two_days(
    now: datetime, start: time, end: time
) -> None:
    window = window_at(now, start, end, "Europe/London")
    assert timedelta(0) < window.changes_at.astimezone(UTC) - now <= timedelta(hours=48)


def test_the_spring_night_opens_at_the_new_time() -> None:
    before = datetime(2026, 3, 29, 8, 59, tzinfo=UTC)  # 09:59 in London, one hour ahead by now
    shut = window_at(before, time(10), time(16), "Europe/London")
    assert (shut.open, shut.changes_at.astimezone(UTC)) == (False, before + timedelta(minutes=1))


def test_the_autumn_night_closes_at_the_new_time() -> None:
    late = datetime(2026, 10, 25, 15, 59, tzinfo=UTC)  # 15:59 in London, winter time
    assert window_at(late, time(10), time(16), "Europe/London").open
    assert not window_at(late + timedelta(minutes=1), time(10), time(16), "Europe/London").open


def test_a_window_may_pass_midnight() -> None:
    night = datetime(2026, 6, 3, 0, 30, tzinfo=UTC)
    assert window_at(night, time(22), time(6), "Europe/London").open
    assert not window_at(night.replace(hour=12), time(22), time(6), "Europe/London").open
