"""The only file that talks to Twilio: send a text, look one up, check a signature."""

import hmac
import json
import logging
import os
import re
import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode
from urllib.request import getproxies, proxy_bypass

import urllib3
from django.conf import settings
from django.http import QueryDict
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError
from urllib3.util import Timeout, parse_url

from messaging.faults import MAY_NOT_DISCARD, TOO_FAST
from messaging.gate import Send

TWILIO = "https://api.twilio.com"
log = logging.getLogger(__name__)

TOO_MANY = 429
TIMEOUT = Timeout(connect=3, read=10)
LONGEST_VALIDITY = 36_000
MESSAGE_ID = re.compile("(SM|MM)[0-9a-fA-F]{32}")
# Calls one worker makes at once; each keeps its connection.
CONCURRENCY = 16


@dataclass(frozen=True)
class Accepted:
    """The provider took the text."""

    provider_id: str


@dataclass(frozen=True)
class Refused:
    """The provider will not send it, ever."""

    code: str


@dataclass(frozen=True)
class Retry:
    """It certainly did not reach the provider, or was turned away for now."""

    why: str
    # Where the number we text from is turned away: for how many seconds at least, if it says.
    rest: float | None = None


@dataclass(frozen=True)
class Ambiguous:
    """Nobody can say whether the provider has it: never to be sent again blindly."""

    why: str


Answer = Accepted | Refused | Retry | Ambiguous


@dataclass(frozen=True)
class Found:
    """A text as the provider remembers it."""

    provider_id: str
    status: str
    error_code: str
    body: str
    created_at: datetime | None


class NeverSent(Exception):
    """No connection was made, so nothing was sent."""


class MaybeSent(Exception):
    """The connection broke, or fell silent, after something may have been sent."""


class TurnedAway(Exception):
    """Too many requests: the provider took nothing. It may say when to come back."""

    def __init__(self, code: str, seconds: float) -> None:
        super().__init__(code)
        self.code, self.seconds = code, seconds


class PooledHttpClient(HttpClient):
    """Twilio's own has no timeout and a fixed host; this has both ours, and never retries."""

    def __init__(self, base_url: str) -> None:
        super().__init__(log, False, None)
        self.base_url = base_url
        self.pool = connection_pool(base_url)

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Make one call to the configured address."""
        address = self.base_url + url.removeprefix(TWILIO)
        if params:
            address += "?" + urlencode(params, doseq=True)
        if auth:
            credentials = b64encode(":".join(auth).encode()).decode()
            headers = {**(headers or {}), "Authorization": f"Basic {credentials}"}
        body = urlencode(data, doseq=True) if data else None
        try:
            answer = self.pool.request(
                method, address, body=body, headers=headers, timeout=TIMEOUT,
                retries=False, redirect=False,
            )  # fmt: skip
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise NeverSent(type(error).__name__) from error
        except SSLError as error:
            unproven = error.args and isinstance(error.args[0], ssl.SSLCertVerificationError)
            raise (NeverSent if unproven else MaybeSent)(type(error).__name__) from error
        except HTTPError as error:
            raise MaybeSent(type(error).__name__) from error
        if answer.status == TOO_MANY:
            raise TurnedAway(_code_in(answer.data), _seconds_in(answer.headers))
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)


def _code_in(body: bytes) -> str:
    """The provider's own number for a refusal, if its body tells one."""
    try:
        return str(int(json.loads(body)["code"]))
    except (ValueError, LookupError, TypeError):
        return str(TOO_MANY)


def _seconds_in(headers: Mapping[str, str]) -> float:
    """How long the provider asks to be left in peace; nothing for what is no plain number."""
    said = headers.get("Retry-After", "").strip()
    return float(said) if said.isascii() and said.isdigit() else 0.0


