"""The hours in which a text is safe: weekday by weekday, as the person's own clock shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db import models
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

DAYS = 7
WHOLE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From one time to another; the next day's where it is no later, so equal times are a day."""

    opens: time
    closes: time

    @property
    def lasts(self) -> timedelta:
        """How long, on a day when no clock is changed."""
        day = date.min + WHOLE_DAY
        between = datetime.combine(day, self.closes) - datetime.combine(day, self.opens)
        return between if between > timedelta(0) else between + WHOLE_DAY

    @property
    def whole_day(self) -> bool:
        """Whether it is all of one day."""
        return self.opens == self.closes == time(0)

    def __str__(self) -> str:
        return _("all day") if self.whole_day else f"{self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True)
class Hours:
    """What is safe on each day of a week, Monday first; a day may have several spans, or none."""

    days: tuple[tuple[Span, ...], ...]

    @classmethod
    def every_day(cls, opens: time, closes: time) -> Self:
        """The same hours every day."""
        return cls(((Span(opens, closes),),) * DAYS)

    @classmethod
    def from_rows(cls, rows: Sequence[Sequence[Sequence[str]]]) -> Self:
        """As they are stored."""
        return cls(
            tuple(tuple(Span(*map(time.fromisoformat, span)) for span in day) for day in rows)
        )

    def rows(self) -> list[list[list[str]]]:
        """How they are stored."""
        return [[[f"{s.opens:%H:%M}", f"{s.closes:%H:%M}"] for s in day] for day in self.days]

    @property
    def daily(self) -> Span | None:
        """The one span of every day, where all days are alike."""
        first = self.days[0]
        return first[0] if len(first) == 1 and set(self.days) == {first} else None

    @property
    def always(self) -> bool:
        """Whether no moment is unsafe."""
        return self.daily is not None and self.daily.opens == self.daily.closes

    @property
    def longest(self) -> timedelta:
        """The longest span of the week."""
        return max((span.lasts for day in self.days for span in day), default=timedelta(0))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Days and their hours in words, days that are alike in a row together."""
        runs: list[tuple[int, int]] = []
        for day in range(DAYS):
            if runs and self.days[runs[-1][0]] == self.days[day]:
                runs[-1] = (runs[-1][0], day)
            else:
                runs.append((day, day))
        return [(_named(first, last), in_words(self.days[first])) for first, last in runs]


def in_words(spans: Sequence[Span]) -> str:
    """One day's hours."""
    return ", ".join(map(str, spans)) or _("no texts")


def _named(first: int, last: int) -> str:
    if (first, last) == (0, DAYS - 1):
        return _("every day")
    names = str(WEEKDAYS_ABBR[first]), str(WEEKDAYS_ABBR[last])
    return names[0] if first == last else f"{names[0]}–{names[1]}"


def usual_hours() -> Hours:
    """What a first rule starts from."""
    return Hours.every_day(time(10), time(16))


class HoursField(models.JSONField):
    """Hours of a week, in the row of the rule: they are read and replaced whole."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Hours, as the rest of the house knows them."""
        rows = super().from_db_value(value, expression, connection)
        return None if rows is None else Hours.from_rows(rows)

    def get_prep_value(self, value: Any) -> Any:
        """Rows, as the database keeps them."""
        return value.rows() if isinstance(value, Hours) else value
