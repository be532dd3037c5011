"""Keeping what a person says, and opening needs from it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import AlreadyDecided, NoSideYet
from companion.history import record
from companion.models import (
    Agency,
    CaseSubject,
    EventKind,
    Need,
    NeedArea,
    Statement,
    Subject,
    User,
    WordingKey,
)
from messaging.changes import compose

# Nobody can check later whether an advocate's own words are still true.
OWN_WORDS_LAST = timedelta(days=3)


@transaction.atomic(savepoint=False)
def keep_words(
    subject: Subject,
    words: str,
    *,
    side: CaseSubject | None,
    channel: str,
    acting_user: User | None,
    message: UUID | None = None,
    came_with: int = 0,
) -> Statement:
    """Keep words exactly as said; only the advocate reads them until the person chooses more."""
    statement = Statement.objects.create(
        subject=subject,
        side=side,
        owner_id=subject.public_id,
        words=words,
        author=Statement.Author.ADVOCATE if acting_user else Statement.Author.SUBJECT,
        written_by=acting_user,
        channel=channel,
        language=subject.language,
        message=message,
        came_with=came_with,
    )
    record(
        EventKind.STATEMENT_MADE,
        about=statement,
        chain=subject.public_id,
        acting_user=acting_user,
    )
    return statement


@transaction.atomic(savepoint=False)
def place_words(statement: Statement, side: CaseSubject, *, acting_user: User) -> None:
    """Say once which side words belong to that came without one."""
    unplaced = Statement.objects.filter(pk=statement.pk, side__isnull=True)
    if not unplaced.update(side=side):
        raise AlreadyDecided
    statement.side = side
    record(
        EventKind.STATEMENT_PLACED,
        about=statement,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )


@transaction.atomic(savepoint=False)
def open_need(
    statement: Statement,
    *,
    acting_user: User | None,
    area: NeedArea | None = None,
    importance: int | None = None,
) -> Need:
    """Open a need from the words that state it."""
    if statement.side is None:
        raise NoSideYet
    need = Need.objects.create(
        side=statement.side, statement=statement, area=area, importance=importance
    )
    record(
        EventKind.NEED_OPENED,
        about=need,
        chain=statement.subject.public_id,
        acting_user=acting_user,
    )
    return need


@dataclass(frozen=True)
class Said:
    """A need as the advocate wrote it down with the person."""

    words: str
    channel: str
    importance: int
    audience: str
    area: NeedArea | None = None
    agencies: tuple[Agency, ...] = ()


@transaction.atomic(savepoint=False)
def record_need(side: CaseSubject, said: Said, *, acting_user: User) -> Need:
    """Keep a need in the person's words, with how much it matters and who may know."""
    statement = keep_words(
        side.subject, said.words, side=side, channel=said.channel, acting_user=acting_user
    )
    agencies = list(said.agencies)
    choose_audience(statement, said.audience, acting_user=acting_user, agencies=agencies)
    return open_need(statement, acting_user=acting_user, area=said.area, importance=said.importance)


@transaction.atomic(savepoint=False)
def give_importance(need: Need, importance: int, *, acting_user: User | None) -> None:
    """Keep how much a need matters, 1 to 5."""
    need.importance = importance
    need.save(update_fields=["importance"])
    record(
        EventKind.IMPORTANCE_GIVEN,
        about=need,
        chain=need.side.subject.public_id,
        acting_user=acting_user,
    )


@transaction.atomic(savepoint=False)
def choose_audience(
    statement: Statement,
    audience: str,
    *,
    acting_user: User | None,
    agencies: list[Agency] | None = None,
) -> None:
    """Keep who may read these words, as the person chose."""
    set_audience(statement, audience, agencies or [])
    record(
        EventKind.AUDIENCE_CHOSEN,
        about=statement,
        chain=statement.subject.public_id,
        acting_user=acting_user,
    )


def set_audience(statement: Statement, audience: str, agencies: list[Agency]) -> None:
    """From now on this choice stands, and no override of one before it."""
    statement.audience = audience
    statement.save(update_fields=["audience"])
    statement.agencies.set(agencies)
    statement.overrides.filter(ended_at__isnull=True).update(ended_at=timezone.now())


@transaction.atomic(savepoint=False)
def write_to_person(side: CaseSubject, words: str, *, acting_user: User) -> None:
    """Send the advocate's own words, as far as the person's wording level lets them show."""
    message = compose(
        side.subject.public_id,
        WordingKey.ADVOCATE_WORDS,
        thread=side.public_id,
        own_words=words,
        expires_at=timezone.now() + OWN_WORDS_LAST,
    )
    record(
        EventKind.ADVOCATE_WROTE,
        about=message,
        chain=side.subject.public_id,
        acting_user=acting_user,
    )
