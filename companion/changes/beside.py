"""Putting a translation or a summary beside a person's words, which stay as they are."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from companion.history import record
from companion.models import EventKind, StaffSummary, Statement, Translation, User


@dataclass(frozen=True)
class Translated:
    """Words in English: who translated them, how, and when."""

    words: str
    translated_by: str
    qualified: bool
    how: str
    translated_on: date


@transaction.atomic(savepoint=False)
def add_translation(statement: Statement, given: Translated, *, acting_user: User) -> Translation:
    """Keep a translation beside the words; those before it stay."""
    translation = Translation.objects.create(
        statement=statement, owner_id=statement.owner_id, recorded_by=acting_user, **vars(given)
    )
    record(
        EventKind.TRANSLATION_ADDED,
        about=translation,
        chain=statement.owner_id,
        acting_user=acting_user,
    )
    return translation


@transaction.atomic(savepoint=False)
def add_summary(statement: Statement, words: str, *, acting_user: User) -> StaffSummary:
    """Keep a staff summary beside the words; those before it stay."""
    summary = StaffSummary.objects.create(
        statement=statement, owner_id=statement.owner_id, words=words, written_by=acting_user
    )
    record(
        EventKind.STAFF_SUMMARY_ADDED,
        about=summary,
        chain=statement.owner_id,
        acting_user=acting_user,
    )
    return summary
