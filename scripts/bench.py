"""The measures (make bench [ONLY=name,name]): a table here, the same in var/bench.json."""

import sys

from running import folder_for_one_run, run, throw_away_environment, var

from tests import services


def main() -> None:
    """Give the measures a folder and a PostgreSQL that keeps each commit; they do the rest."""
    with services.ended_politely(), folder_for_one_run("bench") as folder:
        with services.PostgreSQL(durable=True) as database:
            environment = throw_away_environment(folder)
            environment.update(DATABASE_URL=database.url, BENCH_REPORT=str(var() / "bench.json"))
            sys.exit(run([sys.executable, "-m", "tests.bench"], environment))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
