"""How a person may be reached, whether they take part, and when texting stops."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companion.changes.about import refuse_to_text
from companion.changes.errors import (
    AlreadyAgreed,
    AlreadyInvited,
    NotAgreed,
    NotInvited,
)
from companion.changes.holding import hold
from companion.changes.planned import leave_to_the_next
from companion.changes.questions import ask
from companion.changes.senders import give_number, hold_to_be_reached
from companion.history import record
from companion.models import (
    TOLD,
    TOLD_VERSION,
    Agency,
    CaseSubject,
    Consent,
    Cover,
    DuressTriggers,
    EventKind,
    Hours,
    Question,
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
    verify_number,
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


def told_now(side: CaseSubject, lines: Iterable[str], told_by: User) -> dict[str, Any]:
    """What a person is told at this moment, by whom, of whom, and for how long it holds."""
    panel, now = side.panel_case.panel, timezone.now()
    agencies = Agency.objects.filter(
        users__memberships__panel=panel, users__memberships__ended_at__isnull=True
    ).distinct()
    return {
        "purpose": panel.purpose,
        "recipients": sorted(agencies.values_list("name", flat=True)),
        "told_version": TOLD_VERSION,
        "told": list(lines),
        "recorded_by": told_by,
        "recorded_at": now,
        "expires_at": now + settings.CONSENT_PERIOD,
    }


@transaction.atomic
def renew_agreement(side: CaseSubject, *, acting_user: User) -> Consent:
    """Keep that all of it was gone through with the person again, and they still say yes."""
    subject = hold(side.subject.public_id)
    consent = Consent.objects.filter(side=side, withdrawn_at__isnull=True).first()
    if consent is None:
        raise NotAgreed
    for name, value in told_now(side, TOLD[TOLD_VERSION], acting_user).items():
        setattr(consent, name, value)
    consent.save()
    record(
        EventKind.CONSENT_RENEWED, about=consent, chain=subject.public_id, acting_user=acting_user
    )
    release(subject.public_id)
    return consent


@transaction.atomic
def record_agreement(side: CaseSubject, *, acting_user: User) -> Consent:
    """Keep that the person was told what taking part means and said yes, in person.

    It starts texting only where they have shown before that they hold this phone.
    """
    hold(side.subject.public_id)
    if Consent.objects.filter(side=side, withdrawn_at__isnull=True).exists():
        raise AlreadyAgreed
    number = live_number(side.subject.public_id)
    consent = Consent(side=side, **told_now(side, TOLD[TOLD_VERSION], acting_user))
    if number and number.verified_at:
        # An invitation goes once for each number: a second side, or a second thought, needs none.
        consent.confirmed_at, consent.evidence = timezone.now(), Consent.Evidence.SAME_PHONE
    consent.save()
    record(
        EventKind.CONSENT_RECORDED,
        about=consent,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )
    return consent


@transaction.atomic
def invite(side: CaseSubject, *, acting_user: User) -> None:
    """Send the one cover invitation that a number may have; its yes starts texting."""
    hold(side.subject.public_id)
    consent = Consent.objects.filter(side=side, withdrawn_at__isnull=True).first()
    number = live_number(side.subject.public_id)
    rule = SafeContactRule.objects.select_related("subject").filter(subject=side.subject_id).first()
    if not (consent and number and rule):
        raise NotInvited
    if consent.confirmed_at and number.verified_at:
        raise AlreadyAgreed
    refuse_to_text(side, shared_phone=rule.shared_phone)
    asked = Question.objects.filter(
        side__subject=side.subject_id, kind=Question.Kind.CONSENT, asked_number=number.public_id
    )
    if asked.exists():
        raise AlreadyInvited
    ask(
        side,
        Question.Kind.CONSENT,
        WordingKey.INVITATION,
        about=consent.public_id,
        asked_number=number.public_id,
    )
    record(EventKind.INVITED, about=consent, chain=side.subject.public_id, acting_user=acting_user)


@transaction.atomic
def confirm_consent(consent: Consent, evidence: str = Consent.Evidence.INVITATION) -> None:
    """Keep the person's own texted yes: it starts texting and shows that they hold the phone."""
    consent.confirmed_at, consent.evidence = timezone.now(), evidence
    consent.save(update_fields=["confirmed_at", "evidence"])
    subject = consent.side.subject
    verify_number(subject.public_id)
    record(EventKind.CONSENT_CONFIRMED, about=consent, chain=subject.public_id, acting_user=None)
    release(subject.public_id)


@transaction.atomic
def withdraw_consent(side: CaseSubject, *, acting_user: User | None) -> None:
    """End taking part on one side; nothing is held against the person for it."""
    hold(side.subject.public_id)
    for consent in Consent.objects.filter(side=side, withdrawn_at__isnull=True):
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        record(
            EventKind.CONSENT_WITHDRAWN,
            about=consent,
            chain=side.subject.public_id,
            acting_user=acting_user,
        )
    leave_to_the_next(side)


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
