"""When an advocate cannot be reached: a colleague may act for one side, once two people say so."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from companion.access.apart import may_know_of
from companion.access.emergencies import may_confirm, who_may_confirm
from companion.changes.errors import (
    ConflictOfInterest,
    EmergencyOver,
    EmergencyStands,
    NobodySpeaks,
    NotTheirColleague,
    SecondLeaderNeeded,
    SomebodyStandsIn,
)
from companion.changes.holding import hold, hold_user
from companion.changes.letters import take_back, write_to
from companion.history import record
from companion.models import (
    Advocacy,
    CaseSubject,
    Emergency,
    EventKind,
    Notice,
    StandIn,
    User,
)

Kind = Notice.Kind


@transaction.atomic
def ask_for_cover(
    side: CaseSubject, colleague: User, reason: str, *, acting_user: User
) -> Emergency:
    """Ask that a colleague of the advocate may act for one side; nothing opens before a second."""
    hold(side.subject.public_id)
    advocacy = Advocacy.objects.standing().filter(side=side).select_related("advocate").first()
    if advocacy is None:
        raise NobodySpeaks
    _refuse(side, advocacy, colleague)
    if colleague.pk == acting_user.pk:
        raise SecondLeaderNeeded
    now = timezone.now()
    # What is over, and not written down as ended yet, must not stand in the way.
    _let_run_out(side, now)
    if Emergency.objects.filter(side=side, ended_at__isnull=True).exists():
        raise EmergencyStands
    emergency = Emergency.objects.create(
        owner_id=side.subject.public_id,
        side=side,
        advocacy=advocacy,
        colleague=colleague,
        reason=reason,
        asked_by=acting_user,
        asked_at=now,
        ends_at=now + settings.EMERGENCY_LASTS,
    )
    write_to(who_may_confirm(emergency), Kind.MAY_CONFIRM, about=emergency.public_id)
    _keep(EventKind.EMERGENCY_ASKED, emergency, acting_user)
    return emergency


@transaction.atomic
def confirm_cover(emergency: Emergency, *, acting_user: User) -> Emergency:
    """A second person lets it begin, now and for some hours; never who asked, nor who will act."""
    hold_user(emergency.colleague_id)
    hold(emergency.side.subject.public_id)
    held = _held(emergency)
    if not Emergency.objects.waiting().filter(pk=held.pk).exists():
        raise EmergencyOver
    if not may_confirm(acting_user, held):
        raise SecondLeaderNeeded
    if not Advocacy.objects.standing().filter(pk=held.advocacy_id).exists():
        raise NobodySpeaks
    _refuse(held.side, held.advocacy, held.colleague)
    now = timezone.now()
    held.confirmed_by, held.confirmed_at = acting_user, now
    held.ends_at = now + settings.EMERGENCY_LASTS
    held.save(update_fields=["confirmed_by", "confirmed_at", "ends_at"])
    take_back(held.public_id, Kind.MAY_CONFIRM)
    write_to([held.colleague], Kind.ACTS, about=held.public_id)
    write_to([held.advocacy.advocate], Kind.ACTED_FOR, about=held.public_id)
    _keep(EventKind.EMERGENCY_CONFIRMED, held, acting_user)
    return held


@transaction.atomic
def end_cover(emergency: Emergency, *, acting_user: User) -> None:
    """End it, or take back what was asked; it counts at once."""
    hold(emergency.side.subject.public_id)
    held = _held(emergency)
    if held.ended_at:
        raise EmergencyOver
    _end(held, timezone.now(), acting_user)


def end_those_over(now: datetime) -> None:
    """Write down the end of those that ran out. The clock's: nothing stood open any more."""
    for emergency in _over(now).select_related("side__subject").order_by("pk"):
        _let_run_out(emergency.side, now)


def end_those_of(colleague: User) -> None:
    """Part of another change: they belong to the advocate's agency no more."""
    mine = Emergency.objects.filter(colleague=colleague, ended_at__isnull=True)
    for emergency in mine.select_related("side__subject").order_by("side__subject"):
        hold(emergency.side.subject.public_id)
        held = _held(emergency)
        if held.ended_at is None:
            _end(held, timezone.now(), None)


@transaction.atomic
def _let_run_out(side: CaseSubject, now: datetime) -> None:
    hold(side.subject.public_id)
    for emergency in _over(now).filter(side=side).select_related("side__subject"):
        _end(emergency, now, None)


def _over(now: datetime) -> QuerySet[Emergency]:
    """Not written down as ended, and out of time, or without the permission they stood on."""
    taken_back = Q(advocacy__ended_at__isnull=False) | Q(advocacy__expires_at__lte=now)
    return Emergency.objects.filter(Q(ends_at__lte=now) | taken_back, ended_at__isnull=True)


def _held(emergency: Emergency) -> Emergency:
    held = Emergency.objects.select_for_update(of=("self",), no_key=True).select_related(
        "side__subject", "side__panel_case__panel", "advocacy__advocate", "colleague"
    )
    return held.get(pk=emergency.pk)


def _end(emergency: Emergency, now: datetime, acting_user: User | None) -> None:
    emergency.ended_at, emergency.ended_by = now, acting_user
    emergency.save(update_fields=["ended_at", "ended_by"])
    # Whose place somebody took is told all the same.
    take_back(emergency.public_id, Kind.MAY_CONFIRM, Kind.ACTS)
    _keep(EventKind.EMERGENCY_ENDED, emergency, acting_user)


def _refuse(side: CaseSubject, advocacy: Advocacy, colleague: User) -> None:
    """As strict as appointing an advocate, and asked again when it is confirmed."""
    advocate = advocacy.advocate
    alike = colleague.agency_id is not None and colleague.agency_id == advocate.agency_id
    if not (alike and colleague.is_active) or colleague.pk == advocate.pk:
        raise NotTheirColleague
    if StandIn.objects.standing().filter(advocate=advocate).exists():
        raise SomebodyStandsIn
    if not may_know_of(colleague, side):
        raise ConflictOfInterest


def _keep(kind: EventKind, emergency: Emergency, acting_user: User | None) -> None:
    chain, service = emergency.side.subject.public_id, acting_user is None
    record(kind, about=emergency, chain=chain, acting_user=acting_user, service=service)
