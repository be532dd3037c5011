"""Processes that are up in a blink: what they need is imported once, and each is a fork of that.

    python -m tests.nursery MODULE …

Reads one order a line, answers with the process id. When its input ends it kills all it made.
"""

import gc
import json
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import django
from celery.signals import worker_ready

from tests import services


def main(modules: list[str]) -> None:
    """Take orders until there are no more."""
    django.setup()
    for module in modules:
        import_module(module)
    gc.freeze()
    born: list[int] = []
    # A Ctrl-C, or a signal to whoever runs the tests, reaches us too.
    with suppress(KeyboardInterrupt), services.ended_politely():
        try:
            _take_orders(born)
        finally:
            for leader in born:
                with suppress(ProcessLookupError):
                    os.killpg(leader, signal.SIGKILL)


def _take_orders(born: list[int]) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(order)
        _bury()
        born.append(child)
        print(child, flush=True)


def _bury() -> None:
    """Take note of the dead, so that their ids are free."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _live(order: dict[str, Any]) -> NoReturn:
    """Become what was ordered, in a process group of its own."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, standard in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, standard)
    ready = Path(order["ready"])

    def tell(**_: object) -> None:
        ready.touch()

    worker_ready.connect(tell, weak=False)
    sys.argv = order["command"]
    try:
        PROGRAMS[sys.argv[0]]()
    finally:
        os._exit(1)


def _gunicorn() -> None:
    from gunicorn.app import wsgiapp

    wsgiapp.run()


def _celery() -> None:
    from celery.__main__ import main as celery

    celery()


def _manage() -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


PROGRAMS = {"gunicorn": _gunicorn, "celery": _celery, "manage.py": _manage}

if __name__ == "__main__":
    main(sys.argv[1:])
