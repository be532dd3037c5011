"""A mail server for tests: takes whatever it is given, and keeps when and for whom."""

import re
import socketserver
import threading
import time
from dataclasses import dataclass, field
from typing import Self

from django.core import mail

from companion.tasks import send_letters


def invitation_link() -> str:
    """What waits leaves; the address of ours in the last email of all."""
    send_letters()
    found = re.search(r"http://[^/]+(/invitation/[^\s<]+)", mail.outbox[-1].body)
    assert found
    return found[1]


@dataclass
class Postbox:
    """Speaks as much SMTP as an email needs, on a port of its own."""

    taken: list[tuple[float, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        box = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                box._talk(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.server.server_address[1]}"

    def _talk(self, line: socketserver.StreamRequestHandler) -> None:
        recipient = ""
        line.wfile.write(b"220 here\r\n")
        for said in line.rfile:
            word = said[:4].upper()
            if word == b"RCPT":
                recipient = said.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                line.wfile.write(b"354 go on\r\n")
                while line.rfile.readline() not in {b".\r\n", b""}:
                    pass
                self.taken.append((time.time(), recipient))
            line.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")
            if word == b"QUIT":
                return
