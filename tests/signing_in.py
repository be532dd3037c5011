"""Two ways in for tests: a short one, and the door itself."""

import time
from base64 import b32decode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import hotp

from companion.changes.account import give_authenticator
from companion.models import SealedTotpDevice, User
from companion.views.session_store import SessionStore


def device_of(user: User) -> SealedTotpDevice:
    """The user's authenticator, made if there is none."""
    return SealedTotpDevice.objects.filter(user=user).first() or give_authenticator(user)


def code_for(user: User, later: int = 0) -> str:
    """The code that the user's app shows, or will show some steps later."""
    key = b32decode(device_of(user).secret)
    return f"{hotp(key, int(time.time()) // 30 + later):06}"


def unused_code(user: User) -> str:
    """A code that has not been used: this step's, or the next one's."""
    return code_for(user, later=int(device_of(user).last_step >= int(time.time()) // 30))


def sign_in(client: Client, user: User) -> None:
    """Put a session in the client's hand whose code came just now; no password is hashed."""
    now, device = int(time.time()), device_of(user).persistent_id
    _put_in_hand(client, user, {DEVICE_ID_SESSION_KEY: device, "factor_at": now})


def let_code_grow_old(client: Client) -> None:
    """The client's code came five minutes ago: still inside, and asked again for dangerous acts."""
    session = client.session
    session["factor_at"] -= 5 * 60
    session.save()


def sign_in_halfway(client: Client, user: User) -> None:
    """Put a session in the client's hand whose password was right and whose code was not given."""
    _put_in_hand(client, user, {})


def _put_in_hand(client: Client, user: User, more: dict[str, object]) -> None:
    """A session as the door leaves it, written once: half of the tests begin with one."""
    session, now = SessionStore(), int(time.time())
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            "signed_in_at": now,
            "seen_at": now,
            **more,
        }
    )
    session.create()
    assert session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def sign_in_through_door(client: Client, user: User, password: str) -> None:
    """Sign in as people do."""
    client.post("/sign-in/", {"email": user.email, "password": password})
    client.post("/sign-in/second-factor/", {"code": unused_code(user)})
