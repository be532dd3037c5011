"""Taking turns: whoever changes several records of one person holds that person first.

Whoever is given people, or loses what they had, is held before any person: else two would wait for
each other. Each lock lets others refer to what is held (`no_key`): every line of history does.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from companion.models import Subject, User


def hold(owner_id: UUID) -> Subject:
    """Lock a person to the end of the transaction, so that no two changes about them cross."""
    return Subject.objects.select_for_update(no_key=True).get(public_id=owner_id)


def hold_all(owner_ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Lock several people, always in one order, so that nobody waits in a circle.

    A query is not asked beforehand, but in the statement that locks.
    """
    whose = owner_ids if isinstance(owner_ids, QuerySet) else set(owner_ids)
    held = Subject.objects.select_for_update(no_key=True).filter(public_id__in=whose)
    return {subject.public_id: subject for subject in held.order_by("pk")}


def hold_user(pk: int) -> User:
    """Lock an account: what it has, and whom, is changed by one at a time."""
    return User.objects.select_for_update(no_key=True).get(pk=pk)


def hold_users(pks: Iterable[int]) -> dict[int, User]:
    """Lock several accounts, always in one order."""
    held = User.objects.select_for_update(no_key=True).filter(pk__in=set(pks))
    return {user.pk: user for user in held.order_by("pk")}
