"""What the long proofs share: how much to try, from which seed, and where it is written down."""

import os
import time
from pathlib import Path

REPORT = os.environ.get("SOAK_REPORT")
FACTOR = float(os.environ.get("FACTOR") or 0.1)
SEED = int(os.environ.get("SEED") or 0) or time.time_ns() % 1_000_000


def report(found: str) -> None:
    """Say what was found, and keep it where the soak's reports lie."""
    print(found)
    if REPORT:
        with Path(REPORT).open("a") as file:
            file.write(found + "\n\n")
