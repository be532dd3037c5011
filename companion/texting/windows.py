"""Safe hours in the person's own time zone, on both nights when the clocks change."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(seconds=36_000)


@dataclass(frozen=True)
class Window:
    """Whether now is safe; until when if so, else when it will be."""

    open: bool
    changes_at: datetime


def window_at(now: datetime, from_time: time, until_time: time, time_zone: str) -> Window:
    """The window that holds `now`, or the next one; equal times mean the whole day."""
    if from_time == until_time:
        return Window(True, now + LONGEST)
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    over_midnight = until_time < from_time
    for offset in range(-1, 3):
        day = today + timedelta(days=offset)
        opens = datetime.combine(day, from_time, zone)
        closes = datetime.combine(day + timedelta(days=over_midnight), until_time, zone)
        if opens.timestamp() <= now.timestamp() < closes.timestamp():
            return Window(True, closes)
        if opens.timestamp() > now.timestamp():
            return Window(False, opens)
    raise AssertionError("every day has a window")
