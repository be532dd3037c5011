"""Opening a case, bringing people in, and who speaks for them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from companion.access.apart import may_know_of, who_read_for
from companion.changes.alerts import see_alert
from companion.changes.errors import (
    AlreadyInCase,
    ApartAlready,
    ConflictOfInterest,
    OneAdvocateForBoth,
    PeopleKeptApart,
    TogetherInACase,
)
from companion.changes.holding import hold, hold_all, hold_user
from companion.changes.planned import leave_to_the_next
from companion.changes.questions import settle
from companion.changes.reviews import plan_next
from companion.history import gathering, record
from companion.models import (
    Advocacy,
    Alert,
    CaseSubject,
    EventKind,
    NameWord,
    Panel,
    PanelCase,
    Partition,
    Question,
    Subject,
    User,
    name_indexes,
)


def kept_from(subject: Subject) -> Q:
    """The people whom this person is kept apart from."""
    pairs = Partition.objects.filter(Q(one=subject) | Q(other=subject)).values_list("one", "other")
    return Q(pk__in={pk for pair in pairs for pk in pair} - {subject.pk})


@transaction.atomic
def open_case(panel: Panel, *, acting_user: User) -> PanelCase:
    """Open a case at a panel, and plan its first review; people are added to it."""
    panel_case = PanelCase.objects.create(panel=panel, opened_by=acting_user)
    record(EventKind.CASE_OPENED, about=panel_case, chain=panel.public_id, acting_user=acting_user)
    plan_next(panel_case, acting_user=acting_user)
    return panel_case


@transaction.atomic
def bring_in(name: str, language: str = "en", time_zone: str = "Europe/London") -> Subject:
    """Make the record of one person."""
    subject = Subject(name=name, language=language, time_zone=time_zone)
    subject.owner_id = subject.public_id
    subject.save()
    NameWord.objects.bulk_create(
        NameWord(subject=subject, index=index) for index in sorted(name_indexes(name))
    )
    return subject


@transaction.atomic
def add_side(
    panel_case: PanelCase, subject: Subject, role: str, *, acting_user: User
) -> CaseSubject:
    """Add a person to a case, or let them come back; people kept apart never share one."""
    _hold_with_everybody_in(panel_case, subject)
    present = panel_case.sides.filter(subject=subject).first()
    if Subject.objects.filter(kept_from(subject), sides__panel_case=panel_case).exists():
        raise PeopleKeptApart
    if present and present.left_at is None:
        raise AlreadyInCase
    side = present or CaseSubject(subject=subject, panel_case=panel_case)
    side.role, side.left_at = role, None
    side.save()
    record(EventKind.SIDE_ADDED, about=side, chain=subject.public_id, acting_user=acting_user)
    return side


def _hold_with_everybody_in(panel_case: PanelCase, subject: Subject) -> None:
    """Nobody in the case can be kept apart from this person until they are in it, or are not."""
    there = Subject.objects.filter(sides__panel_case=panel_case).values_list("public_id", flat=True)
    hold_all([subject.public_id, *there])


@transaction.atomic
def appoint_advocate(
    side: CaseSubject, advocate: User, expires_at: datetime, *, acting_user: User
) -> Advocacy:
    """Give one advocate a person's permission, until a date.

    Nobody speaks for one of two kept apart who ever spoke, stood in or acted for the other.
    """
    return _appoint(side, hold_user(advocate.pk), expires_at, acting_user)


def _appoint(
    side: CaseSubject, advocate: User, expires_at: datetime, acting_user: User
) -> Advocacy:
    """The advocate is held, as they are now: nobody else gives them anybody at this moment."""
    if not advocate.is_active or not may_know_of(advocate, side):
        raise ConflictOfInterest
    advocacy = Advocacy.objects.create(advocate=advocate, side=side, expires_at=expires_at)
    record(
        EventKind.ADVOCATE_APPOINTED,
        about=side,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )
    return advocacy


@dataclass(frozen=True)
class Newcomer:
    """Who comes into a case, somebody known or somebody new; and who speaks for them until when."""

    name: str
    role: str
    advocate: User
    until: datetime
    language: str = "en"
    known: Subject | None = None


@transaction.atomic
def begin_case(panel: Panel, newcomer: Newcomer, *, acting_user: User) -> CaseSubject:
    """Open a case for one person with an advocate; nothing is kept if any of it is refused."""
    with gathering():
        panel_case = open_case(panel, acting_user=acting_user)
        return join_case(panel_case, newcomer, acting_user=acting_user)


@transaction.atomic
def join_case(panel_case: PanelCase, newcomer: Newcomer, *, acting_user: User) -> CaseSubject:
    """Add one more person, with an advocate, to a case; each of them answers for themselves."""
    advocate = hold_user(newcomer.advocate.pk)
    subject = newcomer.known or bring_in(newcomer.name, newcomer.language)
    side = add_side(panel_case, subject, newcomer.role, acting_user=acting_user)
    _appoint(side, advocate, newcomer.until, acting_user)
    return side


@transaction.atomic
def leave_case(side: CaseSubject, *, acting_user: User) -> None:
    """Take a person out of a case: nothing more is asked or agreed; what they said stays."""
    hold(side.subject.public_id)
    side = CaseSubject.objects.select_for_update(of=("self",), no_key=True).get(pk=side.pk)
    if side.left_at is not None:
        return
    end_advocacy(side, acting_user=acting_user)
    side.left_at = timezone.now()
    side.save(update_fields=["left_at"])
    for question in side.questions.unsettled():
        settle(question, Question.Settled.PASSED_OVER)
    record(EventKind.SIDE_LEFT, about=side, chain=side.subject.public_id, acting_user=acting_user)


@transaction.atomic
def change_advocate(
    side: CaseSubject, advocate: User, until: datetime, *, acting_user: User
) -> Advocacy:
    """Give the permission to another advocate, or prolong it; whoever had it loses it at once."""
    advocate = hold_user(advocate.pk)
    hold(side.subject.public_id)
    CaseSubject.objects.select_for_update(no_key=True).get(pk=side.pk)
    stays = Advocacy.objects.standing().filter(side=side, advocate=advocate).exists()
    # Whoever tells of alerts holds them before the histories: so does this.
    with gathering():
        end_advocacy(side, stays=stays, acting_user=acting_user)
        asked = Alert.objects.filter(subject=side.subject_id, kind=Alert.Kind.CHANGE_ADVOCATE)
        for alert in asked.filter(Q(side=side) | Q(side__isnull=True), seen_at__isnull=True):
            see_alert(alert, acting_user=acting_user)
        return _appoint(side, advocate, until, acting_user)


@transaction.atomic
def end_advocacy(side: CaseSubject, *, acting_user: User, stays: bool = False) -> None:
    """Take back the permission; it counts at once. Nobody's words go on without whoever said them.

    `stays` when it is only prolonged.
    """
    standing = Advocacy.objects.filter(side=side, ended_at__isnull=True)
    if standing.update(ended_at=timezone.now()):
        record(
            EventKind.ADVOCACY_ENDED,
            about=side,
            chain=side.subject.public_id,
            acting_user=acting_user,
        )
        if not stays:
            leave_to_the_next(side)


@transaction.atomic
def keep_apart(one: Subject, other: Subject, *, acting_user: User) -> Partition:
    """See to it that two people never learn of each other here, whatever was before."""
    hold_all([one.public_id, other.public_id])
    first, second = sorted((one, other), key=lambda subject: subject.pk)
    present = CaseSubject.objects.filter(left_at__isnull=True)
    theirs = present.filter(subject=one).values("panel_case")
    if present.filter(subject=other, panel_case__in=theirs).exists():
        raise TogetherInACase
    if _speaks_and_read(one, other) or _speaks_and_read(other, one):
        raise OneAdvocateForBoth
    if Partition.objects.filter(one=first, other=second).exists():
        raise ApartAlready
    partition = Partition.objects.create(one=first, other=second, made_by=acting_user)
    record(EventKind.PARTITION_MADE, about=first, chain=first.public_id, acting_user=acting_user)
    return partition


def _speaks_and_read(one: Subject, other: Subject) -> bool:
    """Whether somebody who speaks for one ever read for the other; then they would see neither."""
    read = who_read_for(Subject.objects.filter(pk=other.pk))
    speaks = Advocacy.objects.standing().filter(side__subject=one)
    return speaks.filter(advocate__in=read.values("pk")).exists()
