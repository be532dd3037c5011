"""When texts are welcome, or why none are, in a few words."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from companion.texting.beforehand import welcome
from companion.texting.reasons import IN_WORDS
from messaging.gate import Withhold

if TYPE_CHECKING:
    from companion.models import CaseSubject, Consent, SafeContactRule
    from messaging.models import Number


def welcome_in_words(
    side: "CaseSubject",
    rule: "SafeContactRule | None",
    number: "Number | None",
    consent: "Consent | None",
) -> str:
    """One sentence for a list; the times are the person's own."""
    answer = welcome(side, rule, number, consent)
    if isinstance(answer, Withhold) or rule is None:
        return why_not(answer) if isinstance(answer, Withhold) else ""
    if rule.hours.always or answer.opens_at is None or answer.closes_at is None:
        return _("Texts welcome at any hour") if answer.open else _("No hours are safe")
    zone = side.subject.time_zone
    values = {
        "from": _clock(answer.opens_at, zone),
        "until": _clock(answer.closes_at, zone),
        "day": _("today") if answer.open else day_in_words(answer.opens_at, zone),
    }
    return _("Texts welcome %(from)s–%(until)s %(day)s") % values + whose_time(zone)


def welcome_state(
    side: "CaseSubject",
    rule: "SafeContactRule | None",
    number: "Number | None",
    consent: "Consent | None",
) -> tuple[str, str]:
    """The same as a shape and a word."""
    answer = welcome(side, rule, number, consent)
    if isinstance(answer, Withhold):
        return "open", _("no texts")
    return ("done", _("now")) if answer.open else ("part", _("later"))


def why_not(held: Withhold) -> str:
    """The gate's reason, as a sentence."""
    return IN_WORDS.get(held.reason, _("It is withheld."))


def _clock(moment: datetime, zone: str) -> str:
    return time_format(moment.astimezone(ZoneInfo(zone)), "H:i")


def day_in_words(moment: datetime, zone: str) -> str:
    """Today, tomorrow, or the day of the week, where the person is."""
    here = ZoneInfo(zone)
    day, today = moment.astimezone(here).date(), timezone.now().astimezone(here).date()
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    return _("on %(day)s") % {"day": date_format(day, "l")}


def whose_time(zone: str) -> str:
    """That a time is by another clock than the reader's; nothing where it is the same."""
    return "" if zone == timezone.get_current_timezone_name() else _(" (their time)")
