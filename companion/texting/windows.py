"""Safe hours in the person's own time zone, on both nights when the clocks change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from companion.models import Hours

LONGEST = timedelta(seconds=36_000)
# A week on, the same hours come again; a night when clocks change may have swallowed them once.
LOOK_AHEAD = 15


@dataclass(frozen=True)
class Window:
    """The safe window that holds now, or the next one; no next one where no day has any."""

    open: bool
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def changes_at(self) -> datetime | None:
        """When what is true now ends."""
        return self.closes_at if self.open else self.opens_at

    def left(self, now: datetime) -> timedelta:
        """How long it is still open; nothing while it is shut."""
        return self.closes_at - now if self.open and self.closes_at else timedelta(0)


def window_at(now: datetime, hours: Hours, time_zone: str) -> Window:
    """The window around or after `now`; spans that touch are one."""
    if hours.always:
        return Window(True, now, now + LONGEST)
    found: tuple[datetime, datetime] | None = None
    for opens, closes in _spans(now, hours, ZoneInfo(time_zone)):
        if closes <= now:
            continue
        if found is None:
            found = opens, closes
        elif opens > found[1] or found[1] - max(now, found[0]) > LONGEST:
            break
        else:
            found = found[0], max(found[1], closes)
    return Window(found[0] <= now, *found) if found else Window(False, None, None)


def _spans(now: datetime, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Spans from yesterday's on, in order, as moments."""
    today = now.astimezone(zone).date()
    for offset in range(-1, LOOK_AHEAD):
        day = today + timedelta(days=offset)
        for span in sorted(hours.days[day.weekday()], key=lambda span: span.opens):
            after = day + timedelta(days=span.closes <= span.opens)
            opens, closes = (
                _moments(day, span.opens, zone)[1],
                _moments(after, span.closes, zone)[0],
            )
            if opens < closes:
                yield opens, closes


def _moments(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """The two moments that a wall clock may mean on a night when it is changed, else one twice.

    A window opens at the later and closes at the earlier: when in doubt, silence.
    """
    meant = (datetime.combine(day, at.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return sorted(meant)
