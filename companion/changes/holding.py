"""Taking turns: whoever changes several records of one person holds that person first."""

from uuid import UUID

from companion.models import Subject


def hold(owner_id: UUID) -> Subject:
    """Lock a person to the end of the transaction, so that no two changes about them cross."""
    return Subject.objects.select_for_update(no_key=True).get(public_id=owner_id)
