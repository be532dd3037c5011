"""The hours in which texts are safe: every day the same, or each day its own."""

import re
from datetime import time, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.models import Hours, Span
from companion.models.hours import DAYS, in_words

SAME, OWN = "same", "own"
DAY_FIELDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST_WINDOW = timedelta(minutes=30)
TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
SPAN = re.compile(rf"\s*{TIME}\s*(?:-|–|—|to|until)\s*{TIME}\s*", re.IGNORECASE)
ALL_DAY = frozenset({"all day", "always", "any time"})


class NotHours(ValueError):
    """Write hours such as 10:00–12:00, 18:00–20:00, or leave it empty."""


def spans_in(text: str) -> tuple[Span, ...]:
    """One day's hours as somebody typed them; nothing means that no hour is safe."""
    if text.strip().casefold() in ALL_DAY:
        return (Span(time(0), time(0)),)
    parts = [part for part in re.split(r"[,;\n]|\band\b", text) if part.strip()]
    return tuple(_span_in(part) for part in parts)


def _span_in(text: str) -> Span:
    found = SPAN.fullmatch(text)
    if found is None:
        raise NotHours
    hour, minute, last_hour, last_minute = (int(part or 0) for part in found.groups())
    try:
        return Span(time(hour, minute), time(last_hour % 24 if last_hour < 25 else 25, last_minute))
    except ValueError as error:
        raise NotHours from error


def typed_hours(hours: Hours) -> dict[str, Any]:
    """Hours as the form shows them."""
    each = {
        name: in_words(hours.days[day]) for day, name in enumerate(DAY_FIELDS) if hours.days[day]
    }
    if hours.daily is None:
        return {"days": OWN, **each}
    return {"days": SAME, "from_time": hours.daily.opens, "until_time": hours.daily.closes}


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Enter a time such as 10:00.")},
    )


def _day(day: int) -> forms.CharField:
    return forms.CharField(
        label=WEEKDAYS[day],
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )


class HoursForm(forms.Form):
    """Safe hours; `cleaned_data` holds one `hours`."""

    days = forms.ChoiceField(
        label=_("When a text is safe"),
        choices=[(SAME, _("The same hours every day")), (OWN, _("Each day has its own hours"))],
        widget=forms.RadioSelect,
    )
    from_time = _time(_("Safe from"), _("In their own time. The same time twice means all day."))
    until_time = _time(_("Safe until"))
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(_day, range(DAYS))

    def __init__(self, *args: Any, initial: dict[str, Any], **kwargs: Any) -> None:
        kwargs["initial"] = {**initial, **typed_hours(initial["hours"])}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The hours of a week, in place of the fields they were typed in."""
        cleaned = super().clean() or {}
        own = cleaned.get("days") == OWN
        hours = self._of_each_day(cleaned) if own else self._of_every_day(cleaned)
        left = {name: value for name, value in cleaned.items() if name not in self.hours_names}
        return left if hours is None else {**left, "hours": hours}

    def _of_every_day(self, cleaned: dict[str, Any]) -> Hours | None:
        times = [cleaned.get(name) for name in ("from_time", "until_time")]
        for name, value in zip(("from_time", "until_time"), times, strict=True):
            if value is None and name not in self.errors and cleaned.get("days") == SAME:
                self.add_error(name, _("Enter a time such as 10:00."))
        opens, closes = times
        return Hours.every_day(opens, closes) if opens and closes and not self.errors else None

    def _of_each_day(self, cleaned: dict[str, Any]) -> Hours | None:
        days = []
        for name in DAY_FIELDS:
            try:
                days.append(spans_in(cleaned.get(name, "")))
            except NotHours:
                days.append(())
                self.add_error(name, now_(NotHours.__doc__ or ""))
        if not any(days) and not self.errors:
            self.add_error("monday", _("Enter hours for one day at least."))
        return None if self.errors else Hours(tuple(days))

    def refuse_short(self, hours: Hours | None) -> None:
        """Details need hours in which they can arrive."""
        if hours is not None and hours.longest <= SHORTEST_WINDOW:
            late = _("Details need safe hours longer than half an hour: texts can be late.")
            self.add_error("until_time" if hours.daily else "monday", late)

    @property
    def hours_names(self) -> tuple[str, ...]:
        """The fields in which hours are typed."""
        return ("days", "from_time", "until_time", *DAY_FIELDS)

    @property
    def every_day(self) -> list[forms.BoundField]:
        """What most people need."""
        return [self[name] for name in ("days", "from_time", "until_time")]

    @property
    def each_day(self) -> list[forms.BoundField]:
        """Monday to Sunday; kept folded up."""
        return [self[name] for name in DAY_FIELDS]

    @property
    def each_day_is_open(self) -> bool:
        """Whether what is folded up must be shown."""
        return bool(self["days"].value() == OWN)
