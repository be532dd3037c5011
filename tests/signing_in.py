"""Two ways in for tests: a short one, and the door itself."""

import time
from base64 import b32decode

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import hotp

from companion.changes.account import give_authenticator
from companion.models import SealedTotpDevice, User


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
    device = device_of(user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session["signed_in_at"] = session["seen_at"] = session["factor_at"] = int(time.time())
    session.save()


def let_code_grow_old(client: Client) -> None:
    """The client's code came five minutes ago: still inside, and asked again for dangerous acts."""
    session = client.session
    session["factor_at"] -= 5 * 60
    session.save()


def sign_in_halfway(client: Client, user: User) -> None:
    """Put a session in the client's hand whose password was right and whose code was not given."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(time.time())
    session.save()


def sign_in_through_door(client: Client, user: User, password: str) -> None:
    """Sign in as people do."""
    client.post("/sign-in/", {"email": user.email, "password": password})
    client.post("/sign-in/second-factor/", {"code": unused_code(user)})
