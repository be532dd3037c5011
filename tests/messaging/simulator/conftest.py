"""The stand-in behind a real server of its own, and somebody who receives its calls."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.contrib.staticfiles import storage
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from messaging.simulator import alone, standin
from messaging.simulator.standin import StandIn

PHONE, SENDER = "+447700900001", "+447700900900"


def until(holds: Callable[[], Any], seconds: float = 8) -> Any:
    """Wait for something to hold, and answer it."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.01)
    return found


@dataclass
class Call:
    """One call received: where to, what, and under which signature."""

    path: str
    fields: dict[str, str]
    headers: dict[str, str]


@dataclass
class Receiver:
    """Stands where the service would; answers 200 unless told otherwise."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def statuses(self) -> list[str]:
        """The states reported, in the order in which they came."""
        return [c.fields["MessageStatus"] for c in self.calls if "MessageStatus" in c.fields]

    def texts(self) -> list[dict[str, str]]:
        """The texts handed over."""
        return [c.fields for c in self.calls if c.path == "/sms/inbound/"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            fields = dict(parse_qsl(body, keep_blank_values=True))
            kept.calls.append(Call(self.path, fields, dict(self.headers)))
            self.send_response(kept.answers.pop(0) if kept.answers else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def provider(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[StandIn]:
    """A stand-in of this test's own, in a hurry."""
    settings.DEMO = True
    settings.VAR = tmp_path
    settings.PUBLIC_BASE_URL = receiver.url
    settings.ROOT_URLCONF = "messaging.simulator.alone"
    monkeypatch.setattr("messaging.simulator.standin.SECONDS_TO_SENT", 0.02)
    monkeypatch.setattr("messaging.simulator.standin.SECONDS_TO_DELIVERED", 0.05)
    monkeypatch.setattr("messaging.simulator.courier.SECONDS_TO_NEXT_TRY", 0.05)
    made = StandIn(tmp_path / "simulator.sqlite3", alone=True)
    standin.use(made)
    yield made
    standin.use(None)
    made.close()


@pytest.fixture
def address(provider: StandIn, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the stand-in listens, for real."""
    monkeypatch.setattr(storage, "staticfiles_storage", storage.staticfiles_storage)
    settings.MIDDLEWARE = []
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(alone.application())
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/simulator"
    server.shutdown()
    server.server_close()
    thread.join()


class QuietHandler(WSGIRequestHandler):
    """Django's own, without its line on each request."""

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


class Redirected(TwilioHttpClient):
    """The provider's own HTTP client, led to another host."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self.base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(
            method, url.replace("https://api.twilio.com", self.base), *args, **kwargs
        )


@pytest.fixture
def twilio(address: str, settings: Any) -> Iterator[Client]:
    """The provider's own client, talking to the stand-in."""
    http = Redirected(f"{address}/provider")
    yield Client(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=http)
    http.session.close()
