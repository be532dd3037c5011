"""Agreeing what words stand for, and ending it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from companion.changes.holding import hold
from companion.history import record
from companion.models import CaseSubject, Code, EventKind, User


@transaction.atomic
def agree_code(
    side: CaseSubject,
    kind: str,
    words: str,
    *,
    about: UUID | None,
    until: datetime,
    acting_user: User,
) -> Code:
    """Keep what these words stand for; whatever stood for the same thing ends."""
    subject = hold(side.subject.public_id)
    for old in Code.objects.filter(side=side, kind=kind, about=about, ended_at__isnull=True):
        end_code(old, acting_user=acting_user)
    code = Code(side=side, owner_id=subject.public_id, words=words, kind=kind, about=about)
    code.expires_at, code.agreed_by = until, acting_user
    code.save()
    record(EventKind.CODE_AGREED, about=code, chain=subject.public_id, acting_user=acting_user)
    return code


@transaction.atomic
def end_code(code: Code, *, acting_user: User) -> None:
    """The words stand for nothing any more."""
    if code.ended_at is None:
        code.ended_at = timezone.now()
        code.save(update_fields=["ended_at"])
        chain = code.side.subject.public_id
        record(EventKind.CODE_ENDED, about=code, chain=chain, acting_user=acting_user)
