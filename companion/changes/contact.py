"""How a person may be reached, and when texting stops."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companion.changes.holding import hold
from companion.changes.senders import give_number, hold_to_be_reached
from companion.history import record
from companion.models import (
    CaseSubject,
    Cover,
    DuressTriggers,
    EventKind,
    Hours,
    SafeContactRule,
    Subject,
    User,
    WordingKey,
    WordingLevel,
)
from messaging.changes import (
    compose,
    freeze_number,
    live_number,
    opt_in,
    release,
    unfreeze_number,
)

# Later than this, that a pause is over is no news.
PAUSE_OVER_LASTS = timedelta(days=1)


@dataclass(frozen=True)
class Reach:
    """What an advocate agreed with a person about safe contact; times in the person's own zone."""

    number: str
    level: str
    hours: Hours
    cover: str = Cover.BOOKING
    references: bool = False
    code_word: str = ""
    duress_word: str = ""
    duress_triggers: str = DuressTriggers.ALERT
    duress_plan: str = ""
    shared_phone: bool = True
    emergency_reply: bool = False
    withheld_number: bool = True
    other_way: str = ""
    who_is_safe: str = ""
    who_is_not_safe: str = ""
    unprompted_a_day: int = settings.UNPROMPTED_A_DAY
    unprompted_a_week: int = settings.UNPROMPTED_A_WEEK


@transaction.atomic
def agree_rule(side: CaseSubject, reach: Reach, *, acting_user: User) -> SafeContactRule:
    """Keep what was agreed about safe contact, from now; a new number must be confirmed anew."""
    subject = hold_to_be_reached(side.subject)
    give_number(subject, reach.number, acting_user)
    rule = SafeContactRule.objects.filter(subject=subject).first() or SafeContactRule(
        subject=subject, owner_id=subject.public_id
    )
    for name, value in vars(reach).items():
        if name != "number":
            setattr(rule, name, value)
    rule.confirmed_at, rule.confirmed_by = timezone.now(), acting_user
    rule.hours_asked_at = None
    rule.save()
    record(EventKind.RULE_AGREED, about=rule, chain=subject.public_id, acting_user=acting_user)
    release(subject.public_id)
    return rule


def _hold_rule(subject: Subject) -> SafeContactRule:
    """A person's rule, held with them to the end of the transaction."""
    hold(subject.public_id)
    return SafeContactRule.objects.select_for_update(no_key=True).get(subject=subject)


@transaction.atomic
def confirm_rule(side: CaseSubject, *, acting_user: User) -> SafeContactRule:
    """Keep that the rule was gone through with the person again, and still holds."""
    rule = _hold_rule(side.subject)
    rule.confirmed_at, rule.confirmed_by = timezone.now(), acting_user
    rule.hours_asked_at = None
    rule.save(update_fields=["confirmed_at", "confirmed_by", "hours_asked_at"])
    record(
        EventKind.RULE_CONFIRMED,
        about=rule,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )
    release(side.subject.public_id)
    return rule


@transaction.atomic
def stop_texts(subject: Subject, *, acting_user: User | None) -> None:
    """Stop every text to a person; nobody asks them to confirm."""
    rule = _hold_rule(subject)
    if rule.stopped_at is None:
        rule.stopped_at = timezone.now()
        rule.save(update_fields=["stopped_at"])
        record(EventKind.STOPPED, about=rule, chain=subject.public_id, acting_user=acting_user)


@transaction.atomic
def start_texts(side: CaseSubject, *, acting_user: User) -> None:
    """Start texts again, once the advocate has gone through the rule with the person."""
    rule = confirm_rule(side, acting_user=acting_user)
    rule.stopped_at = rule.paused_until = None
    rule.number_checked_at = timezone.now()
    rule.save(update_fields=["stopped_at", "paused_until", "number_checked_at"])
    unfreeze_number(side.subject.public_id)
    opt_in(side.subject.public_id)
    record(EventKind.STARTED, about=rule, chain=side.subject.public_id, acting_user=acting_user)
    release(side.subject.public_id)
    compose(
        side.subject.public_id,
        WordingKey.RESUMED,
        about=rule.public_id,
        thread=side.public_id,
    )


@transaction.atomic
def pause_texts(side: CaseSubject, until: datetime | None, *, acting_user: User | None) -> None:
    """Stay silent until a moment; None ends the silence."""
    rule = _hold_rule(side.subject)
    rule.paused_until = until
    rule.save(update_fields=["paused_until"])
    record(EventKind.PAUSED, about=rule, chain=side.subject.public_id, acting_user=acting_user)
    if until is None:
        release(side.subject.public_id)


@transaction.atomic
def wait_for_other_hours(subject: Subject) -> None:
    """They want texts at other times: stay silent until their advocate has gone through that."""
    rule = _hold_rule(subject)
    if rule.hours_asked_at is None:
        rule.hours_asked_at = timezone.now()
        rule.save(update_fields=["hours_asked_at"])
        record(EventKind.HOURS_ASKED, about=rule, chain=subject.public_id, acting_user=None)


@transaction.atomic
def end_pause_of(subject: Subject, now: datetime) -> None:
    """A pause ran out: texts may go again, and say so where details are welcome at any time."""
    rule = _hold_rule(subject)
    if rule.paused_until is None or rule.paused_until > now:
        return
    rule.paused_until = None
    rule.save(update_fields=["paused_until"])
    record(EventKind.PAUSED, about=rule, chain=subject.public_id, acting_user=None, service=True)
    if rule.level == WordingLevel.SAFE_HOURS and rule.stopped_at is None:
        compose(
            subject.public_id,
            WordingKey.PAUSED_OVER,
            about=rule.public_id,
            expires_at=now + PAUSE_OVER_LASTS,
        )
    release(subject.public_id)


@transaction.atomic
def freeze(subject: Subject, because: str) -> None:
    """Send nothing to this number until the person is found by another way."""
    freeze_number(subject.public_id, because)
    number = live_number(subject.public_id)
    if number:
        record(EventKind.NUMBER_FROZEN, about=number, chain=subject.public_id, acting_user=None)
