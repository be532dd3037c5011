"""A small load generator: requests built and signed beforehand, plain sockets, one thread."""

import selectors
import socket
import time
from collections.abc import Iterable, Sequence
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from twilio.request_validator import RequestValidator

from tests.faults.crowd import Phone
from tests.messaging.provider import INBOUND

AT_ONCE = 4


class Refused(Exception):
    """A request was not answered 200."""


def requests_for(url: str, phones: Iterable[Phone], bodies: Iterable[str], run: str) -> list[bytes]:
    """One signed text from each phone, as it goes over the wire; `run` makes its ids unique."""
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)  # type: ignore[no-untyped-call]
    built = []
    for number, (phone, body) in enumerate(zip(phones, bodies, strict=False)):
        fields = {
            "MessageSid": f"SM{run}{number:0{32 - len(run)}x}",
            "AccountSid": settings.TWILIO_ACCOUNT_SID,
            "From": phone.number,
            "To": phone.sender,
            "Body": body,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }
        form = urlencode(fields)
        signature = validator.compute_signature(url + INBOUND, fields)
        built.append(
            f"POST {INBOUND} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
            f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(form)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}".encode()
        )
    return built


def fire(port: int, requests: Sequence[bytes]) -> float:
    """Send all, a few at once, as fast as they are answered; the seconds it took."""
    waiting, selector = iter(requests), selectors.DefaultSelector()
    started, under_way = time.perf_counter(), 0
    for request in [request for _, request in zip(range(AT_ONCE), waiting, strict=False)]:
        _send(selector, port, request)
        under_way += 1
    while under_way:
        for key, _ in selector.select():
            _finish(selector, cast(socket.socket, key.fileobj))
            under_way -= 1
            following = next(waiting, None)
            if following is not None:
                _send(selector, port, following)
                under_way += 1
    selector.close()
    return time.perf_counter() - started


def _send(selector: selectors.BaseSelector, port: int, request: bytes) -> None:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(request)
    selector.register(connection, selectors.EVENT_READ)


def _finish(selector: selectors.BaseSelector, connection: socket.socket) -> None:
    """The server closes at the end of its answer."""
    selector.unregister(connection)
    answer = b""
    while part := connection.recv(4096):
        answer += part
    connection.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise Refused(answer[:100])


def fire_evenly(port: int, requests: Sequence[bytes], a_second: float) -> list[float]:
    """Send at a steady rate, whatever the answers take; when each was due, by the clock."""
    due, started = [], time.time()
    for number, request in enumerate(requests):
        at = started + number / a_second
        time.sleep(max(0.0, at - time.time()))
        fire(port, [request])
        due.append(at)
    return due
