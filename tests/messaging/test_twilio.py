"""The seam itself, against a small web server: every way a call can end."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured
from twilio.base.exceptions import TwilioRestException
from urllib3.util import Timeout

from companion.environment import one_of
from messaging import twilio
from messaging.gate import Send
from messaging.twilio import Accepted, Ambiguous, Refused, Retry, find, forget, send
from tests.fakes import new_sid

TEXT = Send("+447700900900", "+447700900001", "Diolch ŵ 👍 &=+", 99_999, "cover", "cy")
CALLBACK = "http://testserver/sms/status/abc/"


class Api(BaseHTTPRequestHandler):
    """Answers whatever it was told to; None breaks the connection, an empty body comes too late."""

    protocol_version = "HTTP/1.1"
    answers: ClassVar[list[tuple[int, str] | None]] = []
    posted: ClassVar[list[dict[str, list[str]]]] = []
    seen: ClassVar[list[str]] = []
    ports: ClassVar[set[int]] = set()
    never = threading.Event()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.posted.append(parse_qs(self.rfile.read(length).decode()))
        self.ports.add(self.client_address[1])
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.seen.append(f"{self.path} {self.headers['Authorization']}")
        answer = self.answers.pop(0)
        if answer is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        status, body = answer
        if not body:
            self.never.wait(3)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def api(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Api]]:
    for kept in (Api.answers, Api.posted, Api.seen, Api.ports):
        kept.clear()
    Api.never.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.TWILIO_API_BASE_URL = f"http://127.0.0.1:{server.server_port}/simulator/provider"
    monkeypatch.setattr(twilio, "TIMEOUT", Timeout(connect=1, read=0.2))
    yield Api
    Api.never.set()
    twilio.client().http_client.pool.clear()
    server.shutdown()
    server.server_close()


def refusal(status: int, code: int) -> tuple[int, str]:
    error = {"code": code, "message": "no", "more_info": "", "status": status}
    return status, json.dumps(error)


def test_a_text_is_posted_whole_to_the_configured_address(api: type[Api], settings: Any) -> None:
    sid = new_sid()
    api.answers.append((201, json.dumps({"sid": sid, "status": "queued"})))
    assert send(TEXT, CALLBACK) == Accepted(sid)
    [posted] = api.posted
    assert posted == {
        "To": [TEXT.number],
        "From": [TEXT.sender],
        "Body": [TEXT.body],
        "StatusCallback": [CALLBACK],
        "ValidityPeriod": ["36000"],
    }
    account = settings.TWILIO_ACCOUNT_SID
    [seen] = api.seen
    assert seen.startswith(f"/simulator/provider/2010-04-01/Accounts/{account}/Messages.json Basic")


def test_connections_are_kept(api: type[Api]) -> None:
    api.answers += [(201, json.dumps({"sid": new_sid()})) for _ in range(5)]
    for _ in range(5):
        assert isinstance(send(TEXT, CALLBACK), Accepted)
    assert len(api.ports) == 1


def test_a_messaging_service_goes_beside_the_sender(api: type[Api], settings: Any) -> None:
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "1" * 32
    api.answers.append((201, json.dumps({"sid": new_sid()})))
    send(TEXT, CALLBACK)
    assert api.posted[0]["MessagingServiceSid"] == ["MG" + "1" * 32]
    assert api.posted[0]["From"] == [TEXT.sender]


def test_the_provider_is_asked_to_keep_no_words_where_the_account_may(
    api: type[Api], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TWILIO_CONTENT_RETENTION = "discard"
    api.answers += [(201, json.dumps({"sid": new_sid()})), refusal(400, 30029)]
    assert isinstance(send(TEXT, CALLBACK), Accepted)
    assert api.posted[0]["ContentRetention"] == ["discard"]
    assert send(TEXT, CALLBACK) == Retry("30029")  # nothing is lost while somebody mends it
    assert "TWILIO_CONTENT_RETENTION" in caplog.text
    with pytest.raises(ImproperlyConfigured, match=r"TWILIO_CONTENT_RETENTION must be .* discard"):
        one_of("TWILIO_CONTENT_RETENTION", "obfuscate", "discard")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (refusal(400, 21610), Refused("21610")),
        (refusal(400, 21211), Refused("21211")),
        (refusal(401, 20003), Refused("20003")),
        (refusal(400, 21602), Refused("21602")),
        (refusal(429, 20429), Retry("20429", rest=0)),
        (refusal(400, 21611), Retry("21611", rest=0)),
        ((429, "slow down"), Retry("429", rest=0)),
        ((404, "<html>"), Refused("404")),
        ((500, "oh"), Ambiguous("http_500")),
        (refusal(503, 20503), Ambiguous("http_503")),
        ((408, "late"), Ambiguous("http_408")),
        ((307, "elsewhere"), Ambiguous("http_307")),
        ((201, "<html>"), Ambiguous("JSONDecodeError")),
        ((201, "[]"), Ambiguous("AttributeError")),
        ((201, "{}"), Ambiguous("no_sid")),
        ((201, ""), Ambiguous("ReadTimeoutError")),
        (None, Ambiguous("ProtocolError")),
    ],
    ids=str,
)
def test_every_answer_has_its_meaning_and_none_is_asked_twice(
    api: type[Api], answer: tuple[int, str] | None, meaning: Any
) -> None:
    api.answers.append(answer)
    assert send(TEXT, CALLBACK) == meaning
    assert len(api.posted) == 1


@pytest.mark.parametrize(
    ("said", "seconds"), [("7", 7), ("", 0), ("Thu, 26 Nov 2026 12:00:00 GMT", 0), ("-3", 0)]
)
def test_how_long_to_stay_away_is_read_where_it_is_said_in_seconds(
    said: str, seconds: float
) -> None:
    assert twilio._seconds_in({"Retry-After": said}) == seconds


@pytest.mark.parametrize("host", ["127.0.0.1:9", "no-such-host.invalid"])
def test_where_nobody_listens_nothing_was_sent(settings: Any, host: str) -> None:
    settings.TWILIO_API_BASE_URL = f"http://{host}"
    assert isinstance(send(TEXT, CALLBACK), Retry)


def test_a_text_can_be_looked_up(api: type[Api]) -> None:
    sids = [new_sid(), new_sid()]
    messages = [
        {
            "sid": sid,
            "status": "sent",
            "body": "hello",
            "error_code": None,
            "date_created": "Mon, 23 Nov 2026 01:02:03 +0000",
        }
        for sid in sids
    ]
    api.answers.append((200, json.dumps({"messages": messages, "next_page_uri": None})))
    found = find(TEXT.number, TEXT.sender, datetime(2026, 11, 23, tzinfo=UTC))
    assert [text.provider_id for text in found] == sids[::-1]
    assert found[0].created_at == datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
    assert (found[0].status, found[0].error_code, found[0].body) == ("sent", "", "hello")
    [seen] = api.seen
    assert "To=%2B447700900001" in seen
    assert "From=%2B447700900900" in seen
    assert "DateSent" in seen


def test_words_are_dropped_at_the_provider_by_id(api: type[Api]) -> None:
    sid = new_sid()
    api.answers += [(200, json.dumps({"sid": sid})), refusal(404, 20404), refusal(409, 20009)]
    forget(sid)
    assert f"/Messages/{sid}.json" in api.seen[0]
    assert api.posted == [{}]  # an empty body, and nothing else
    forget(sid)  # there is none any more
    with pytest.raises(TwilioRestException):
        forget(sid)  # it is not at its end yet
    forget("../Calls/CA1")
    assert len(api.seen) == 3
