"""Worry signs by stated rules: each holds or does not; none is counted, ranked or added up.

docs/worry-signs.md states them in the same words; a test compares the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from companion.access.worries import Signs
from companion.models import Worry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WEEK = timedelta(weeks=1)
QUIET_FOR = timedelta(days=14)
WEEKS_BEFORE = 4
SOON = timedelta(days=1)
LATELY = timedelta(days=90)


@dataclass(frozen=True)
class Rule:
    """One sign: since when it holds, if it does; and the rule, in a sentence that is shown."""

    sign: Worry
    holds_since: Callable[[Signs, datetime], datetime | None]
    stated: "StrOrPromise"
    to_do: "StrOrPromise"


@dataclass(frozen=True)
class Sign:
    """A rule that holds now, and since when."""

    rule: Rule
    since: datetime


def _silent(signs: Signs, now: datetime) -> datetime | None:
    if not signs.texted:
        return None
    last = signs.texted[0]
    weeks = {(last - at) // WEEK for at in signs.texted}
    quiet_since = last + QUIET_FOR
    return quiet_since if weeks >= set(range(WEEKS_BEFORE)) and quiet_since <= now else None


def _stopped_after_danger(signs: Signs, now: datetime) -> datetime | None:
    return next(
        (
            stopped
            for stopped in signs.stopped
            if any(timedelta(0) <= stopped - danger <= SOON for danger in signs.in_danger)
        ),
        None,
    )


def _new_numbers(signs: Signs, now: datetime) -> datetime | None:
    lately = [since for since in signs.new_numbers if since >= now - LATELY]
    return lately[0] if len(lately) > 1 else None


RULES = (
    Rule(
        Worry.SILENT,
        _silent,
        _("They texted in each of four weeks, and then nothing came for 14 days."),
        _("Ask how they are by the other way that you agreed."),
    ),
    Rule(
        Worry.STOPPED_AFTER_DANGER,
        _stopped_after_danger,
        _("STOP came within a day after words of danger or the duress word."),
        _("Somebody else may have sent it. Check by the other way that you agreed."),
    ),
    Rule(
        Worry.NEW_NUMBERS,
        _new_numbers,
        _("Two new numbers were kept for them within 90 days."),
        _("Ask whether somebody takes or looks at their phone."),
    ),
)


def worries(signs: Signs, now: datetime, *, expected_to_text: bool) -> list[Sign]:
    """The signs that hold and that nobody has looked at since they do; in the order stated.

    Silence is none while nothing is to be expected: a pause, STOP, custody, a withdrawn consent.
    """
    found = []
    for rule in RULES:
        if rule.sign == Worry.SILENT and not expected_to_text:
            continue
        since = rule.holds_since(signs, now)
        looked = signs.looked_at.get(rule.sign)
        if since and (looked is None or looked < since):
            found.append(Sign(rule, since))
    return found
