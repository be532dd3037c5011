"""Planning a text: what it says, when it goes, how often and until when."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from companion.changes.planned import Next, Planned
from companion.forms.fields import Branch, DayToCome, branches
from companion.forms.words import SAY_SOMETHING, own_words
from companion.models import PlannedText, Repeats, Rhythm, SafeContactRule
from companion.texting.beforehand import hours_at
from companion.texting.planned import moment_on, times
from companion.texting.reasons import Reason
from companion.texting.windows import window_at

OWN = "own"
MOST_TIMES = 60
CHOOSE = _("Choose what it says.")


class PlanForm(forms.Form):
    """Own words or an encouragement; the hours agreed with the person decide which times fit."""

    say = forms.ChoiceField(
        label=_("What it says"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    words = own_words(required=False)
    first_day = DayToCome(label=_("Day, or the first of them"))
    at = forms.TimeField(
        label=_("Time"),
        error_messages={
            "required": _("Enter a time, such as 10:30."),
            "invalid": _("Enter a time, such as 10:30."),
        },
    )
    repeats = forms.ChoiceField(
        label=_("How often"),
        choices=[
            (Repeats.ONCE, _("Once")),
            (Repeats.DAILY, _("Every day")),
            (Repeats.WEEKLY, _("Every week, on some days")),
            (Repeats.FORTNIGHTLY, _("Every two weeks")),
            (Repeats.MONTHLY, _("Every month")),
        ],
        initial=Repeats.ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"),
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    last_day = DayToCome(label=_("If it comes again: the last day"), required=False)
    number = forms.IntegerField(
        label=_("Or how many times"),
        required=False,
        min_value=2,
        max_value=MOST_TIMES,
        error_messages={
            "invalid": _("Enter a number, such as 6."),
            "min_value": _("Two times or more. For a single text choose “Once”."),
            "max_value": _("At most 60 times."),
        },
    )

    def __init__(
        self,
        *args: Any,
        rule: SafeContactRule,
        until: date,
        encouragements: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.until = rule, until
        self.fields["say"].choices = [  # type: ignore[attr-defined]
            (OWN, _("Your own words")),
            *((key, f"“{words}”") for key, words in encouragements.items()),
        ]
        where = _where(rule)
        self.fields["at"].help_text = where
        self.upcoming: list[Next] = []

    @property
    def say_branches(self) -> list[Branch]:
        """What to say, with own words asked of those who want to write them."""
        return branches(self, "say", {OWN: ["words"]})

    @property
    def repeats_branches(self) -> list[Branch]:
        """How often, with the days of the week asked for what comes weekly."""
        return branches(self, "repeats", {Repeats.WEEKLY: ["weekdays"]})

    def clean(self) -> dict[str, Any]:
        """Every time must be safe, no more of them than agreed, and there is a last one."""
        given = super().clean() or self.cleaned_data
        if given.get("say") == OWN and not given.get("words") and "words" not in self.errors:
            self.add_error("words", SAY_SOMETHING)
        self._check_how_often(given)
        if not self.errors:
            self._check_when(given)
        return given

    def _check_how_often(self, given: dict[str, Any]) -> None:
        weekly = given.get("repeats") == Repeats.WEEKLY
        if weekly and not given.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Choose at least one day of the week."))
        if given.get("repeats") in {None, Repeats.ONCE} or {"last_day", "number"} & set(
            self.errors
        ):
            return
        last, number = given.get("last_day"), given.get("number")
        if not last and not number:
            self.add_error("last_day", _("Say when it ends: a last day, or how many times."))
        elif last and number:
            self.add_error("number", _("Choose one: a last day, or how many times."))

    def _check_when(self, given: dict[str, Any]) -> None:
        last = given["last_day"] if not given["number"] else None
        if given["repeats"] == Repeats.ONCE:
            last = given["first_day"]
        if last and last < given["first_day"]:
            self.add_error("last_day", _("That is before the first day."))
        elif max(last or self.until, given["first_day"]) > self.until:
            field = "last_day" if given["first_day"] <= self.until else "first_day"
            self.add_error(field, self._not_after())
        else:
            self._find_times(self._rhythm(given, last or self.until), given["number"])

    def _not_after(self) -> str:
        said = now_("They agreed to take part until %(day)s. Choose a day up to then.")
        return said % {"day": date_format(self.until, "j F Y")}

    def _rhythm(self, given: dict[str, Any], last: date) -> Rhythm:
        weekly = given["repeats"] == Repeats.WEEKLY
        days = tuple(sorted(given["weekdays"])) if weekly else ()
        return Rhythm(given["repeats"], given["first_day"], last, days)

    def _find_times(self, rhythm: Rhythm, number: int | None) -> None:
        """The times that are really meant; the first must be one, and each weekday chosen."""
        at, now = self.cleaned_data["at"], timezone.now()
        if self._too_often(rhythm) or self._unsafe(rhythm, now):
            return
        found = list(islice(times(rhythm, at, self.rule, now), number))
        once = rhythm.repeats == Repeats.ONCE
        if number and not once and len(found) < number:
            said = ngettext(
                "Until %(day)s, until when they agreed to take part, only %(count)d time fits.",
                "Until %(day)s, until when they agreed to take part, only %(count)d times fit.",
                len(found),
            )
            day = date_format(self.until, "j F Y")
            self.add_error("number", said % {"day": day, "count": len(found)})
        elif len(found) < 2 and not once:
            self.add_error("last_day", _("It would come only once. Choose a later day, or “Once”."))
        else:
            self.upcoming = found

    def _too_often(self, rhythm: Rhythm) -> bool:
        """What could never be kept is refused before it is planned."""
        rule = self.rule
        most = min(rule.unprompted_a_week, 7 * rule.unprompted_a_day)
        if rhythm.most_a_week <= most:
            return False
        said = ngettext(
            "They agreed to at most %(count)d text a week that they did not ask for.",
            "They agreed to at most %(count)d texts a week that they did not ask for.",
            most,
        )
        field = "weekdays" if rhythm.repeats == Repeats.WEEKLY else "repeats"
        self.add_error(field, said % {"count": most})
        return True

    def _unsafe(self, rhythm: Rhythm, now: datetime) -> bool:
        """The first day, or any day of the week that was chosen, whose hours do not hold it."""
        at = self.cleaned_data["at"]
        days: Iterator[date] = islice(rhythm.days(), max(1, len(rhythm.weekdays)))
        for day in days:
            moment, safe = moment_on(day, at, self.rule)
            if not safe:
                self.add_error("at", self._next_window(moment))
                return True
            if moment <= now:
                self.add_error("at", _("That time has gone. Choose a later one."))
                return True
        return False

    def _next_window(self, moment: datetime) -> str:
        """Which hours are unsafe, and the next that are not."""
        rule = self.rule
        held = hours_at(rule, moment)
        window = window_at(moment, rule.hours, rule.subject.time_zone)
        soon = held is not None and held.reason == Reason.WINDOW_ENDS
        if soon and window.closes_at:
            window = window_at(window.closes_at, rule.hours, rule.subject.time_zone)
        if window.opens_at is None or window.closes_at is None:
            return now_("No hours are safe.")
        if soon:
            said = now_(
                "%(day)s, %(time)s is in the last half hour of their safe hours. "
                "The next safe hours are %(next)s."
            )
        else:
            said = now_(
                "%(day)s, %(time)s is outside their safe hours. The next safe hours are %(next)s."
            )
        here = moment.astimezone(ZoneInfo(rule.subject.time_zone))
        opens, closes = self._here(window.opens_at), self._here(window.closes_at)
        return said % {
            "day": date_format(here, "l j F"),
            "time": time_format(here, "H:i"),
            "next": f"{date_format(opens, 'l j F')}, {opens:%H:%M}–{closes:%H:%M}",
        }

    def _here(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.rule.subject.time_zone))

    @property
    def planned(self) -> Planned:
        """What is kept; the last day is that of the last time."""
        given, found = self.cleaned_data, self.upcoming
        own = given["say"] == OWN
        rhythm = self._rhythm(given, found[-1][0])
        return Planned(
            words=given["words"] if own else "",
            wording="" if own else given["say"],
            rhythm=Rhythm(rhythm.repeats, found[0][0], rhythm.last_on, rhythm.weekdays),
            at=given["at"],
            next=found[0],
        )


def typed_plan(plan: PlannedText) -> dict[str, Any]:
    """What is planned, as the form shows it; from its next time on."""
    once = plan.repeats == Repeats.ONCE
    return {
        "say": plan.wording or OWN,
        "words": plan.words,
        "first_day": plan.next_on,
        "at": plan.at,
        "repeats": plan.repeats,
        "weekdays": [str(day) for day in plan.weekdays],
        "last_day": None if once else plan.last_on,
    }


def _where(rule: SafeContactRule) -> str:
    """Whose clock counts, and the safe hours to choose from."""
    hours = "; ".join(f"{days} {spans}" for days, spans in rule.hours.lines)
    values = {"zone": rule.subject.time_zone.replace("_", " "), "hours": hours}
    return now_("By their clock (%(zone)s). Safe hours: %(hours)s.") % values
