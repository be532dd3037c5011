"""The long proofs at full size (make soak [FACTOR=1] [SEED=…]); their report lies in var/."""

import os
import sys
import time

from running import folder_for_one_run, run, throw_away_environment, var

from tests import services

TWO_HOURS = "7200"


def main() -> None:
    """Run them one after the other on a PostgreSQL that keeps what it was told to keep."""
    factor = os.environ.get("FACTOR") or "1"
    seed = os.environ.get("SEED") or str(time.time_ns() % 1_000_000)
    report = var() / "soak.txt"
    begun = time.strftime("%Y-%m-%d %H:%M")
    report.write_text(f"make soak FACTOR={factor} SEED={seed}, {begun}\n\n")
    print(f"The long proofs, factor {factor}; the report is written to {report}", flush=True)
    with services.ended_politely(), folder_for_one_run("soak") as folder:
        with services.PostgreSQL() as database:
            environment = throw_away_environment(folder)
            environment |= {"FACTOR": factor, "SEED": seed, "SOAK_REPORT": str(report)}
            environment["DATABASE_URL"] = database.url
            command = [sys.executable, "-m", "pytest", "-v", "-s", "-m", "faults or soak"]
            command += ["--hypothesis-seed", seed, "--timeout", TWO_HOURS, "-p", "no:cacheprovider"]
            failed = run(command, environment)
    print(report.read_text())
    sys.exit(failed)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
