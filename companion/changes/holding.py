"""Taking turns: whoever changes several records of one person holds that person first."""

from collections.abc import Iterable
from uuid import UUID

from companion.models import Subject


def hold(owner_id: UUID) -> Subject:
    """Lock a person to the end of the transaction, so that no two changes about them cross."""
    return Subject.objects.select_for_update(no_key=True).get(public_id=owner_id)


def hold_all(owner_ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Lock several people, always in one order, so that nobody waits in a circle."""
    held = Subject.objects.select_for_update(no_key=True).filter(public_id__in=set(owner_ids))
    return {subject.public_id: subject for subject in held.order_by("pk")}
