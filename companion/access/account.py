"""A user's own account: how they prove who they are, and which desks have something for them."""

import time
from base64 import b32decode
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Exists, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_otp.oath import hotp

from companion.access.apart import sides_read_by
from companion.access.panels import panels_for
from companion.access.passkeys import passkeys_of
from companion.models import Factor, RecoveryCode, SealedTotpDevice, SignIn, User

STEP = 30  # seconds


@dataclass(frozen=True)
class Desks:
    """Which desks have something for a user."""

    advocate: bool
    panel: bool
    cms: bool
    administration: bool


def authenticator_of(user: User) -> SealedTotpDevice | None:
    """The authenticator app that this user signs in with, once it is confirmed."""
    return SealedTotpDevice.objects.filter(user=user, confirmed=True).first()


def way_in_of(user: User) -> Factor | None:
    """A second factor of this user: the app, else the oldest passkey."""
    return authenticator_of(user) or passkeys_of(user).first()


def authenticator_begun(user: User) -> SealedTotpDevice | None:
    """The authenticator app that this user is setting up, which opens nothing yet."""
    return (
        SealedTotpDevice.objects.filter(user=user, confirmed=False).select_related("user").first()
    )


def recovery_codes_left(user: User) -> int:
    """How many codes on paper this user has that were not used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Where this user is signed in now, whole and in time."""
    now = timezone.now()
    whole = SignIn.objects.filter(user=user, whole=True, public_id__isnull=False)
    lasting = whole.filter(
        expire_date__gt=now,
        begun_at__gt=now - settings.SESSION_AT_MOST,
        seen_at__gt=now - settings.SESSION_IDLE,
    )
    return lasting.order_by("-seen_at", "-begun_at", "-pk")


def sign_in_for(user: User, public_id: UUID) -> SignIn:
    """One sign-in of one's own."""
    return get_object_or_404(sign_ins_of(user), public_id=public_id)


def account_called(email: str) -> User | None:
    """The account with this address, however it is written."""
    return User.objects.filter(email=email.strip().lower()).first()


def unused_code(user: User) -> str | None:
    """The code that this user's app shows now; it works once, so after that the next one."""
    device = authenticator_of(user)
    if device is None:
        return None
    step = max(int(time.time()) // STEP, device.last_step + 1)
    return f"{hotp(b32decode(device.secret), step):06}"


def desks_of(user: User) -> Desks:
    """The desks of one user, in one query beside those for whom they may not see."""
    there = (
        User.objects.filter(pk=user.pk)
        .annotate(
            panel=Exists(panels_for(user)),
            cms=Exists(_may_edit(user)),
        )
        .values_list("panel", "cms", "is_administrator")
        .get()
    )
    return Desks(bool(sides_read_by(user)), *there)


def may_edit(user: User) -> bool:
    """Whether this user may enter Wagtail."""
    return user.is_active and (user.is_superuser or _may_edit(user).exists())


def _may_edit(user: User) -> QuerySet[Permission]:
    entry = Permission.objects.filter(
        codename="access_admin", content_type__app_label="wagtailadmin"
    )
    return entry if user.is_superuser else entry.filter(Q(user=user) | Q(group__user=user))
