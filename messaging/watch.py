"""Behind the sweep, which the broker brings: a worker that it no longer reaches goes on by itself.

A worker has been seen to stay connected to a broker that came back, and to receive nothing from it
ever again. Its processes then wait for tasks; this thread looks at the database instead. It writes
no heartbeat, so that whoever watches still sees that the tasks do not come.
"""

import logging
import threading
import time
from datetime import timedelta
from typing import Any

from celery.signals import worker_ready
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from messaging.changes import look_up_unknowns, sweep_states
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import Heartbeat, forget_keys
from messaging.tasks import TURN

LOOK_EVERY = 5.0  # seconds
# A sweep comes every ten seconds: after this long none has come to any worker.
SILENT_AFTER = timedelta(seconds=30)

log = logging.getLogger(__name__)


@worker_ready.connect
def watch(**_signal: Any) -> None:
    """Look on for as long as this worker lives."""
    threading.Thread(target=_look_on, name="watch", daemon=True).start()


def _look_on() -> None:
    pause = threading.Event()
    # Before the first sweep was due nothing can have stopped.
    pause.wait(SILENT_AFTER.total_seconds())
    while True:
        pause.wait(LOOK_EVERY)
        try:
            if tasks_have_stopped():
                log.error("no task has come for a while: working without the broker")
                work_until_quiet()
        except Exception as error:  # the database may be away too: look again
            log.error("working without the broker failed: %s", type(error).__name__)
        finally:
            forget_keys()
            connection.close()


def tasks_have_stopped() -> bool:
    """Whether no worker has been brought a sweep for too long; none at all counts as well."""
    age = Heartbeat.youngest_age()
    return age is None or age > SILENT_AFTER


def work_until_quiet(most: float = 60.0) -> int:
    """Do what the sweep does until nothing is left, for `most` seconds; says how many texts."""
    until, done = time.monotonic() + most, 0
    while time.monotonic() < until:
        sweep_states()
        moved = handle_waiting(TURN) + deliver_due(TURN)
        for task in settings.MESSAGING_WITHOUT_BROKER:
            import_string(task)()
        look_up_unknowns()
        forget_keys()
        done += moved
        if not moved:
            break
    return done
