"""A user's own account: the authenticator they sign in with, and signing in."""

from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes, token_urlsafe

from django.db import transaction

from companion.changes.administration import LEADS, is_the_last
from companion.changes.errors import LastWayIn, NotOneself, StillNeeded
from companion.changes.holding import hold_user
from companion.changes.letters import take_back_all, write_to
from companion.changes.sign_ins import end_every_sign_in, end_sign_ins_with
from companion.history import SERVICE_CHAIN, record
from companion.models import (
    Advocacy,
    Agency,
    EventKind,
    Factor,
    Membership,
    Notice,
    Panel,
    Passkey,
    SealedTotpDevice,
    User,
)


@dataclass(frozen=True)
class CodeChecked:
    """Whether a code was right, and whose; if too many were wrong, until when none is looked at.

    What a passkey signed is a code in this sense too.
    """

    right: bool
    closed_until: datetime | None = None
    device: Factor | None = None


@dataclass(frozen=True)
class NewAccount:
    """An account just made, with what its owner must be given by a safe way, once."""

    user: User
    password: str
    secret: str


@transaction.atomic
def make_account(
    email: str, name: str, *, agency: Agency | None = None, administrator: bool = False
) -> NewAccount:
    """Make an account with a password and an authenticator of its own; at the server only."""
    password = token_urlsafe(18)
    user = User.objects.create_user(
        email, password, name=name, agency=agency, is_administrator=administrator
    )
    device = give_authenticator(user)
    record(EventKind.ACCOUNT_MADE, about=user, chain=SERVICE_CHAIN, acting_user=None, service=True)
    return NewAccount(user, password, device.secret)


@transaction.atomic
def give_authenticator(user: User, secret: str = "") -> SealedTotpDevice:
    """Give a user a new authenticator in place of the old one; the secret is in base32."""
    SealedTotpDevice.objects.filter(user=user).delete()
    return _new_authenticator(user, secret, confirmed=True)


@transaction.atomic
def start_authenticator(user: User) -> SealedTotpDevice:
    """A new authenticator beside the old one, which opens nothing until a code confirms it."""
    SealedTotpDevice.objects.filter(user=user, confirmed=False).delete()
    return _new_authenticator(user, "", confirmed=False)


def _new_authenticator(user: User, secret: str, *, confirmed: bool) -> SealedTotpDevice:
    device = SealedTotpDevice(
        user=user,
        owner_id=user.public_id,
        name="Authenticator",
        confirmed=confirmed,
        secret=secret or b32encode(token_bytes(20)).decode(),
    )
    device.save()
    return device


@transaction.atomic
def change_password(user: User, password: str, kept: str | None, *, acting_user: User) -> None:
    """A new password; every sign-in ends with the old one, but the one with this key."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_every_sign_in(user, kept)
    write_to([user], Notice.Kind.PASSWORD_CHANGED)
    record(EventKind.PASSWORD_CHANGED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)


@transaction.atomic
def remove_authenticator(user: User, kept: str | None, *, acting_user: User) -> None:
    """Take off one's own app; its sign-ins end but the one with this key. A passkey remains."""
    hold_user(user.pk)
    if not Passkey.objects.filter(user=user, confirmed=True).exists():
        raise LastWayIn
    for device in SealedTotpDevice.objects.filter(user=user):
        end_sign_ins_with(device, kept)
        device.delete()
    write_to([user], Notice.Kind.APP_REMOVED)
    record(EventKind.APP_REMOVED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)


@transaction.atomic
def close_account(user: User, *, acting_user: User) -> None:
    """Let nobody in with this account any more: its sessions end at once, its link does nothing."""
    if user == acting_user:
        raise NotOneself
    user = hold_user(user.pk)
    _hold_panels_of(user)
    if last_seats(user) or Advocacy.objects.standing().filter(advocate=user).exists():
        raise StillNeeded
    User.objects.filter(pk=user.pk).update(is_active=False)
    Passkey.objects.filter(user=user).delete()
    end_every_sign_in(user)
    take_back_all(user)
    record(EventKind.ACCOUNT_CLOSED, about=user, chain=SERVICE_CHAIN, acting_user=acting_user)


def _hold_panels_of(user: User) -> None:
    """Of two who lead a panel, one may go."""
    led = Membership.objects.filter(user=user, ended_at=None, role__in=LEADS).values("panel")
    list(Panel.objects.select_for_update(no_key=True).filter(pk__in=led).order_by("pk"))


def last_seats(user: User) -> list[Membership]:
    """Seats that a live panel cannot be without: its last coordinator, or its last chair."""
    seats = Membership.objects.filter(user=user, ended_at=None, panel__live_at__isnull=False)
    return [seat for seat in seats.select_related("panel") if is_the_last(seat)]


@transaction.atomic
def check_code(user: User, code: str) -> CodeChecked:
    """Take the second factor: a right code works once, and is what signing in means."""
    return take_code(user, _shows(code), EventKind.SIGNED_IN)


@transaction.atomic
def check_code_again(user: User, code: str) -> CodeChecked:
    """Take a code before a dangerous act, from somebody who is inside."""
    return take_code(user, _shows(code), EventKind.CODE_GIVEN_AGAIN)


def _shows(code: str) -> Callable[[Factor], bool]:
    return lambda factor: isinstance(factor, SealedTotpDevice) and factor.takes(code)


def take_code(user: User, is_right: Callable[[Factor], bool], *kinds: EventKind) -> CodeChecked:
    """The one place where a code counts: every way in shares one count of tries."""
    devices = _factors_of(user)
    closed = [until for device in devices if (until := device.closed_until())]
    if closed:
        return CodeChecked(right=False, closed_until=max(closed))
    taken = next((device for device in devices if is_right(device)), None)
    for device in devices:
        device.count_try(right=taken is not None)
    if taken:
        for kind in kinds:
            record(kind, about=user, chain=SERVICE_CHAIN, acting_user=user)
    return CodeChecked(right=taken is not None, device=taken)


def _factors_of(user: User) -> list[Factor]:
    """Locked, in one order: the app, then the passkeys."""
    kinds: tuple[type[Factor], ...] = (SealedTotpDevice, Passkey)
    return [
        factor
        for kind in kinds
        for factor in kind._default_manager.select_for_update(no_key=True)
        .filter(user=user, confirmed=True)
        .order_by("pk")
    ]
