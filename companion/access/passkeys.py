"""A user's own passkeys, and what a browser is asked to do with them."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from companion.models import Passkey, User

# What phones, computers and security keys have; the first that one has is taken.
ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
# A phone has to be found and a finger put on it; the page itself waits longer.
WAITS_FOR = 5 * 60 * 1000  # milliseconds


def passkeys_of(user: User) -> QuerySet[Passkey]:
    """One's own passkeys, the oldest first."""
    return Passkey.objects.filter(user=user, confirmed=True).order_by("added_at", "pk")


def passkey_for(user: User, public_id: UUID) -> Passkey:
    """One of one's own passkeys."""
    return get_object_or_404(passkeys_of(user), public_id=public_id)


def to_sign(user: User, challenge: bytes) -> str:
    """What a passkey of this user is asked to sign, in JSON; nothing if there is none."""
    known = _known(user)
    if not known:
        return ""
    options = generate_authentication_options(
        rp_id=settings.PASSKEY_HOST,
        challenge=challenge,
        timeout=WAITS_FOR,
        allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def to_make(user: User, challenge: bytes) -> str:
    """What a browser needs to make a new passkey for this user, in JSON."""
    options = generate_registration_options(
        rp_id=settings.PASSKEY_HOST,
        rp_name=settings.WAGTAIL_SITE_NAME,
        user_id=user.public_id.bytes,
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        timeout=WAITS_FOR,
        exclude_credentials=_known(user),
        supported_pub_key_algs=ALGORITHMS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(passkey.credential_id),
            transports=[AuthenticatorTransport(word) for word in passkey.transports.split()],
        )
        for passkey in passkeys_of(user)
    ]
