"""Ending sign-ins: one, all others, or every one of an account."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django_otp import DEVICE_ID_SESSION_KEY

from companion.history import SERVICE_CHAIN, record
from companion.models import EventKind, Factor, SignIn, User


@transaction.atomic
def end_sign_in(sign_in: SignIn, *, acting_user: User) -> None:
    """End one; whoever holds it is out with their next page."""
    sign_in.delete()
    _record(acting_user)


@transaction.atomic
def end_other_sign_ins(kept: str | None, *, acting_user: User) -> None:
    """End every sign-in of one's own but the one with this key, half of one too."""
    SignIn.objects.filter(user=acting_user).exclude(session_key=kept).delete()
    _record(acting_user)


def forget_those_over(now: datetime) -> int:
    """The clock's: sessions that open nothing any more leave the table; how many."""
    return SignIn.objects.filter(expire_date__lte=now).delete()[0]


def end_every_sign_in(user: User, kept: str | None = None) -> None:
    """Part of another change, which keeps its own line; the one with this key may go on."""
    SignIn.objects.filter(user=user).exclude(session_key=kept).delete()


def end_sign_ins_with(factor: Factor, kept: str | None) -> None:
    """Part of another change: every sign-in that this factor opened, but the one with this key."""
    read = SessionStore().decode
    for one in SignIn.objects.filter(user=factor.user).exclude(session_key=kept):
        if read(one.session_data).get(DEVICE_ID_SESSION_KEY) == factor.persistent_id:
            one.delete()


def _record(user: User) -> None:
    record(EventKind.SIGN_INS_ENDED, about=user, chain=SERVICE_CHAIN, acting_user=user)
