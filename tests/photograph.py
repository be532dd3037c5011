"""Rows that were made once through the real changes, put back for the next test in a moment.

A photograph holds only what a handful of real changes wrote into empty tables, and only for a
while, so that nothing in it is older than a slow page would be.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from vault.keys import forget

APPS = ("companion", "vault", "messaging")
EMPTY_BEFORE = ("companion_user", "companion_subject", "companion_chain", "vault_datakey")
KEPT_FOR = timedelta(seconds=30)
KEPT = 4


@dataclass
class Rows:
    """What stands in one table."""

    table: str
    columns: list[str]
    values: list[tuple[Any, ...]]


@dataclass
class Photograph:
    """All rows of one moment, and what the maker of them gave back."""

    at: datetime
    tables: list[Rows]
    made: bytes

    def is_fresh(self) -> bool:
        """Whether it was taken a moment ago, by the clock as it stands."""
        return timedelta(0) <= timezone.now() - self.at < KEPT_FOR


class Photographer:
    """Makes records by calling `make`, or puts back what it made a moment ago."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self.photographs: list[Photograph] = []

    def __call__(self) -> Any:
        """What `make` gives, each time as if made anew."""
        if not _nobody_there():
            return self.make()
        # The same people again: no key may be left that an earlier test made for one of them.
        forget()
        found = next((photograph for photograph in self.photographs if photograph.is_fresh()), None)
        if found is None:
            return self._take()
        for rows in found.tables:
            _put_back(rows)
        return pickle.loads(found.made)  # noqa: S301 - what this process wrote itself

    def _take(self) -> Any:
        at, before = timezone.now(), {rows.table: set(rows.values) for rows in _every_row()}
        made = self.make()
        tables = [
            Rows(rows.table, rows.columns, added)
            for rows in _every_row()
            if (added := [row for row in rows.values if row not in before.get(rows.table, set())])
        ]
        self.photographs = [Photograph(at, tables, pickle.dumps(made)), *self.photographs][:KEPT]
        return made


def _nobody_there() -> bool:
    """Beside others' rows nothing is put back: a number might be taken."""
    found = []
    with connection.cursor() as cursor:
        for table in EMPTY_BEFORE:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - names of our own
            found += cursor.fetchall()
    return not found


def _every_row() -> list[Rows]:
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in APPS and not model._meta.proxy:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
                columns = [column[0] for column in cursor.description]
                values = [tuple(map(_adapted, row)) for row in cursor.fetchall()]
            if values:
                found.append(Rows(model._meta.db_table, columns, values))
    return found


def _adapted(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value


def _put_back(rows: Rows) -> None:
    columns = ", ".join(f'"{column}"' for column in rows.columns)
    places = ", ".join(["%s"] * len(rows.columns))
    statement = f'INSERT INTO "{rows.table}" ({columns}) VALUES ({places})'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows.values)
