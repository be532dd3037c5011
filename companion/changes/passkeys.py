"""Passkeys: added, taken in place of a code, removed.

Whatever is wrong with what a browser says, and whatever the library makes of it, it is refused.
"""

import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import AuthenticationCredential

from companion.access.passkeys import ALGORITHMS
from companion.changes.account import CodeChecked, take_code
from companion.changes.errors import LastWayIn, NotThisPasskey, PasskeyThere, TooManyPasskeys
from companion.changes.holding import hold_user
from companion.changes.letters import write_to
from companion.changes.sign_ins import end_sign_ins_with
from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, Factor, Notice, Passkey, SealedTotpDevice, User

LONGEST_ID = 1023  # bytes, by the standard

log = logging.getLogger(__name__)


@transaction.atomic
def add_passkey(
    user: User, name: str, said: str, challenge: bytes, *, acting_user: User
) -> Passkey:
    """A passkey more, by somebody who is inside; an email tells its owner."""
    passkey = keep_passkey(user, name, said, challenge, acting_user=acting_user)
    write_to([user], Notice.Kind.PASSKEY_ADDED)
    return passkey


@transaction.atomic
def keep_passkey(
    user: User, name: str, said: str, challenge: bytes, *, acting_user: User
) -> Passkey:
    """Keep the public half of a new passkey whose owner was verified by it."""
    hold_user(user.pk)
    if Passkey.objects.filter(user=user).count() >= Passkey.MOST:
        raise TooManyPasskeys
    passkey = _made(said, challenge)
    passkey.user, passkey.name = user, name
    try:
        with transaction.atomic():
            passkey.save()
    except IntegrityError:
        raise PasskeyThere from None
    record(EventKind.PASSKEY_ADDED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)
    return passkey


@transaction.atomic
def remove_passkey(passkey: Passkey, kept: str | None, *, acting_user: User) -> None:
    """Take one off; its sign-ins end but the one with this key, and another way in remains."""
    user = hold_user(passkey.user_id)
    others = Passkey.objects.filter(user=user, confirmed=True).exclude(pk=passkey.pk)
    app = SealedTotpDevice.objects.filter(user=user, confirmed=True)
    if not others.exists() and not app.exists():
        raise LastWayIn
    end_sign_ins_with(passkey, kept)
    passkey.delete()
    write_to([user], Notice.Kind.PASSKEY_REMOVED)
    record(EventKind.PASSKEY_REMOVED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)


@transaction.atomic
def check_passkey(user: User, said: str, challenge: bytes) -> CodeChecked:
    """Take what a passkey signed in place of a code; all share one count of tries."""
    return _take(user, said, challenge, EventKind.SIGNED_IN)


@transaction.atomic
def check_passkey_again(user: User, said: str, challenge: bytes) -> CodeChecked:
    """Take what a passkey signed before a dangerous act, from somebody who is inside."""
    return _take(user, said, challenge, EventKind.CODE_GIVEN_AGAIN)


def _take(user: User, said: str, challenge: bytes, kind: EventKind) -> CodeChecked:
    try:
        credential = parse_authentication_credential_json(said)
    except Exception as error:  # whatever it was, a browser does not say such things
        log.warning("what a passkey said was not understood: %s", type(error).__name__)
        return take_code(user, lambda factor: False, kind)
    return take_code(user, lambda factor: _signed(factor, credential, challenge), kind)


def _signed(factor: Factor, credential: AuthenticationCredential, challenge: bytes) -> bool:
    """Whether this very passkey signed this challenge, here, for an owner whom it verified."""
    if not isinstance(factor, Passkey):
        return False
    if factor.credential_id != bytes_to_base64url(credential.raw_id):
        return False
    try:
        signed = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_HOST,
            expected_origin=settings.PASSKEY_ORIGIN,
            credential_public_key=bytes(factor.public_key),
            # One that does not grow may be of a copy: the library refuses it.
            credential_current_sign_count=factor.sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        log.warning("passkey %s was refused: %s", factor.public_id, type(error).__name__)
        return False
    factor.sign_count, factor.used_at = signed.new_sign_count, timezone.now()
    return True


def _made(said: str, challenge: bytes) -> Passkey:
    """A passkey that a browser made just now, not yet anybody's."""
    try:
        credential = parse_registration_credential_json(said)
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_HOST,
            expected_origin=settings.PASSKEY_ORIGIN,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except Exception as error:
        log.warning("a new passkey was refused: %s", type(error).__name__)
        raise NotThisPasskey from None
    if len(made.credential_id) > LONGEST_ID:
        raise NotThisPasskey
    return Passkey(
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        transports=" ".join(sorted({one.value for one in credential.response.transports or []})),
        sign_count=made.sign_count,
    )
