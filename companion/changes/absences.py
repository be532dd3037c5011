"""Recording that somebody cannot read their own texts, and that they can again."""

from django.db import transaction
from django.utils import timezone

from companion.access.people import my_sides
from companion.changes.alerts import raise_alert
from companion.changes.errors import AlreadyAway, DeathStands, NotAway
from companion.changes.holding import hold
from companion.history import record
from companion.models import Absence, Alert, CaseSubject, EventKind, Subject, User
from messaging.changes import freeze_number, release


@transaction.atomic
def begin_absence(side: CaseSubject, kind: str, reason: str, *, acting_user: User) -> Absence:
    """Keep where the person is: nothing is texted from now; a death sets a legal hold."""
    subject = hold(side.subject.public_id)
    if subject.whereabouts:
        raise AlreadyAway
    absence = Absence(
        subject=subject,
        owner_id=subject.public_id,
        kind=kind,
        reason=reason,
        recorded_by=acting_user,
    )
    absence.save()
    subject.whereabouts = kind
    if absence.for_good:
        subject.legal_hold_since = timezone.now()
    subject.save(update_fields=["whereabouts", "legal_hold_since"])
    record(EventKind.ABSENCE_BEGAN, about=absence, chain=subject.public_id, acting_user=acting_user)
    return absence


@transaction.atomic
def end_absence(side: CaseSubject, reason: str, *, acting_user: User) -> None:
    """Keep that the person has their own phone again; what waited may go, if all else is safe."""
    subject = hold(side.subject.public_id)
    absence = Absence.objects.filter(subject=subject, ended_at__isnull=True).first()
    if absence is None:
        raise NotAway
    if absence.for_good:
        raise DeathStands
    _end(absence, subject, reason, acting_user)
    record(EventKind.ABSENCE_ENDED, about=absence, chain=subject.public_id, acting_user=acting_user)
    release(subject.public_id, Subject.Whereabouts.values)


@transaction.atomic
def correct_death(side: CaseSubject, reason: str, *, acting_user: User) -> None:
    """Keep that a death was recorded by mistake; both stay in the history.

    Nothing is texted yet: somebody else may have had the phone, so it stays frozen until the
    advocate has gone through safe contact with the person.
    """
    subject = hold(side.subject.public_id)
    absence = Absence.objects.filter(subject=subject, ended_at__isnull=True).first()
    if absence is None or not absence.for_good:
        raise NotAway
    absence.by_mistake = True
    subject.legal_hold_since = None
    _end(absence, subject, reason, acting_user)
    freeze_number(subject.public_id, "death_by_mistake")
    chain = subject.public_id
    record(EventKind.DEATH_CORRECTED, about=absence, chain=chain, acting_user=acting_user)
    _tell_other_advocates(subject, acting_user)


def _tell_other_advocates(subject: Subject, acting_user: User) -> None:
    """Texts wait for whoever looks after safe contact, and it need not be they who corrected it."""
    present = CaseSubject.objects.filter(subject=subject, left_at__isnull=True)
    for side in present.exclude(pk__in=my_sides(acting_user).values("pk")):
        raise_alert(subject, Alert.Kind.ALIVE, side=side)


def _end(absence: Absence, subject: Subject, reason: str, acting_user: User) -> None:
    absence.ended_at, absence.ended_by = timezone.now(), acting_user
    absence.ended_because = reason
    absence.save(update_fields=["ended_at", "ended_by", "ended_because", "by_mistake"])
    subject.whereabouts = ""
    subject.save(update_fields=["whereabouts", "legal_hold_since"])
