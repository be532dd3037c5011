"""Looking at a worry sign."""

from django.db import transaction

from companion.history import record
from companion.models import CaseSubject, EventKind, User, WorryLookedAt


@transaction.atomic
def look_at_worry(side: CaseSubject, sign: str, words: str, *, acting_user: User) -> WorryLookedAt:
    """Keep what an advocate found, sealed for the person; the sign is shown again if it recurs."""
    owner_id = side.subject.public_id
    looked = WorryLookedAt.objects.create(
        owner_id=owner_id, side=side, sign=sign, words=words, looked_by=acting_user
    )
    record(EventKind.WORRY_LOOKED_AT, about=looked, chain=owner_id, acting_user=acting_user)
    return looked
