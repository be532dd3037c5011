"""Who works here, as administrators see it: how much is in whose hands, and no case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.administration import administrator
from companion.models import (
    Advocacy,
    FactorReset,
    Invitation,
    InvitationLetter,
    LetterState,
    Membership,
    Notice,
    User,
)

# For so long an email with a link may wait before it is given by hand.
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class InHand:
    """What somebody would have to hand over: seats by panel, and for how many people they speak."""

    seats: list[Membership]
    speaks_for: int


def staff_for(user: User) -> QuerySet[User]:
    """Everybody with an account, for administrators."""
    administrator(user)
    return User.objects.select_related("agency").order_by("-is_active", "name", "pk")


def colleague_for(user: User, public_id: UUID) -> User:
    """One account, for administrators."""
    return get_object_or_404(staff_for(user), public_id=public_id)


def in_hand(user: User) -> InHand:
    """What is in the hands of an account that the caller may already see."""
    seats = Membership.objects.filter(user=user, ended_at=None).select_related("panel")
    speaks_for = Advocacy.objects.standing().filter(advocate=user).count()
    return InHand(list(seats.order_by("panel__name", "pk")), speaks_for)


def resets_waiting(user: User) -> QuerySet[FactorReset]:
    """Authenticators that wait for a second administrator to take them off."""
    administrator(user)
    waiting = FactorReset.objects.open(timezone.now()).select_related("user", "asked_by")
    return waiting.order_by("asked_at", "pk")


def open_invitation(digest: str) -> Invitation | None:
    """The invitation whose link this is the digest of, while it works."""
    links = Invitation.objects.open(timezone.now()).select_related("user")
    return links.filter(digest=digest).first()


def letter_of_invitation(user: User) -> InvitationLetter | None:
    """The email with the newest link of an account that the caller may already see."""
    letters = InvitationLetter.objects.filter(user=user, invitation__ended_at=None)
    return letters.order_by("-pk").first()


def letter_came_to_nothing(user: User, now: datetime) -> bool:
    """Whether an account's link surely or perhaps did not leave, though there was time."""
    letter = letter_of_invitation(user)
    if letter is None or letter.state == LetterState.SENT:
        return False
    moving = letter.state in {LetterState.WAITING, LetterState.SENDING}
    return not moving or letter.raised_at <= now - PATIENCE


def told_of_reset(reset: FactorReset) -> str:
    """What became of the email that tells somebody of it, if there was one."""
    told = Notice.objects.filter(
        user=reset.user_id, kind=Notice.Kind.RESET_ASKED, raised_at__gte=reset.asked_at
    )
    newest = told.order_by("-pk").first()
    return newest.state if newest else ""