def connection_pool(base_url: str) -> urllib3.PoolManager:
    """A pool for one address, through the environment's proxy if it names one."""
    size = 2 * CONCURRENCY  # one process may send and have things forgotten at once
    host = parse_url(base_url)
    proxy = getproxies().get(host.scheme or "https")
    authorities = os.environ.get("REQUESTS_CA_BUNDLE")
    if proxy and not proxy_bypass(host.host or ""):
        return urllib3.ProxyManager(proxy, maxsize=size, ca_certs=authorities)
    return urllib3.PoolManager(maxsize=size, ca_certs=authorities)


@cache
def _client(base_url: str, account_sid: str, auth_token: str) -> Client:
    http_client = PooledHttpClient(base_url)
    return Client(account_sid, auth_token, http_client=http_client)  # type: ignore[no-untyped-call]


def client() -> Client:
    """Twilio's own client, pointed at TWILIO_API_BASE_URL; one a process."""
    return _client(
        settings.TWILIO_API_BASE_URL, settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN
    )


def send(text: Send, callback_url: str) -> Answer:
    """Hand one text to the provider, once."""
    arguments: dict[str, Any] = {
        "to": text.number,
        "from_": text.sender,
        "body": text.body,
        "validity_period": max(1, min(text.valid_for, LONGEST_VALIDITY)),
        "status_callback": callback_url,
    }
    if settings.TWILIO_MESSAGING_SERVICE_SID:
        arguments["messaging_service_sid"] = settings.TWILIO_MESSAGING_SERVICE_SID
    if settings.TWILIO_CONTENT_RETENTION:
        arguments["content_retention"] = settings.TWILIO_CONTENT_RETENTION
    try:
        provider_id = client().messages.create(**arguments).sid
    except NeverSent as error:
        return Retry(str(error))
    except TurnedAway as error:
        return Retry(error.code, rest=error.seconds)
    except (TwilioRestException, TwilioServiceException) as error:
        return _refusal(int(error.status), int(error.code or 0))
    except (
        MaybeSent,
        TwilioException,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        return Ambiguous(str(error) if isinstance(error, MaybeSent) else type(error).__name__)
    return Accepted(provider_id) if provider_id else Ambiguous("no_sid")


def _refusal(status: int, code: int) -> Answer:
    if code in TOO_FAST:
        return Retry(str(code), rest=0.0)
    if code == MAY_NOT_DISCARD:
        log.error("the provider refuses TWILIO_CONTENT_RETENTION: texts wait until it is changed")
        return Retry(str(code))
    if 400 <= status < 500 and status != 408:
        return Refused(str(code))
    return Ambiguous(f"http_{status}")


def find(number: str, sender: str, after: datetime) -> list[Found]:
    """Texts the provider took for this number from this sender since `after`, oldest first.

    Raises `NeverSent`, `MaybeSent` or Twilio's exception when it could not be asked.
    """
    listed = client().messages.list(to=number, from_=sender, date_sent_after=after, limit=50)
    found = [
        Found(
            provider_id=str(message.sid),
            status=str(message.status),
            error_code=str(message.error_code or ""),
            body=message.body or "",
            created_at=message.date_created,
        )
        for message in listed
    ]
    return found[::-1]


def forget(provider_id: str) -> None:
    """Have the provider drop the words of a text that has ended, or that we have received.

    Raises `NeverSent`, `MaybeSent` or Twilio's exception when it did not.
    """
    if not MESSAGE_ID.fullmatch(provider_id):
        return  # no text of theirs has such a name
    try:
        client().messages(provider_id).update(body="")
    except TwilioRestException as error:
        if int(error.status) != 404:
            raise


def signature_is_valid(url: str, fields: QueryDict, signature: str) -> bool:
    """Whether the provider signed exactly this address and these fields."""
    if not signature.isascii():
        return False
    validator: Any = RequestValidator(settings.TWILIO_AUTH_TOKEN)  # type: ignore[no-untyped-call]
    if hmac.compare_digest(validator.compute_signature(url, fields), signature):
        return True
    return bool(validator.validate(url, fields, signature))  # with and without the port
