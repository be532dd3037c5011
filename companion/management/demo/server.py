"""Web, worker and clock as threads of one process; what a kill interrupts, the next sweep finds."""

import logging
import signal
import socket
import threading
import time

from celery import Celery
from celery.beat import Scheduler, Service
from celery.worker import WorkController, state
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

HOST = "127.0.0.1"
WEB_THREADS = 8
WORKER_THREADS = 2
# A demo that was just killed may hold its port for a moment.
PORT_FREE_WITHIN = 5.0
STOPS_WITHIN = 4.0


class PortTaken(Exception):
    """The port is in use by another program."""


def hold_port(port: int) -> socket.socket:
    """Take the port without listening yet, so that a start that cannot succeed fails at once."""
    until = time.monotonic() + PORT_FREE_WITHIN
    while True:
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((HOST, port))
            return held
        except OSError as error:
            held.close()
            if time.monotonic() > until:
                raise PortTaken from error
        time.sleep(0.2)


class Machine:
    """Everything that runs while the demo runs."""

    def __init__(self, app: Celery, held: socket.socket) -> None:
        self.app = app
        self.worker = WorkController(
            app=app,
            pool_cls="threads",
            concurrency=WORKER_THREADS,
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        # The schedule is kept in memory: a file of its own would outlive the demo.
        self.clock = Service(app, scheduler_cls=Scheduler)
        self.working = threading.Thread(target=self.worker.start, daemon=True)
        self.ticking = threading.Thread(target=self.clock.start, daemon=True)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        application = get_wsgi_application()
        try:
            self.web = create_server(  # type: ignore[no-untyped-call]
                application, sockets=[held], threads=WEB_THREADS, ident=None
            )
        except OSError as error:
            raise PortTaken from error

    def run(self) -> None:
        """Serve until Ctrl-C or a polite end."""
        self.working.start()
        self.ticking.start()
        # The clock's first tick comes after ten seconds; whatever waits need not wait for it.
        self.app.send_task("messaging.tasks.sweep")
        self.web.run()
        self.stop()

    def stop(self) -> None:
        """Let the worker finish what it has in hand."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.clock.stop()
        # The worker looks at this between two tasks.
        state.should_stop = 0  # type: ignore[assignment]
        self.working.join(STOPS_WITHIN)
