"""A lost phone and no paper: taking the app and the passkeys off an account, by two administrators.

Neither of them holds what opens it: its owner gets a link by email. Only where no email leaves is
the second one shown it, to hand it over.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import NothingToReset, OwnAccount, ResetOver, SecondPersonNeeded
from companion.changes.holding import hold_user
from companion.changes.invitations import Link, invite_again
from companion.changes.letters import take_back, write_to
from companion.changes.sign_ins import end_every_sign_in
from companion.history import SERVICE_CHAIN, record
from companion.models import (
    EventKind,
    FactorReset,
    InvitationLetter,
    Notice,
    Passkey,
    RecoveryCode,
    SealedTotpDevice,
    User,
)

WAITS_FOR = timedelta(days=1)


@transaction.atomic
def ask_for_reset(user: User, *, acting_user: User) -> FactorReset:
    """The first of two administrators; nothing is taken off yet."""
    if user == acting_user:
        raise OwnAccount
    user = hold_user(user.pk)
    if not user.is_active or not user.has_usable_password():
        raise NothingToReset
    now = timezone.now()
    FactorReset.objects.filter(user=user, confirmed_at=None, ended_at=None).update(ended_at=now)
    reset = FactorReset.objects.create(
        user=user, asked_by=acting_user, asked_at=now, expires_at=now + WAITS_FOR
    )
    write_to([user], Notice.Kind.RESET_ASKED, about=user.public_id)
    record(EventKind.FACTOR_RESET_ASKED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)
    return reset


@transaction.atomic
def confirm_reset(reset: FactorReset, *, acting_user: User) -> Link:
    """The second of them: every way in ends at once, and the owner gets a link to a new one."""
    user = hold_user(reset.user_id)
    now = timezone.now()
    if user == acting_user:
        raise OwnAccount
    if reset.asked_by_id == acting_user.pk:
        raise SecondPersonNeeded
    # In the statement itself: somebody may be stopping it at this moment.
    still = FactorReset.objects.open(now).filter(pk=reset.pk)
    if not still.update(confirmed_by=acting_user, confirmed_at=now):
        raise ResetOver
    SealedTotpDevice.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_every_sign_in(user)
    take_back(user.public_id, Notice.Kind.RESET_ASKED)
    record(EventKind.FACTOR_RESET, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)
    return invite_again(user, why=InvitationLetter.Why.RESET, acting_user=acting_user)


@transaction.atomic
def stop_reset(reset: FactorReset, *, acting_user: User) -> None:
    """It was a mistake, or somebody pretended: nothing is taken off."""
    open_one = FactorReset.objects.filter(pk=reset.pk, confirmed_at=None, ended_at=None)
    if open_one.update(ended_at=timezone.now()):
        record(
            EventKind.FACTOR_RESET_STOPPED,
            about=reset.user,
            chain=SERVICE_CHAIN,
            acting_user=acting_user,
        )
