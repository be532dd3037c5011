"""The days on which something comes again, as a calendar on the wall shows them."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

FORTNIGHT = timedelta(days=14)


class Repeats(models.TextChoices):
    """How often."""

    ONCE = "once", "Once"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"


@dataclass(frozen=True)
class Rhythm:
    """From a first day to a last one, never without end; weekdays count from Monday, 0."""

    repeats: str
    starts_on: date
    last_on: date
    weekdays: tuple[int, ...] = ()

    def days(self, after: date | None = None) -> Iterator[date]:
        """Each day in order, those after a day only."""
        for day in self._every():
            if day > self.last_on:
                return
            if after is None or day > after:
                yield day

    def _every(self) -> Iterator[date]:
        if self.repeats == Repeats.ONCE:
            yield self.starts_on
        elif self.repeats == Repeats.MONTHLY:
            yield from self._months()
        else:
            step = FORTNIGHT if self.repeats == Repeats.FORTNIGHTLY else timedelta(days=1)
            day = self.starts_on
            while day <= self.last_on:
                if self.repeats != Repeats.WEEKLY or day.weekday() in self.weekdays:
                    yield day
                day += step

    def _months(self) -> Iterator[date]:
        """The same day of each month; its last one where the month is too short."""
        year, month, day = self.starts_on.year, self.starts_on.month, self.starts_on.day
        while date(year, month, 1) <= self.last_on:
            yield date(year, month, min(day, monthrange(year, month)[1]))
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    @property
    def most_a_week(self) -> int:
        """On how many days of seven it may come."""
        if self.repeats == Repeats.WEEKLY:
            return len(set(self.weekdays))
        return 7 if self.repeats == Repeats.DAILY else 1
