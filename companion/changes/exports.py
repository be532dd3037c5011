"""Keeping that somebody took a conversation out of the service."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from companion.history import record
from companion.models import CaseSubject, EventKind, Export, User


@dataclass(frozen=True)
class Taken:
    """What was taken: in which form, which days, how many texts, and why."""

    form: str
    texts: int
    reason: str
    first_on: date | None = None
    last_on: date | None = None


@transaction.atomic
def keep_export(side: CaseSubject, taken: Taken, *, acting_user: User) -> Export:
    """One line in the person's history, and the reason, sealed for them; the file is not kept."""
    owner_id = side.subject.public_id
    export = Export.objects.create(
        side=side,
        owner_id=owner_id,
        form=taken.form,
        texts=taken.texts,
        reason=taken.reason,
        first_on=taken.first_on,
        last_on=taken.last_on,
        made_by=acting_user,
    )
    record(EventKind.CONVERSATION_EXPORTED, about=export, chain=owner_id, acting_user=acting_user)
    return export
