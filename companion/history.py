"""One line for every change, chained by digest, and one for every subject that a page showed."""

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from companion.models import Access, Chain, Event, EventKind, User

SERVICE_CHAIN = UUID(int=0)


class Recordable(Protocol):
    """Anything with a public id of its own."""

    public_id: UUID
    _meta: ClassVar[Any]


def record(
    kind: EventKind,
    *,
    about: Recordable,
    chain: UUID,
    acting_user: User | None,
    service: bool = False,
) -> Event:
    """Append one line; no user means that the person did it by text, unless the service did."""
    actor = Event.Actor.USER if acting_user else Event.Actor.SUBJECT
    event = Event(
        kind=kind,
        actor=Event.Actor.SERVICE if service else actor,
        user=acting_user,
        about_type=about._meta.model_name or "",
        about_id=about.public_id,
        at=timezone.now(),
    )
    # The caller's change is rolled back with its line: a savepoint between them would say nothing.
    with transaction.atomic(savepoint=False):
        return _append(event, chain)


def _append(event: Event, owner_id: UUID) -> Event:
    """Lock the chain's head, so that two writers cannot take one place."""
    chain = Chain.objects.select_for_update().filter(owner_id=owner_id).first()
    if chain is None:
        Chain.objects.bulk_create([Chain(owner_id=owner_id)], ignore_conflicts=True)
        chain = Chain.objects.select_for_update().get(owner_id=owner_id)
    event.chain, event.number, event.previous = chain, chain.length + 1, chain.head
    event.digest = digest_of(event)
    event.save(force_insert=True)
    Chain.objects.filter(owner_id=owner_id).update(length=event.number, head=event.digest)
    return event


def digest_of(event: Event) -> str:
    """SHA-256 over a line and the digest before it, so that no line can change unseen."""
    parts = (
        event.previous,
        event.public_id,
        event.chain_id,
        event.number,
        event.kind,
        event.actor,
        event.user_id,
        event.about_type,
        event.about_id,
        event.at.isoformat(),
    )
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def looked_at(subjects: Iterable[UUID], page: str, *, acting_user: User) -> None:
    """Keep that a page showed these subjects to a user: one line each, one INSERT a page."""
    Access.objects.bulk_create(
        [
            Access(user=acting_user, subject_id=subject, page=page)
            for subject in sorted(set(subjects))
        ]
    )
