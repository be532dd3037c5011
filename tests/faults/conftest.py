"""A service of one's own for each storm: a fresh database, a broker, a folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import copy_migrated
from tests.house import House
from tests.services import PostgreSQL, Redis

# Each worker of a parallel run has its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
STORM = f"storm_{WORKER}"


def use(**where: str) -> dict[str, str]:
    """Make this process work in another database, by NAME and PORT; where it did before."""
    before = {part: connection.settings_dict[part] for part in where}
    connection.close()
    connection.settings_dict.update(where)
    return before


@pytest.fixture(scope="session")
def server() -> str:
    """Where the databases are, as a URL without the name of one."""
    given = settings.DATABASES["default"]
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}"


@pytest.fixture
def own_database(server: str, django_db_blocker: Any) -> Iterator[str]:
    """A fresh one for this process and the service: what processes commit is not rolled back."""
    with django_db_blocker.unblock():
        copy_migrated(STORM)
        before = use(NAME=STORM)
        yield f"{server}/{STORM}"
        use(**before)


@pytest.fixture
def own_server(own_database: str) -> Iterator[PostgreSQL]:
    """A server of one's own with a fresh database, which may be killed."""
    with PostgreSQL() as server:
        server.copy_from(own_database)
        before = use(NAME="postgres", PORT=str(server.port))
        yield server
        use(**before)


@pytest.fixture
def broker() -> Iterator[Redis]:
    """A broker that may be wiped and killed."""
    with Redis() as server:
        yield server


@pytest.fixture
def house(own_database: str, broker: Redis, tmp_path: Path) -> Iterator[House]:
    """The service, not yet started; the provider takes a moment to answer."""
    with House(tmp_path, own_database, broker.url, "--latency-ms", "100") as house:
        yield house
