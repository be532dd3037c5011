"""Taking part: told what it means, agreeing to it, being invited, and ending it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from companion.changes.about import refuse_to_text
from companion.changes.errors import AlreadyAgreed, AlreadyInvited, NotAgreed, NotInvited
from companion.changes.holding import hold
from companion.changes.planned import leave_to_the_next
from companion.changes.questions import ask
from companion.history import record
from companion.models import (
    TOLD,
    TOLD_VERSION,
    Agency,
    CaseSubject,
    Consent,
    EventKind,
    Question,
    SafeContactRule,
    User,
    WordingKey,
)
from messaging.changes import live_number, release, verify_number


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
