"""Test databases by copying one that was migrated once: migrating costs more than most files.

The template is found by a digest of all that shapes it, so that an old one is never taken. In a
fresh checkout there is none: it is migrated from empty, as an installation is
(`python -m tests.databases`, or the first worker that needs it).
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

SHAPED_BY = ("django", "wagtail")
KEPT = Path(os.environ.get("TEST_DATABASES") or settings.BASE_DIR / "var" / "cache" / "databases")


def digest() -> str:
    """What changes whenever a freshly migrated database would be another one."""
    shape = hashlib.sha256(connection.vendor.encode())
    for name in (*SHAPED_BY, *map(str, settings.INSTALLED_APPS)):
        shape.update(name.encode())
    for package in SHAPED_BY:
        shape.update(version(package).encode())
    for folder in sorted(Path(app.path) for app in apps.get_app_configs()):
        for file in sorted(folder.glob("migrations/*.py")):
            shape.update(file.read_bytes())
    # What a migration, or a signal after it, reads and calls beside its own file.
    for part in ("content", "vault", "companion/models", "messaging/models.py"):
        path = settings.BASE_DIR / part
        files = [path] if path.is_file() else sorted([*path.rglob("*.py"), *path.rglob("*.json")])
        for file in files:
            shape.update(file.read_bytes())
    return shape.hexdigest()[:16]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The other workers wait while one migrates; those of the other kind of database do not."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"lock.{connection.vendor}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def own_database(verbosity: int) -> Iterator[None]:
    """This worker's own database, a copy of the template."""
    name = connection.creation._get_test_db_name()
    copy_migrated(name, verbosity)
    made = setup_databases(verbosity=verbosity, interactive=False, keepdb=True)
    yield
    teardown_databases(made, verbosity=verbosity)


def copy_migrated(name: str, verbosity: int = 0) -> None:
    """A fresh, migrated database of this name."""
    template = make_template(verbosity)
    with one_at_a_time():
        template.copy_to(name)


def make_template(verbosity: int = 0) -> "Template":
    """What this kind of database is copied from; made if there is none."""
    template = Template.for_this_database()
    with one_at_a_time():
        if not template.is_there():
            migrated = connection.creation._get_test_db_name()
            made = setup_databases(verbosity=verbosity, interactive=False)
            connection.close()
            template.copy_from(migrated)
            teardown_databases(made, verbosity=verbosity)
    return template


class Template:
    """A migrated database that nobody uses; one for each kind of server."""

    def __init__(self, name: str) -> None:
        self.name = name

    @staticmethod
    def for_this_database() -> "Template":
        """The one that fits what the tests run on."""
        kind = FileTemplate if connection.vendor == "sqlite" else ServerTemplate
        return kind(f"template_{digest()}")

    def is_there(self) -> bool:
        """Whether somebody made it."""
        raise TypeError("a template says whether it is there")

    def copy_to(self, database: str) -> None:
        """Make a worker's database of it."""
        raise TypeError("a template says how it is copied")

    def copy_from(self, database: str) -> None:
        """Keep a worker's fresh database as the template."""
        raise TypeError("a template says how it is made")


class FileTemplate(Template):
    """SQLite: a file beside the caches; older ones go."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        return KEPT / f"{self.name}.sqlite3"

    def is_there(self) -> bool:
        return self.path.exists()

    def copy_to(self, database: str) -> None:
        _copy_file(self.path, Path(database))

    def copy_from(self, database: str) -> None:
        for old in KEPT.glob("template_*.sqlite3"):
            old.unlink()
        unfinished = self.path.with_suffix(".unfinished")
        _copy_file(Path(database), unfinished)
        unfinished.rename(self.path)


def _copy_file(source: Path, target: Path) -> None:
    """With whatever still waits in the write-ahead log."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(target)) as to:
        from_.backup(to)


class ServerTemplate(Template):
    """PostgreSQL: a database of the same server."""

    def is_there(self) -> bool:
        with self._server() as server:
            named = "SELECT 1 FROM pg_database WHERE datname = %s AND NOT datallowconn"
            return server.execute(named, [self.name]).fetchone() is not None

    def copy_to(self, database: str) -> None:
        self._copy(self.name, database)

    def copy_from(self, database: str) -> None:
        self._copy(database, self.name)
        with self._server() as server:
            # So that nobody holds it open while it is copied; and the mark that it is whole.
            closed = sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false")
            server.execute(closed.format(sql.Identifier(self.name)))

    def _copy(self, source: str, target: str) -> None:
        with self._server() as server:
            gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(gone.format(sql.Identifier(target)))
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(made.format(sql.Identifier(target), sql.Identifier(source)))

    def _server(self) -> Any:
        values = {**connection.get_connection_params(), "dbname": "postgres"}
        known = {name: values[name] for name in ("host", "port", "user", "password", "dbname")
                 if values.get(name)}  # fmt: skip
        return psycopg.connect(**known, autocommit=True)


if __name__ == "__main__":
    django.setup()
    make_template()
