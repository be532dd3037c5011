"""A service of one's own for each storm: a fresh database, a broker, a folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.house import House
from tests.services import Redis

# Each worker of a parallel run has its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
MIGRATED, STORM = f"calm_{WORKER}", f"storm_{WORKER}"


def use(name: str) -> str:
    """Make this process work in another database of the same server; the old one's name."""
    before: str = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    return before


@pytest.fixture(scope="session")
def server() -> str:
    """Where the databases are, as a URL without the name of one."""
    given = settings.DATABASES["default"]
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}"


@pytest.fixture(scope="session")
def migrated(server: str, django_db_blocker: Any) -> None:
    """A migrated database to copy: what real processes commit cannot be rolled back."""
    _anew(server, MIGRATED)
    before = use(MIGRATED)
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        use(before)


@pytest.fixture
def own_database(server: str, migrated: None, django_db_blocker: Any) -> Iterator[str]:
    """A fresh copy, in which this process and the service's work."""
    _anew(server, STORM, f"TEMPLATE {MIGRATED}")
    before = use(STORM)
    with django_db_blocker.unblock():
        yield f"{server}/{STORM}"
        use(before)


def _anew(server: str, name: str, how: str = "") -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        owner.execute(f"CREATE DATABASE {name} {how}")


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
