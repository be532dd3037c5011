"""Measure some rows on the database of this environment: `python -m tests.bench ROW,ROW RESULT`.

`scripts/bench.py` starts the services and calls this once for each database.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

from tests.bench.names import ROWS

BARE = {"DJANGO_SETTINGS_MODULE": "tests.bench.bare.settings"}


def main(names: list[str], result: Path) -> None:
    """Measure on a fresh database, and leave the rows as JSON."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if ROWS[names[0]] in ("redis", "rabbitmq"):
        from tests.bench import workers

        measured = [row.as_json() for row in workers.measure(names)]
    else:
        measured = beside_the_bare_view(names)
    result.write_text(json.dumps(measured))


def beside_the_bare_view(names: list[str]) -> list[dict[str, Any]]:
    """Serve ours and the bare view, and measure the two in turns."""
    from tests.bench import drain, rows
    from tests.bench.rows import World
    from tests.house import House, Nursery, answers, web_command
    from tests.postbox import Postbox
    from tests.services import free_port, wait_until

    database, folder = os.environ["DATABASE_URL"], Path(os.environ["COMPANION_VAR"])
    broker = os.environ["CELERY_BROKER_URL"]
    postbox = Postbox().__enter__()
    house = House(folder, database, broker, "--no-callbacks", email_url=postbox.url)
    bare_environment = {**house.environment, **BARE}
    subprocess.run(
        [sys.executable, "-m", "tests.bench.bare.create_table"],
        env={**os.environ, **bare_environment},
        check=True,
    )
    bare, port = Nursery(bare_environment, ("tests.bench.bare.wsgi", "tests.bench.bare.urls")), 0
    try:
        with house:
            port = free_port()
            bare.start("bare", *web_command("tests.bench.bare.wsgi", port))
            house.start_provider()
            house.start_web()
            house.wait_for_web()
            wait_until(lambda: answers(port, "/healthz"), "the bare view")
            how_many = sum(rows.TEXT_FIRST.get(name, 0) for name in names)
            how_many = max(how_many, *(drain.PEOPLE.get(name, 0) for name in names), 0)
            world = World(ROWS[names[0]], house, bare, port, postbox, how_many)
            measures = {**rows.MEASURES, **drain.MEASURES}
            return [measures[name](world).as_json() for name in names]
    finally:
        bare.close()
        postbox.__exit__()


if __name__ == "__main__":
    main(sys.argv[1].split(","), Path(sys.argv[2]))
