"""How long a sign-in lasts: thirty minutes unused, twelve hours at most; and where it is."""

import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django_otp.middleware import is_verified

from companion.views.browsers import in_plain_words

_BEGUN = "signed_in_at"
_SEEN = "seen_at"
_FACTOR = "factor_at"
_NAME = "sign_in"
_WHERE = "where"
_WRITE_EVERY = 60  # seconds: a sign-in may end this much early, never late


def begin(request: HttpRequest) -> None:
    """Start both clocks, and keep in plain words which kind of browser this is."""
    request.session[_BEGUN] = request.session[_SEEN] = int(time.time())
    request.session[_NAME] = str(uuid4())
    request.session[_WHERE] = in_plain_words(request.headers.get("User-Agent", ""))


def facts_of(data: dict[str, Any]) -> dict[str, Any]:
    """What a list of sign-ins shows of one, by column."""
    clocks = {"begun_at": data.get(_BEGUN), "seen_at": data.get(_SEEN)}
    times = {name: at and datetime.fromtimestamp(at, UTC) for name, at in clocks.items()}
    return {"public_id": data.get(_NAME), "where": data.get(_WHERE, ""), **times}


def begun_at(request: HttpRequest) -> datetime:
    """When this user gave their password."""
    return datetime.fromtimestamp(request.session[_BEGUN], UTC)


def is_over(request: HttpRequest) -> bool:
    """Whether either clock has run out; a session without clocks was never begun here."""
    now = time.time()
    begun, seen = request.session.get(_BEGUN, 0), request.session.get(_SEEN, 0)
    if now - seen >= settings.SESSION_IDLE.total_seconds():
        return True
    return bool(now - begun >= settings.SESSION_AT_MOST.total_seconds())


def note_seen(request: HttpRequest) -> None:
    """Keep that the user is there, without a write for every page."""
    now = int(time.time())
    if now - request.session.get(_SEEN, 0) >= _WRITE_EVERY:
        request.session[_SEEN] = now


def note_factor(request: HttpRequest) -> None:
    """Keep that the user gave a code just now."""
    request.session[_FACTOR] = int(time.time())


def has_fresh_factor(request: HttpRequest) -> bool:
    """Whether the last code is new enough for a dangerous act."""
    age = time.time() - request.session.get(_FACTOR, 0)
    return bool(age < settings.FACTOR_IS_FRESH.total_seconds())


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this user gave a code in this session."""
    return bool(is_verified(request.user))


def is_inside(request: HttpRequest) -> bool:
    """Whether this is a user with a verified second factor, in time."""
    return request.user.is_authenticated and has_second_factor(request) and not is_over(request)
