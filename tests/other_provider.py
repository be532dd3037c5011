"""Another stand-in for the text provider, as small as can be: what the house must not depend on."""

import json
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4


class OtherProvider:
    """Takes every text at an address of its own and remembers it; calls nobody back."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            """The call that sends a text, and the one that has its words forgotten."""

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                posted = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
                if self.path.endswith("/Messages.json"):
                    provider.taken.append(posted)
                body = json.dumps(_message(posted, self.path.split("/")[-2])).encode()
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        """What TWILIO_API_BASE_URL is to be."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def sent_to(self, phone: str) -> list[str]:
        """What that phone was sent, oldest first."""
        return [text["Body"] for text in self.taken if text["To"] == phone]

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


def _message(posted: dict[str, str], account: str) -> dict[str, Any]:
    now = format_datetime(datetime.now(UTC))
    return {
        "sid": f"SM{uuid4().hex}",
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": posted.get("Body", ""),
        "date_created": now,
        "date_updated": now,
        "date_sent": None,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": posted.get("From", ""),
        "to": posted.get("To", ""),
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "status": "queued",
        "subresource_uris": {},
        "uri": "",
    }
