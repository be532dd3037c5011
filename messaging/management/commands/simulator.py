"""Run the provider's stand-in alone, for fault tests, benches and a look."""

import signal
from argparse import ArgumentParser, BooleanOptionalAction
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from waitress.server import create_server

from messaging.simulator import alone, standin
from messaging.simulator.standin import StandIn


class Command(BaseCommand):
    """Serve the stand-in until it is told to stop."""

    help = "Run the text provider's stand-in and its phones as a server of their own."
    # It starts quickly, and uses nothing that would be checked.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8010, help="0 picks a free one")
        parser.add_argument("--bind", default="127.0.0.1")
        parser.add_argument("--threads", type=int, default=32)
        parser.add_argument("--latency-ms", type=int, help="how long it takes to answer")
        parser.add_argument(
            "--callbacks", action=BooleanOptionalAction, help="report what becomes of each text"
        )
        parser.add_argument("--store", type=Path, help="its SQLite file")

    def handle(self, *args: Any, **options: Any) -> None:
        host = urlsplit(settings.TWILIO_API_BASE_URL).hostname or ""
        if host.endswith("twilio.com") and not settings.DEMO:
            raise CommandError(
                "This service texts through Twilio itself: set TWILIO_API_BASE_URL to the "
                "stand-in's address before starting one."
            )
        provider = StandIn(options["store"] or settings.VAR / "simulator.sqlite3", alone=True)
        _set_up(provider, options)
        standin.use(provider)
        server = create_server(  # type: ignore[no-untyped-call]
            alone.application(), host=options["bind"], port=options["port"],
            threads=options["threads"], connection_limit=1000, ident=None,
        )  # fmt: skip
        signal.signal(signal.SIGTERM, _stop)
        at = f"http://{options['bind']}:{server.effective_port}/simulator"
        self.stdout.write(f"Phones: {at}/\nTWILIO_API_BASE_URL={at}/provider")
        self.stdout.flush()
        try:
            server.run()
        finally:
            server.close()
            provider.close()


def _set_up(provider: StandIn, options: dict[str, Any]) -> None:
    """Begin with the switches given; others stay as they were kept."""
    switches = provider.switches
    if options["callbacks"] is not None:
        switches = replace(switches, drop=not options["callbacks"])
    if options["latency_ms"] is not None:
        switches = replace(switches, latency_ms=options["latency_ms"])
    provider.switch(switches)


def _stop(*_: object) -> None:
    raise SystemExit(0)
