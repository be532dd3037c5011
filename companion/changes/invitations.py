"""Inviting people who work here: an account, a link that works once, and taking it."""

import hashlib
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from companion.access.staff import letter_came_to_nothing
from companion.changes.account import start_authenticator
from companion.changes.errors import AccountThere, LetterLeft, Refused
from companion.changes.holding import hold_user
from companion.changes.letters import LOST_AFTER
from companion.changes.passkeys import keep_passkey
from companion.changes.post import (
    LETTERS,
    claim,
    email_to,
    give_up_lost,
    settle,
    users_waiting,
)
from companion.changes.recovery import make_recovery_codes
from companion.history import SERVICE_CHAIN, record
from companion.models import (
    Agency,
    EventKind,
    Invitation,
    InvitationLetter,
    LetterState,
    SealedTotpDevice,
    User,
)
from content.editors import EDITORS

WORKS_FOR = timedelta(days=3)
OVER = "This link does not work any more."
Why = InvitationLetter.Why
TEMPLATES: dict[str, str] = {Why.INVITED: "email/invited.txt", Why.RESET: "email/reset_done.txt"}
ADMINISTERS, EVALUATES, EDITS = "administers", "evaluates", "edits"


@dataclass(frozen=True)
class Link:
    """An invitation; with its token only where that is to be given by hand."""

    invitation: Invitation
    token: str = ""


@transaction.atomic
def invite_user(
    email: str, name: str, agency: Agency | None, may: Collection[str], *, acting_user: User
) -> Link:
    """Make an account that nobody can sign in to yet, and the link that makes it theirs."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email,
                name=name,
                agency=agency,
                is_administrator=ADMINISTERS in may,
                is_evaluator=EVALUATES in may,
            )
    except IntegrityError:
        raise AccountThere from None
    if EDITS in may:
        user.groups.add(Group.objects.get(name=EDITORS))
    return invite_again(user, acting_user=acting_user)


@transaction.atomic
def invite_again(user: User, why: str = Why.INVITED, *, acting_user: User) -> Link:
    """A new link in place of the one before, for somebody who has never signed in; by email."""
    link = _new_link(user, acting_user)
    if not settings.MAIL_LEAVES:
        return link
    InvitationLetter.objects.create(user=link.invitation.user, invitation=link.invitation, why=why)
    transaction.on_commit(LETTERS.nudge, robust=True)
    return Link(link.invitation)


@transaction.atomic
def invite_by_hand(user: User, *, acting_user: User) -> Link:
    """A new link for an administrator to give; only after an email that may not have come."""
    if not letter_came_to_nothing(user, timezone.now()):
        raise LetterLeft
    return _new_link(user, acting_user)


def _new_link(user: User, acting_user: User) -> Link:
    """The earlier one works no more: if its email waits still, it is dropped as it would leave."""
    user = hold_user(user.pk)
    if user.has_usable_password() or not user.is_active:
        raise AccountThere
    now = timezone.now()
    Invitation.objects.filter(user=user, taken_at=None, ended_at=None).update(ended_at=now)
    token = token_urlsafe(32)
    invitation = Invitation.objects.create(
        user=user, invited_by=acting_user, digest=digest_of(token), expires_at=now + WORKS_FOR
    )
    record(EventKind.USER_INVITED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)
    return Link(invitation, token)


def send_invitations(now: datetime, until: float) -> None:
    """Send the links that wait, as `send_notices` does."""
    if not settings.MAIL_LEAVES:
        return
    give_up_lost(InvitationLetter, now, LOST_AFTER)
    for user in users_waiting(InvitationLetter.objects.all()):
        if time.monotonic() < until:
            for letter in claim(InvitationLetter.objects.filter(user=user)):
                _send(letter)


def _send(letter: InvitationLetter) -> None:
    """The link is made now: no row ever holds one, and its days begin as it leaves."""
    token, now = token_urlsafe(32), timezone.now()
    still = Invitation.objects.filter(pk=letter.invitation_id, taken_at=None, ended_at=None)
    if still.update(digest=digest_of(token), expires_at=now + WORKS_FOR):
        address = settings.PUBLIC_BASE_URL + reverse("invitation_link", args=[token])
        state = email_to(letter.user, TEMPLATES[letter.why], address=address)
    else:
        state = LetterState.DROPPED
    settle([letter], InvitationLetter, LetterState.SENDING, state)


@transaction.atomic
def begin_invitation(invitation: Invitation) -> None:
    """Make the secret for this person's authenticator app; a new one each time they begin.

    Not while another page of theirs takes the invitation with the secret before.
    """
    start_authenticator(_still_invited(invitation))


@transaction.atomic
def take_invitation(invitation: Invitation, password: str, code: str) -> list[str]:
    """Make the account theirs, if the code is right: the recovery codes; else none.

    The password comes hashed.
    """
    user = _still_invited(invitation)
    device = SealedTotpDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        raise Refused(OVER)
    if not device.verify_token(code):
        return []
    SealedTotpDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return _taken(invitation, user, password)


@transaction.atomic
def take_invitation_by_passkey(
    invitation: Invitation, password: str, name: str, said: str, challenge: bytes
) -> list[str]:
    """The same with a passkey in place of the app; refused if it is none."""
    user = _still_invited(invitation)
    keep_passkey(user, name, said, challenge, acting_user=user)
    SealedTotpDevice.objects.filter(user=user, confirmed=False).delete()
    return _taken(invitation, user, password)


def _still_invited(invitation: Invitation) -> User:
    """Whose invitation this is, locked, while its link works."""
    user = hold_user(invitation.user_id)
    if not Invitation.objects.open(timezone.now()).filter(pk=invitation.pk).exists():
        raise Refused(OVER)
    return user


def _taken(invitation: Invitation, user: User, password: str) -> list[str]:
    Invitation.objects.filter(pk=invitation.pk).update(taken_at=timezone.now())
    user.password = password
    user.save(update_fields=["password"])
    record(EventKind.INVITATION_TAKEN, about=user, chain=SERVICE_CHAIN, acting_user=user)
    record(EventKind.SIGNED_IN, about=user, chain=SERVICE_CHAIN, acting_user=user)
    return make_recovery_codes(user, acting_user=user)


def digest_of(token: str) -> str:
    """What is kept of a token: it is long and random, so that no slower digest is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
