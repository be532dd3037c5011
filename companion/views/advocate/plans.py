"""What is planned for a person, as sentences."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from companion.texting.beforehand import hours_at
from companion.texting.planned import encouragements
from companion.views.advocate.welcome import whose_time

if TYPE_CHECKING:
    from companion.models import PlannedText, SafeContactRule


def plans_in_words(
    plans: "list[PlannedText]", rule: "SafeContactRule | None"
) -> list[dict[str, Any]]:
    """One dictionary for each, for templates/advocate/person_plans.html."""
    said = encouragements() if any(plan.wording for plan in plans) else {}
    return [
        {
            "plan": plan,
            "words": plan.words or said[plan.wording],
            "encourages": bool(plan.wording),
            "when": how_often(plan),
            "next": when_in_words(plan.next_at, plan.side.subject.time_zone),
            "why_paused": _why_paused(plan),
            "unsafe": bool(rule and plan.next_at and hours_at(rule, plan.next_at)),
        }
        for plan in plans
    ]


def how_often(plan: "PlannedText") -> str:
    """How often, on which days, at what time, until when."""
    at = time_format(plan.at, "H:i") + whose_time(plan.side.subject.time_zone)
    if plan.repeats == "once":
        return _("Once, at %(time)s") % {"time": at}
    days = ", ".join(str(WEEKDAYS[day]) for day in plan.weekdays)
    often = f"{plan.get_repeats_display()} ({days})" if days else plan.get_repeats_display()
    values = {"often": often, "time": at, "last": date_format(plan.last_on, "j F Y")}
    return _("%(often)s at %(time)s, until %(last)s") % values


def when_in_words(moment: datetime | None, zone: str) -> str:
    """A day and a time where the person is."""
    if moment is None:
        return ""
    here = moment.astimezone(ZoneInfo(zone))
    form = "l j F" if here.year == timezone.now().year else "l j F Y"
    return f"{date_format(here, form)}, {time_format(here, 'H:i')}{whose_time(zone)}"


def _why_paused(plan: "PlannedText") -> str:
    if plan.paused_at is None:
        return ""
    if plan.paused_by is None:
        return _("Paused, because their advocate changed or they stopped taking part. Decide anew.")
    return _("Paused. Nothing of it goes.")
