"""A person's story told in any order, and a second opinion on every text that leaves in it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from companion.models import AgreedAction, CaseSubject, Consent, Hours, SafeContactRule, Span
from content.wordings import forbidden_in
from messaging.changes import live_number
from messaging.gate import Send
from messaging.models import IncomingMessage, OutgoingMessage

CANARY = "canary"
LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
# Summer, and the days before each of the two nights when clocks change.
BEGINNINGS = (
    datetime(2026, 6, 3, 11, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 21, 30, tzinfo=UTC),
    datetime(2026, 10, 24, 21, 30, tzinfo=UTC),
)
NIGHT = Hours.every_day(time(0, 30), time(2, 30))
ODD_DAYS = Hours(
    tuple((Span(time(9), time(11)), Span(time(22), time(1))) if day % 2 else () for day in range(7))
)
WEEKS = (
    Hours.every_day(time(0), time(0)),
    Hours.every_day(time(10), time(16)),
    NIGHT,
    ODD_DAYS,
)


def wall_says_safe(hours: Hours, moment: datetime) -> bool:
    """Whether a clock on the person's wall shows a safe hour; knows nothing of windows."""
    wall = moment.astimezone(LONDON).replace(tzinfo=None)
    for back in (0, 1):
        day = wall.date() - back * DAY
        for span in hours.days[day.weekday()]:
            opens = datetime.combine(day, span.opens)
            closes = datetime.combine(day + (span.closes <= span.opens) * DAY, span.closes)
            if opens <= wall < closes:
                return True
    return False


@dataclass
class Truth:
    """What happened so far, told by whoever did it, and not by what the service made of it."""

    stopped: bool = False
    other_hours: bool = False
    frozen: bool = False
    away: bool = False
    dead: bool = False
    shared_sender: bool = False
    duress: bool = False
    heard_at: datetime = BEGINNINGS[0]
    confirmed_at: datetime = BEGINNINGS[0]
    untold: set[object] = field(default_factory=set)
    never: set[object] = field(default_factory=set)
    unprompted: list[datetime] = field(default_factory=list)
    invited: set[str] = field(default_factory=set)


def forbidden(
    side: CaseSubject, truth: Truth, text: Send, row: OutgoingMessage, now: datetime
) -> list[str]:
    """Every reason why this text should not have left at this moment; none if it was right."""
    rule = SafeContactRule.objects.get(subject=side.subject)
    number = live_number(side.subject.public_id)
    cause = row.reply_to
    prompted = cause is not None and now - cause.received_at <= timedelta(minutes=5)
    reply = prompted and cause is not None and row.created_at >= cause.received_at
    paused = rule.paused_until is not None and rule.paused_until > now
    held = truth.duress and rule.duress_triggers == "hold" and not prompted
    found = {
        "after STOP": truth.stopped,
        "to a frozen number": truth.frozen,
        "while away": truth.away or truth.dead,
        "from a number shared across a partition": truth.shared_sender,
        "at hours they do not want": truth.other_hours,
        "in a pause": paused and not (row.wording == "paused" and reply),
        "under a rule too old": truth.confirmed_at + 90 * DAY < now,
        "to another number": number is None or text.number != number.digits,
        "without agreement": not agreed(side, rule, truth, text, row),
        "to a number not shown to be theirs": not before_their_yes(rule, row)
        and (number is None or number.verified_at is None),
        "after the duress word": held,
        "into long silence": not reply and row.wording != "invitation" and silent(truth, now),
        "outside the hours": not reply and not wall_says_safe(rule.hours, now),
        "what is not told": row.about in truth.never or row.about in truth.untold,
        "when it made no sense any more": row.expires_at is not None and row.expires_at <= now,
        "over the budget": not prompted and over_budget(truth, rule, now),
        "details": text.level == "detail" and not details_allowed(rule, row, cause, now, prompted),
        "details in cover words": text.level == "cover" and bool(says_too_much(text.body)),
    }
    return [what for what, wrong in found.items() if wrong]


def silent(truth: Truth, now: datetime) -> bool:
    """Whether nothing came from the phone for three months."""
    return truth.heard_at + 90 * DAY < now


def before_their_yes(rule: SafeContactRule, row: OutgoingMessage) -> bool:
    """Whether it is one of the texts that may go before they showed whose phone it is."""
    return row.wording == "invitation" or (row.wording == "emergency" and rule.emergency_reply)


def says_too_much(body: str) -> list[str]:
    """Words that no cover text carries."""
    return [*forbidden_in(body), *([CANARY] if CANARY in body.casefold() else [])]


def agreed(
    side: CaseSubject, rule: SafeContactRule, truth: Truth, text: Send, row: OutgoingMessage
) -> bool:
    """Their own yes stands; or it is the one invitation, or the emergency wording they chose."""
    agreements = list(Consent.objects.filter(side=side))
    standing = [consent for consent in agreements if consent.withdrawn_at is None]
    if row.wording == "invitation":
        return bool(standing) and text.number not in truth.invited
    if row.wording == "emergency" and rule.emergency_reply:
        return bool(standing)
    return any(consent.confirmed_at for consent in standing)


def over_budget(truth: Truth, rule: SafeContactRule, now: datetime) -> bool:
    """Whether the day or the week had its unprompted texts before this one."""
    day = [at for at in truth.unprompted if at > now - DAY]
    week = [at for at in truth.unprompted if at > now - 7 * DAY]
    return len(day) >= rule.unprompted_a_day or len(week) >= rule.unprompted_a_week


def details_allowed(
    rule: SafeContactRule,
    row: OutgoingMessage,
    cause: IncomingMessage | None,
    now: datetime,
    prompted: bool,
) -> bool:
    """As they chose, and only while the wall says safe for half an hour more."""
    if row.wording == "emergency":
        return rule.emergency_reply
    asked = prompted and cause is not None and "bluebell" in cause.body.casefold()
    chosen = rule.level == "safe_hours" or (rule.level == "when_asked" and asked)
    ahead = [now + timedelta(minutes=minute) for minute in range(30)]
    return chosen and all(wall_says_safe(rule.hours, moment) for moment in ahead)


def newest_action(side: CaseSubject) -> AgreedAction | None:
    """What was agreed last."""
    return AgreedAction.objects.filter(side=side).order_by("-pk").first()
