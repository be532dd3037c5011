"""Which key seals and opens what, and the ring that holds data keys for one request.

The ring is per context (thread or task). It is emptied when a request starts and ends, and
by `forget()` at the end of a task, so that no key outlives the work it was fetched for.
"""

import weakref
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from vault import service_keys
from vault.cipher import Key
from vault.data_keys import DataKey
from vault.errors import CannotOpen, KeyDestroyed

# Owners fetched with one query. Above any page of ours, below every database's limit.
BATCH = 5000


class _Birth:
    """Stands for a key made in a transaction that may still be rolled back.

    Only the transaction's commit hook holds it; a rollback drops the hook, and with it this.
    """


@dataclass
class _Ring:
    """The data keys in use, newest last per owner, and the owners read but not yet opened."""

    wanted: dict[UUID, None] = field(default_factory=dict)
    keys: dict[UUID, dict[str, Key]] = field(default_factory=dict)
    births: dict[UUID, "weakref.ref[_Birth]"] = field(default_factory=dict)

    def of(self, owner_id: UUID) -> dict[str, Key]:
        """Return the owner's keys by id, without any whose making was rolled back."""
        birth = self.births.get(owner_id)
        if birth is not None and birth() is None:
            del self.births[owner_id]
            self.keys.pop(owner_id, None)
        return self.keys.get(owner_id, {})


_current: ContextVar[_Ring | None] = ContextVar("vault_ring", default=None)


def forget(**_signal: Any) -> None:
    """Drop every data key. Called around each request, and by tasks and threads when done."""
    _current.set(None)


def want(owner_id: UUID | None) -> None:
    """Note that a row of this owner was read, so that one query fetches all owners' keys."""
    if owner_id is not None:
        ring = _ring()
        if owner_id not in ring.keys:
            ring.wanted[owner_id] = None


def opening_key(owner_id: UUID | None, key_id: str) -> Key:
    """Return the key that opens what this owner's row holds; raises KeyDestroyed."""
    if owner_id is None:
        return service_keys.named(key_id)
    if key_id.startswith(service_keys.PREFIX):
        # Erasing an owner must erase all of theirs, so nothing of theirs may open otherwise.
        raise CannotOpen("An owned row holds a value that its owner's key did not seal.")
    keys = _ring().of(owner_id) or _fetch_with_wanted(owner_id)
    try:
        return keys[key_id]
    except KeyError:
        raise KeyDestroyed("The owner's key is gone: what it sealed has been erased.") from None


def sealing_key(owner_id: UUID | None) -> Key:
    """Return the key to seal this owner's values with, made now if they have none."""
    if owner_id is None:
        return service_keys.current()
    keys = _ring().of(owner_id)
    if not keys:
        prepare([owner_id])
        keys = _ring().of(owner_id)
    return next(reversed(keys.values()))


def prepare(owner_ids: Iterable[UUID]) -> None:
    """Fetch these owners' keys, making what is missing, in the caller's transaction."""
    ring = _ring()
    needed = [owner_id for owner_id in dict.fromkeys(owner_ids) if not ring.of(owner_id)]
    for start in range(0, len(needed), BATCH):
        batch = needed[start : start + BATCH]
        _fetch(batch)
        missing = [owner_id for owner_id in batch if not ring.of(owner_id)]
        if missing:
            _make(missing)


def destroy(owner_id: UUID) -> int:
    """Erase: delete the owner's keys for ever, and return how many there were."""
    ring = _ring()
    ring.keys.pop(owner_id, None)
    ring.births.pop(owner_id, None)
    return DataKey.objects.filter(owner_id=owner_id).delete()[0]


def _ring() -> _Ring:
    ring = _current.get()
    if ring is None:
        ring = _Ring()
        _current.set(ring)
    return ring


def _fetch_with_wanted(owner_id: UUID) -> dict[str, Key]:
    ring = _ring()
    ring.wanted.pop(owner_id, None)
    _fetch([owner_id, *islice(reversed(ring.wanted), BATCH - 1)])
    return ring.of(owner_id)


def _fetch(owner_ids: list[UUID]) -> None:
    """Read these owners' keys into the ring with one query."""
    ring = _ring()
    stored = DataKey.objects.filter(owner_id__in=owner_ids).order_by("generation")
    for data_key in stored:
        ring.keys.setdefault(data_key.owner_id, {})[data_key.key_id] = data_key.open()
    for owner_id in owner_ids:
        ring.wanted.pop(owner_id, None)


def _make(owner_ids: list[UUID]) -> None:
    """Make first keys. Whoever is first wins; everybody else reads the winner's."""
    DataKey.objects.bulk_create(
        [DataKey.fresh(owner_id) for owner_id in owner_ids], ignore_conflicts=True
    )
    _fetch(owner_ids)
    ring = _ring()
    birth = _Birth()
    for owner_id in owner_ids:
        ring.births[owner_id] = weakref.ref(birth)

    def born(birth: _Birth = birth) -> None:
        for owner_id in owner_ids:
            ring.births.pop(owner_id, None)

    transaction.on_commit(born)
