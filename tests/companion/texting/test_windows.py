"""Safe hours hold in the person's own zone, also on the nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from companion.models import Hours, Span
from companion.texting.windows import window_at

LONDON = ZoneInfo("Europe/London")
CHANGES = (date(2026, 3, 29), date(2026, 10, 25))
MOMENTS = st.datetimes(
    datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)
NEAR_A_CHANGE = st.sampled_from(CHANGES).flatmap(
    lambda day: st.datetimes(
        datetime.combine(day, time(0)) - timedelta(hours=6),
        datetime.combine(day, time(0)) + timedelta(hours=30),
        timezones=st.just(UTC),
    )
)
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SPANS = st.builds(Span, MINUTES, MINUTES)
WEEKS = st.builds(Hours, st.tuples(*[st.lists(SPANS, max_size=3).map(tuple)] * 7))
TEN_TO_FOUR = Hours.every_day(time(10), time(16))


def on(**days: list[tuple[int, int]]) -> Hours:
    """A week of whole hours by day, such as `on(monday=[(10, 12), (18, 20)])`."""
    names = "monday tuesday wednesday thursday friday saturday sunday".split()
    spans = [tuple(Span(time(a), time(b)) for a, b in days.get(name, [])) for name in names]
    return Hours(tuple(spans))


def within(hours: Hours, wall: datetime) -> bool:
    """Whether a clock on the wall, without any zone, shows a safe hour."""
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        for span in hours.days[day.weekday()]:
            opens = datetime.combine(day, span.opens)
            closes = datetime.combine(day + timedelta(days=span.closes <= span.opens), span.closes)
            if opens <= wall < closes:
                return True
    return False


@given(now=MOMENTS, hours=WEEKS)
def test_a_window_is_open_exactly_when_the_clock_on_the_wall_says_so(
    now: datetime, hours: Hours
) -> None:
    wall = now.astimezone(LONDON)
    if wall.date() in CHANGES or wall.date() - timedelta(days=1) in CHANGES:
        return
    assert window_at(now, hours, "Europe/London").open == within(hours, wall.replace(tzinfo=None))


@given(now=NEAR_A_CHANGE, hours=WEEKS)
def test_on_the_nights_when_clocks_change_nothing_opens_that_the_wall_says_is_shut(
    now: datetime, hours: Hours
) -> None:
    wall = now.astimezone(LONDON).replace(tzinfo=None)
    if window_at(now, hours, "Europe/London").open:
        assert within(hours, wall)


@given(now=st.one_of(MOMENTS, NEAR_A_CHANGE), hours=WEEKS)
def test_what_a_window_says_of_its_ends_comes_true(now: datetime, hours: Hours) -> None:
    window = window_at(now, hours, "Europe/London")
    if window.changes_at is None:
        assert not any(hours.days) and not window.open
        return
    assert now < window.changes_at
    if not window.open:
        assert window.changes_at - now <= timedelta(days=14)
        assert window_at(window.changes_at, hours, "Europe/London").open
        just_before = window.changes_at - timedelta(minutes=1)
        assert just_before <= now or not window_at(just_before, hours, "Europe/London").open


def test_the_spring_night_opens_at_the_new_time() -> None:
    before = datetime(2026, 3, 29, 8, 59, tzinfo=UTC)  # 09:59 in London, one hour ahead by now
    shut = window_at(before, TEN_TO_FOUR, "Europe/London")
    assert (shut.open, shut.changes_at) == (False, before + timedelta(minutes=1))


def test_the_autumn_night_closes_at_the_new_time() -> None:
    late = datetime(2026, 10, 25, 15, 59, tzinfo=UTC)  # 15:59 in London, winter time
    assert window_at(late, TEN_TO_FOUR, "Europe/London").open
    assert not window_at(late + timedelta(minutes=1), TEN_TO_FOUR, "Europe/London").open


def test_an_hour_that_comes_twice_is_safe_the_second_time_only_where_it_stays_safe() -> None:
    night = on(sunday=[(1, 3)])
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30, summer time
    again = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 01:30, winter time
    assert not window_at(first, night, "Europe/London").open
    assert window_at(again, night, "Europe/London").open
    # Safe both times, as the clock never left the span; closed the first time it says so.
    assert window_at(again, on(sunday=[(0, 2)]), "Europe/London").open
    assert not window_at(first, on(sunday=[(0, 1)]), "Europe/London").open


def test_a_window_may_pass_midnight() -> None:
    night = datetime(2026, 6, 3, 0, 30, tzinfo=UTC)
    over_midnight = Hours.every_day(time(22), time(6))
    assert window_at(night, over_midnight, "Europe/London").open
    assert not window_at(night.replace(hour=12), over_midnight, "Europe/London").open


def test_each_day_has_its_own_windows_and_may_have_none() -> None:
    hours = on(monday=[(10, 12), (18, 20)], friday=[(0, 0)])
    monday = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # 11:00 in London
    assert window_at(monday, hours, "Europe/London").open
    between = window_at(monday + timedelta(hours=2), hours, "Europe/London")
    assert between.opens_at == monday + timedelta(hours=7)
    evening = window_at(monday + timedelta(hours=10), hours, "Europe/London")
    assert evening.opens_at == datetime(2026, 6, 4, 23, 0, tzinfo=UTC)  # Friday begins


def test_windows_that_touch_are_one() -> None:
    hours = on(monday=[(10, 12), (12, 14)])
    monday = datetime(2026, 6, 1, 10, 59, tzinfo=UTC)
    window = window_at(monday, hours, "Europe/London")
    assert window.left(monday) == timedelta(hours=2, minutes=1)
