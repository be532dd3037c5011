"""When a planned text goes: by the person's own clock, inside their safe hours; and sending it."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from companion.access.planned import due_plan, due_plans
from companion.changes.holding import hold
from companion.changes.planned import (
    Next,
    Planned,
    end_without_them,
    leave_to_the_next,
    move_to,
    write_planned,
)
from companion.models import (
    ENCOURAGEMENTS,
    Advocacy,
    CaseSubject,
    PlannedText,
    Rhythm,
    SafeContactRule,
    WordingKey,
)
from companion.texting.beforehand import hours_at, preview
from companion.texting.windows import window_at
from content.wordings import DETAIL, ENGLISH, wordings
from messaging.failing import kind_and_place
from messaging.gate import Send, Withhold

# Where every hour is safe a text still belongs to its day; in a long window, to half a day.
LONGEST_WAIT = timedelta(hours=12)

log = logging.getLogger(__name__)


def moment_on(day: date, at: time, rule: SafeContactRule) -> tuple[datetime, bool]:
    """The moment meant by a clock where the person is, and whether the safe hours hold it.

    On a night when clocks change a time may come twice, or not at all: the one that is safe.
    """
    zone = ZoneInfo(rule.subject.time_zone)
    meant = (datetime.combine(day, at.replace(fold=fold), zone) for fold in (0, 1))
    moments = list(dict.fromkeys(moment.astimezone(UTC) for moment in meant))
    safe = [moment for moment in moments if hours_at(rule, moment) is None]
    return (safe[0], True) if safe else (moments[0], False)


def times(
    rhythm: Rhythm, at: time, rule: SafeContactRule, now: datetime, after: date | None = None
) -> Iterator[Next]:
    """Every time to come that the safe hours hold, as they are now; the others are left out."""
    for day in rhythm.days(after):
        moment, safe = moment_on(day, at, rule)
        if safe and moment > now:
            yield day, moment


def next_time(plan: PlannedText, rule: SafeContactRule, now: datetime) -> Next | None:
    """The next time after the one that stands; nothing after the last.

    Where the safe hours have changed so that none fits, the next day as planned: the gate
    withholds it, and the advocate sees why.
    """
    fitting = next(times(plan.rhythm, plan.at, rule, now, plan.next_on), None)
    if fitting:
        return fitting
    for day in plan.rhythm.days(plan.next_on):
        moment, _ = moment_on(day, plan.at, rule)
        if moment > now:
            return day, moment
    return None


def makes_sense_until(moment: datetime, rule: SafeContactRule) -> datetime:
    """Until when a text meant for a moment may still go: that day, or that window."""
    zone = ZoneInfo(rule.subject.time_zone)
    window = window_at(moment, rule.hours, rule.subject.time_zone)
    if window.open and window.closes_at and not rule.hours.always:
        return min(window.closes_at, moment + LONGEST_WAIT)
    tomorrow = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone)


def encouragements() -> dict[str, str]:
    """Each as an advocate chooses it, in English; people read them in their own language."""
    found = wordings([key.value for key in ENCOURAGEMENTS], ENGLISH, DETAIL)
    return {key: text.body for key, text in found.items()}


def preview_of(side: CaseSubject, planned: Planned) -> Send | Withhold:
    """What the phone will show at the first time, if nothing changes until then."""
    wording, at = planned.wording or WordingKey.ADVOCATE_WORDS, planned.next[1]
    return preview(side, planned.words, wording=wording, at=at)


def write_what_is_due(now: datetime) -> None:
    """Compose each text whose time has come; two workers at once compose one. The clock's."""
    for pk, person in due_plans(now):
        try:
            _write_if_due(pk, person, now)
        except Exception as error:  # it is tried again; nobody else's text waits for it
            log.error("a planned text could not be written: %s", kind_and_place(error))


def _write_if_due(pk: int, person: UUID, now: datetime) -> None:
    with transaction.atomic(durable=True):
        hold(person)
        plan = due_plan(pk, now)
        if plan is not None:
            _write(plan, now)


def _write(plan: PlannedText, now: datetime) -> None:
    side = plan.side
    if side.left_at is not None or side.panel_case.closed_at is not None:
        end_without_them(plan)
        return
    if not Advocacy.objects.standing(now).filter(side=side).exists():
        leave_to_the_next(side)
        return
    rule = SafeContactRule.objects.select_related("subject").get(subject=side.subject_id)
    if plan.next_on is None:
        return
    moment, _ = moment_on(plan.next_on, plan.at, rule)
    if moment > now:
        # Their clock, or their safe hours, are others than when this was planned.
        move_to(plan, (plan.next_on, moment))
        return
    write_planned(plan, makes_sense_until(moment, rule), next_time(plan, rule, moment))
