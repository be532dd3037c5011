"""Asking a panel to consider somebody, and what the coordinator decides."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import AlreadyDecided
from companion.changes.people import Newcomer, begin_case
from companion.history import record
from companion.models import CaseSubject, EventKind, Panel, Referral, User

Decision = Referral.Decision


@dataclass(frozen=True)
class Asked:
    """Whom a panel is asked to consider, why, and whether they know of it."""

    name: str
    why: str
    person_knows: bool = False


@transaction.atomic
def refer(panel: Panel, asked: Asked, *, acting_user: User) -> Referral:
    """Ask a panel to consider somebody; nothing is kept about them elsewhere yet."""
    referral = Referral(panel=panel, referred_by=acting_user, **vars(asked))
    referral.owner_id = referral.public_id
    referral.save()
    _keep(EventKind.REFERRED, referral, acting_user)
    return referral


@transaction.atomic
def take_referral(referral: Referral, newcomer: Newcomer, *, acting_user: User) -> CaseSubject:
    """Open a case for the person who was referred."""
    referral = _undecided(referral)
    side = begin_case(referral.panel, newcomer, acting_user=acting_user)
    referral.panel_case = side.panel_case
    _decide(referral, Decision.TAKEN, "", acting_user)
    return side


@transaction.atomic
def turn_down(referral: Referral, reason: str, *, acting_user: User) -> None:
    """Say why the panel does not take somebody; whoever referred them reads it."""
    _decide(_undecided(referral), Decision.TURNED_DOWN, reason, acting_user)


def _undecided(referral: Referral) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",), no_key=True).select_related("panel")
    held = rows.get(pk=referral.pk)
    if held.decision:
        raise AlreadyDecided
    return held


def _decide(referral: Referral, decision: str, reason: str, acting_user: User) -> None:
    referral.decision, referral.reason = decision, reason
    referral.decided_by, referral.decided_at = acting_user, timezone.now()
    referral.save()
    _keep(EventKind.REFERRAL_DECIDED, referral, acting_user)


def _keep(kind: EventKind, referral: Referral, acting_user: User) -> None:
    record(kind, about=referral, chain=referral.panel.public_id, acting_user=acting_user)
