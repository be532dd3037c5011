"""What is kept about a person beside what they say: their age, how they take part, who may not."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from companion.access.panels import others_coordinate, standings_of
from companion.changes.errors import (
    CompetenceMissing,
    NeverContacted,
    SpeaksForThem,
    TheLastOne,
    TooYoung,
)
from companion.changes.holding import hold
from companion.history import record
from companion.models import (
    Advocacy,
    Agency,
    CapacityNote,
    CaseSubject,
    EventKind,
    Panel,
    Subject,
    User,
)
from messaging.changes import release


@dataclass(frozen=True)
class Details:
    """How old a person is, and what others must do so that they can take part.

    `language`: of their texts; empty leaves it as it is.
    """

    age_band: str
    understands_texts: bool
    communication: tuple[str, ...] = ()
    interpreter: str = ""
    language: str = ""


@dataclass(frozen=True)
class Capacity:
    """One decision, what was found about it, and what that rests on."""

    decision: str
    finding: str
    note: str


@transaction.atomic(savepoint=False)
def choose_language(subject: Subject, language: str) -> None:
    """Keep in which language a person wants their texts, as they said by text."""
    subject.language = language
    subject.save(update_fields=["language"])
    chain = subject.public_id
    record(EventKind.LANGUAGE_CHOSEN, about=subject, chain=chain, acting_user=None)


@transaction.atomic
def change_details(side: CaseSubject, details: Details, *, acting_user: User) -> Subject:
    """Keep a person's age, language and communication needs, and whether they understand texts."""
    subject = hold(side.subject.public_id)
    subject.age_band = details.age_band
    subject.language = details.language or subject.language
    subject.communication = " ".join(details.communication)
    subject.interpreter = details.interpreter
    if details.understands_texts and subject.competence_at is None:
        subject.competence_at, subject.competence_by = timezone.now(), acting_user
    elif not details.understands_texts:
        subject.competence_at = subject.competence_by = None
    subject.save()
    record(EventKind.DETAILS_CHANGED, about=side, chain=subject.public_id, acting_user=acting_user)
    release(subject.public_id)
    return subject


@transaction.atomic
def note_capacity(side: CaseSubject, capacity: Capacity, *, acting_user: User) -> CapacityNote:
    """Keep what was found about one decision of this person's."""
    subject = side.subject
    note = CapacityNote.objects.create(
        subject=subject, owner_id=subject.public_id, found_by=acting_user, **vars(capacity)
    )
    record(EventKind.CAPACITY_NOTED, about=note, chain=subject.public_id, acting_user=acting_user)
    return note


@transaction.atomic
def choose_who_never_sees(
    side: CaseSubject, users: Iterable[User], agencies: Iterable[Agency], *, acting_user: User
) -> None:
    """Keep whom the person does not want to see anything of theirs; it counts at once."""
    hold(side.subject.public_id)
    side.never_users.set(users)
    side.never_agencies.set(agencies)
    _keep_who_changed_it(side, acting_user)


@transaction.atomic
def stand_back(side: CaseSubject, *, acting_user: User) -> None:
    """See nothing more of somebody one knows; not their advocate, nor the last to coordinate."""
    # Of two who coordinate, one may stand back, or one may lose the seat.
    Panel.objects.select_for_update(no_key=True).get(pk=side.panel_case.panel_id)
    hold(side.subject.public_id)
    theirs = Advocacy.objects.standing().filter(side__subject=side.subject)
    if theirs.filter(advocate=acting_user).exists():
        raise SpeaksForThem
    coordinates = standings_of(acting_user).get(side.panel_case.panel_id)
    if coordinates and coordinates.coordinates and not others_coordinate(side, acting_user):
        raise TheLastOne
    side.never_users.add(acting_user)
    _keep_who_changed_it(side, acting_user)


def _keep_who_changed_it(side: CaseSubject, acting_user: User) -> None:
    record(
        EventKind.NEVER_SEE_CHANGED,
        about=side,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )


def refuse_to_text(side: CaseSubject, *, shared_phone: bool) -> None:
    """Refuse to ask whom this panel never texts, a child, or who may not understand it."""
    subject = side.subject
    if side.role in side.panel_case.panel.brings.never_contacted:
        raise NeverContacted
    if subject.too_young:
        raise TooYoung
    if subject.lacks_competence(shared_phone=shared_phone):
        raise CompetenceMissing
