"""Keeping what a real phone got back from a number we text from."""

from django.db import transaction

from companion.access.sender_checks import sender_for
from companion.changes.errors import NotAllReachedUs, TheProviderAnswered
from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, SenderCheck, User


@transaction.atomic
def keep_sender_check(number: str, came_back: str, *, acting_user: User) -> SenderCheck:
    """Keep who tried a number and what came back; it counts only if each word reached us too."""
    check = SenderCheck(number=number, came_back=came_back, checked_by=acting_user)
    standing = sender_for(acting_user, number)
    if check.counts and not standing.all_reached_us:
        raise NotAllReachedUs
    if came_back == SenderCheck.CameBack.OURS and standing.acted_on:
        raise TheProviderAnswered
    check.save()
    record(EventKind.SENDER_CHECKED, about=check, chain=SERVICE_CHAIN, acting_user=acting_user)
    return check
