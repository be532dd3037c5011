"""What a page asks a passkey to sign, kept in the session until it is answered, once."""

import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from secrets import token_bytes
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from companion.access.passkeys import to_make, to_sign
from companion.changes.account import CodeChecked

if TYPE_CHECKING:
    from companion.models import User

# A challenge answers the page that asked for it, and no other.
SIGN_IN, STEP_UP, ADD = "sign_in", "step_up", "add"
_KEY = "passkey_for_"
_BYTES = 32


def ask_to_sign(request: HttpRequest, why: str) -> str:
    """What this user's passkeys are asked, for the page; nothing if they have none."""
    challenge = token_bytes(_BYTES)
    options = to_sign(cast("User", request.user), challenge)
    if options:
        _keep(request, why, challenge)
    return options


def ask_to_make(request: HttpRequest, user: "User") -> str:
    """What a browser is asked so that it makes a passkey for this user."""
    challenge = token_bytes(_BYTES)
    _keep(request, ADD, challenge)
    return to_make(user, challenge)


def asked(request: HttpRequest, why: str) -> bytes | None:
    """What was asked, which is forgotten with this; nothing once it is too old."""
    kept, at = request.session.pop(_KEY + why, ("", 0))
    too_old = time.time() - at >= settings.SESSION_IDLE.total_seconds()
    return None if too_old else b64decode(kept)


def check_said(
    request: HttpRequest, said: str, why: str, check: Callable[["User", str, bytes], CodeChecked]
) -> CodeChecked:
    """Whether a passkey of this user signed what this page had asked."""
    challenge = asked(request, why)
    if challenge is None:
        return CodeChecked(right=False)
    return check(cast("User", request.user), said, challenge)


def not_this_one() -> str:
    """What to say of a passkey that was not taken."""
    return _("That passkey did not work here. Try again, or enter a code.")


def _keep(request: HttpRequest, why: str, challenge: bytes) -> None:
    request.session[_KEY + why] = (b64encode(challenge).decode(), int(time.time()))
