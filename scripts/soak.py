"""The long proofs at full size (make soak [FACTOR=1]); their report lies in var/."""

import os
import sys
import time

from running import folder_for_one_run, run, throw_away_environment, var

from tests import services

TWO_HOURS = "7200"


def main() -> None:
    """Run them one after the other on a PostgreSQL that keeps what it was told to keep."""
    factor = os.environ.get("FACTOR") or "1"
    report = var() / "soak.txt"
    report.write_text(f"make soak FACTOR={factor}, {time.strftime('%Y-%m-%d %H:%M')}\n\n")
    print(f"The long proofs, factor {factor}; the report is written to {report}", flush=True)
    with services.ended_politely(), folder_for_one_run("soak") as folder:
        with services.PostgreSQL() as database:
            environment = throw_away_environment(folder)
            environment.update(DATABASE_URL=database.url, FACTOR=factor, SOAK_REPORT=str(report))
            command = [sys.executable, "-m", "pytest", "-v", "-s", "-m", "faults or soak"]
            failed = run([*command, "--timeout", TWO_HOURS, "-p", "no:cacheprovider"], environment)
    print(report.read_text())
    sys.exit(failed)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
