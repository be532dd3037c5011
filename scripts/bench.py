"""The measures (make bench [ONLY=name,name]): a table, and var/bench.json.

Each row is ours ÷ a reference, on the same machine, in the same run, in turns; on a machine that
does other things too the figures are low and the ratios still tell.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from running import folder_for_one_run, run, throw_away_environment, var

from tests import services
from tests.bench.names import METHOD, ROWS

Row = dict[str, Any]
# For these something is missing here.
LEFT_OUT = [] if services.rabbitmq_server() else ["workers_rabbitmq"]


def wanted() -> dict[str, list[str]]:
    """The rows to measure, by the database they need."""
    named = [name for name in os.environ.get("ONLY", "").replace(" ", "").split(",") if name]
    if unknown := set(named) - set(ROWS):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. Rows: {', '.join(ROWS)}.")
    chosen: dict[str, list[str]] = {}
    for name, database in ROWS.items():
        if (not named or name in named) and name not in LEFT_OUT:
            chosen.setdefault(database, []).append(name)
    return chosen


def measure(database: str, names: list[str]) -> list[Row]:
    """Start what the rows need, and measure them in a process of their own."""
    with ExitStack() as stack:
        folder = stack.enter_context(folder_for_one_run("bench"))
        kind = services.RabbitMQ if database == "rabbitmq" else services.Redis
        broker = stack.enter_context(kind())
        url = f"sqlite:///{folder}/bench.sqlite3"
        if database != "sqlite":
            url = stack.enter_context(services.PostgreSQL()).url
        environment = throw_away_environment(folder)
        environment |= {"DATABASE_URL": url, "CELERY_BROKER_URL": broker.url}
        result = folder / "rows.json"
        command = [sys.executable, "-m", "tests.bench", ",".join(names), str(result)]
        if run(command, environment):
            sys.exit(f"Measuring {', '.join(names)} failed.")
        rows: list[Row] = json.loads(result.read_text())
        return rows


def table(rows: list[Row]) -> Iterator[str]:
    """The rows for people."""
    yield f"{'row':<26}{'ours':>9}{'reference':>11}{'ratio':>7}  unit"
    for row in rows:
        ours = f"{row['ours']:,.0f}" if row["ours"] >= 10 else f"{row['ours']:.2f}"
        reference = f"{row['reference']:,.0f}" if row["reference"] else "–"
        ratio = f"{row['ratio']:.2f}" if row["ratio"] else "–"
        yield f"{row['name']:<26}{ours:>9}{reference:>11}{ratio:>7}  {row['unit']}"
        yield f"    {row['note']}"


def keep(rows: list[Row], place: Path) -> None:
    """Write the rows down; those not measured now stay as they were."""
    before = json.loads(place.read_text()) if place.exists() else []
    measured = {row["name"] for row in rows}
    kept = [row for row in before if row["name"] not in measured]
    place.write_text(json.dumps([*kept, *rows], indent=1) + "\n")


def main() -> None:
    """Measure, print, keep."""
    if services.redis_server() is None:
        sys.exit("make bench needs redis-server: make test installs it where it may.")
    rows: list[Row] = []
    with services.ended_politely():
        for database, names in wanted().items():
            rows += measure(database, names)
    print("\n".join(table(rows)))
    for name in LEFT_OUT:
        print(f"{name:<26}left out: rabbitmq-server is not installed")
    print("\nReference: a bare Django view with one INSERT and no middleware, in the same run.")
    print("Both are served by gunicorn, two sync workers, on the same database and cores.")
    print(f"Load: {METHOD}.")
    print(f"Load average at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    keep(rows, var() / "bench.json")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
