"""Whether history was altered: every chain gone through, and compared with heads kept elsewhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from companion.history import digest_of
from companion.models import Chain, Event

AT_ONCE = 2000


@dataclass(frozen=True)
class Head:
    """How long a chain was at some moment, and the digest of its last line."""

    owner_id: UUID
    length: int
    digest: str

    @classmethod
    def read(cls, line: str) -> "Head":
        """From a line that `str` made; ValueError for any other."""
        owner_id, length, digest = line.split()
        return cls(UUID(owner_id), int(length), digest)

    def __str__(self) -> str:
        return f"{self.owner_id} {self.length} {self.digest}"


def heads() -> Iterator[Head]:
    """The head of every chain that has a line, as it is now."""
    rows = Chain.objects.filter(length__gt=0).order_by("owner_id")
    for row in rows.values_list("owner_id", "length", "head").iterator(AT_ONCE):
        yield Head(*row)


def faults(kept: Iterable[Head] = ()) -> Iterator[str]:
    """What does not fit, in words and ids; nothing is locked, and new lines may come meanwhile."""
    before: dict[UUID, list[Head]] = {}
    for head in kept:
        before.setdefault(head.owner_id, []).append(head)
    for now in heads():
        yield from _in_chain(now, before.pop(now.owner_id, []))
    for owner_id in before:
        yield f"{owner_id}: the chain is gone"
    beyond = Event.objects.filter(number__gt=F("chain__length")).order_by("chain", "number")
    for owner_id, number in beyond.values_list("chain", "number"):
        yield f"{owner_id}: line {number} stands beyond the head"


def _in_chain(now: Head, kept: list[Head]) -> Iterator[str]:
    """The first line that does not fit, and what the chain no longer has."""
    wanted, number, digest = {head.length: head.digest for head in kept}, 0, ""
    lines = Event.objects.filter(chain=now.owner_id, number__lte=now.length).order_by("number")
    for event in lines.iterator(AT_ONCE):
        as_it_was = (event.number, event.previous, event.digest)
        if as_it_was != (number + 1, digest, digest_of(event)):
            yield f"{now.owner_id}: line {number + 1} was altered or taken out"
            return
        number, digest = event.number, event.digest
        if wanted.pop(number, digest) != digest:
            yield f"{now.owner_id}: line {number} is not the one that was kept"
            return
    if (number, digest) != (now.length, now.digest):
        yield f"{now.owner_id}: the head does not fit line {number}"
    if wanted:
        yield f"{now.owner_id}: it had {max(wanted)} lines, and has {number}"
