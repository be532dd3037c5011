"""One line for every change, chained by digest, and one for every subject that a page showed."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from companion.models import Access, Chain, Event, EventKind, User

SERVICE_CHAIN = UUID(int=0)
Line = tuple[UUID, Event]
_gathered: ContextVar[list[Line] | None] = ContextVar("gathered", default=None)


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
) -> None:
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
    gathered = _gathered.get()
    if gathered is None:
        _append([(chain, event)])
    else:
        gathered.append((chain, event))


@contextmanager
def gathering() -> Iterator[None]:
    """Inside one transaction: append the lines of all changes made in here together, at its end.

    For whatever writes into several chains, or takes locks after its first line: whoever waits
    while holding the head of a chain may be waited for by whoever wants it.
    """
    if _gathered.get() is not None:
        yield
        return
    lines: list[Line] = []
    before = _gathered.set(lines)
    try:
        yield
    finally:
        _gathered.reset(before)
    _append(lines)


# The caller's changes are rolled back with their lines: a savepoint between would say nothing.
@transaction.atomic(savepoint=False)
def _append(lines: Sequence[Line]) -> None:
    """Lock the heads of the chains, so that two writers cannot take one place."""
    chains = _lock({owner_id for owner_id, _ in lines})
    for owner_id, event in lines:
        chain = chains[owner_id]
        event.chain, event.number, event.previous = chain, chain.length + 1, chain.head
        event.digest = digest_of(event)
        chain.length, chain.head = event.number, event.digest
    Event.objects.bulk_create(event for _, event in lines)
    # All of them are there and locked: to put them once more is a fifth of the work of bulk_update.
    Chain.objects.bulk_create(
        chains.values(),
        update_conflicts=True,
        unique_fields=["owner_id"],
        update_fields=["length", "head"],
    )


def _lock(owners: Collection[UUID]) -> dict[UUID, Chain]:
    """In one order, so that two writers of several chains cannot wait for each other."""
    heads = (
        Chain.objects.select_for_update(no_key=True)
        .filter(owner_id__in=owners)
        .order_by("owner_id")
    )
    chains = {chain.owner_id: chain for chain in heads}
    if missing := set(owners) - chains.keys():
        fresh = [Chain(owner_id=owner_id) for owner_id in sorted(missing)]
        Chain.objects.bulk_create(fresh, ignore_conflicts=True)
        chains = {chain.owner_id: chain for chain in heads.all()}
    return chains


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
    """Keep that a page showed these subjects to a user: one line each, one INSERT a page.

    All lines of one page bear one moment, so that pages can be counted.
    """
    now = timezone.now()
    Access.objects.bulk_create(
        [
            Access(user=acting_user, subject_id=subject, page=page, at=now)
            for subject in sorted(set(subjects))
        ]
    )
