"""The demo (make demo), or a command in its environment (make code EMAIL=…)."""

import ctypes
import os
import signal
import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from companion.management.demo import environment

PR_SET_PDEATHSIG = 1


def leave(_: int, __: FrameType | None) -> None:
    """An end that lets things be put away."""
    raise SystemExit(0)


def end_with_make() -> None:
    """When make is killed outright, nothing of what it started stays behind."""
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> None:
    """Set what is not set, then run one of Django's commands."""
    arguments = sys.argv[1:] or ["demo"]
    if arguments == ["demo"]:
        end_with_make()
        if os.environ.get("RESET", "") not in {"", "0"}:
            environment.reset(ROOT)
    environment.prepare(ROOT)
    # Ctrl-C counts even where a shell started us in the background and had it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, leave)
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["manage.py", *arguments])
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
