"""The stand-in behind a server of its own, beside whatever else a test serves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.http import HttpRequest
from django.test import override_settings

from messaging.simulator import standin
from messaging.simulator.records import Enclosed
from messaging.simulator.standin import StandIn
from messaging.simulator.webhooks import inbound_fields


class _OnlyTheStandIn(WSGIHandler):
    """Serves the stand-in's addresses, whatever the test itself serves."""

    def get_response(self, request: HttpRequest) -> Any:
        request.urlconf = "messaging.simulator.alone"  # type: ignore[attr-defined]
        return super().get_response(request)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


@contextmanager
def carrier(folder: Path) -> Iterator[tuple[StandIn, str]]:
    """A stand-in, and the address under which its REST API is to be called."""
    made = StandIn(folder / "carrier.sqlite3", alone=True)
    standin.use(made)
    with override_settings(MIDDLEWARE=[]):
        application = _OnlyTheStandIn()
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made, f"http://127.0.0.1:{server.server_address[1]}/simulator/provider"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        standin.use(None)
        made.close()


def sends(made: StandIn, phone: str, to: str, body: str, *enclosed: Enclosed) -> dict[str, str]:
    """A phone sends this; the fields that the provider posts."""
    message = made.store.add_message("inbound", phone, to, body, status="received", kind="MM")
    return inbound_fields(message, "", made.store.media.enclose(message.sid, enclosed))
