"""What came with a text, at the provider: fetched from its own host, or where that host leads.

The address in a webhook is never called: only the medium's id is taken from it. A redirect is
followed without our credentials, to the same place or to a host that the settings name.
"""

import re
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache

import urllib3
from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout, Url, parse_url

from messaging.twilio import TWILIO, client, connection_pool

MEDIUM_ID = re.compile("ME[0-9a-fA-F]{32}")
PATIENCE = Timeout(connect=3, read=5)
# Seconds for all of it: a drop every four seconds would never tire the patience above.
IN_ALL = 12.0
MOST_REDIRECTS = 2
REDIRECTS = {301, 302, 303, 307, 308}
GONE = {404, 410}
PIECE = 65_536


@dataclass(frozen=True)
class Brought:
    """All of it."""

    content: bytes


@dataclass(frozen=True)
class NotThere:
    """The provider has it no more."""


@dataclass(frozen=True)
class TooLarge:
    """It has more bytes than we take."""


@dataclass(frozen=True)
class NotNow:
    """It did not come, or not whole; it may yet."""

    why: str


Answer = Brought | NotThere | TooLarge | NotNow


class _GaveUp(Exception):
    """It takes too long, is too large, or leads elsewhere: the answer to give stands in it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(type(answer).__name__)
        self.answer = answer


def medium_id(url: str, message_id: str) -> str:
    """The id of the medium that an address of the provider's own names, or nothing."""
    path = f"/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages/{message_id}/Media/"
    for host in (settings.TWILIO_API_BASE_URL, TWILIO):
        found = url.removeprefix(host + path)
        if found != url and MEDIUM_ID.fullmatch(found):
            return found
    return ""


def fetch(message_id: str, provider_id: str, most: int) -> Answer:
    """Bring one medium of at most so many bytes. Touches no database."""
    url = _address(message_id, provider_id)
    ours = b64encode(f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}".encode())
    # Unpacked by nobody: a small answer cannot become a large one.
    headers = {"Accept-Encoding": "identity"}
    until = time.monotonic() + IN_ALL
    credentials = {"Authorization": f"Basic {ours.decode()}"}
    try:
        for _ in range(MOST_REDIRECTS + 1):
            with closing(_asked(url, headers | credentials)) as answer:
                if answer.status not in REDIRECTS:
                    return _brought(answer, most, until)
                url, credentials = _where_to(url, answer.headers.get("Location", "")), {}
    except _GaveUp as over:
        return over.answer
    except HTTPError as error:
        return NotNow(type(error).__name__)
    return NotNow("redirects")


def forget_medium(message_id: str, provider_id: str) -> None:
    """Have the provider delete one medium.

    Raises `NeverSent`, `MaybeSent` or Twilio's exception when it did not.
    """
    try:
        client().messages(message_id).media(provider_id).delete()
    except TwilioRestException as error:
        if int(error.status) not in GONE:
            raise


def _address(message_id: str, provider_id: str) -> str:
    account = f"/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}"
    return f"{settings.TWILIO_API_BASE_URL}{account}/Messages/{message_id}/Media/{provider_id}"


def _asked(url: str, headers: dict[str, str]) -> BaseHTTPResponse:
    return _pool(_origin(parse_url(url))).request(
        "GET", url, headers=headers, timeout=PATIENCE,
        retries=False, redirect=False, preload_content=False,
    )  # fmt: skip


@cache
def _pool(origin: str) -> urllib3.PoolManager:
    return connection_pool(origin)


def _origin(url: Url) -> str:
    return Url(scheme=url.scheme, host=url.host, port=url.port).url


def _where_to(url: str, location: str) -> str:
    """The address a redirect leads to, if we go there."""
    if location.startswith("/") and not location.startswith("//"):
        return _origin(parse_url(url)) + location
    try:
        there = parse_url(location)
    except HTTPError:
        raise _GaveUp(NotNow("elsewhere")) from None
    named = there.scheme == "https" and there.host in settings.TWILIO_MEDIA_HOSTS
    usual = there.auth is None and there.port in {None, 443}
    same = there.auth is None and _origin(there) == _origin(parse_url(settings.TWILIO_API_BASE_URL))
    if not (same or (named and usual)):
        raise _GaveUp(NotNow("elsewhere"))
    return location


def _brought(answer: BaseHTTPResponse, most: int, until: float) -> Answer:
    if answer.status in GONE:
        return NotThere()
    if answer.status != 200:
        return NotNow(f"http_{answer.status}")
    length = answer.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        return TooLarge()
    return Brought(b"".join(_pieces(answer, most, until)))


def _pieces(answer: BaseHTTPResponse, most: int, until: float) -> Iterator[bytes]:
    came = 0
    while piece := answer.read1(PIECE, decode_content=False):
        came += len(piece)
        if came > most:
            raise _GaveUp(TooLarge())
        if time.monotonic() > until:
            raise _GaveUp(NotNow("slow"))
        yield piece
