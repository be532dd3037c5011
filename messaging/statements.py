"""Single SQL statements for the hot paths, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models


def insert_once(row: models.Model) -> bool:
    """Insert the row in one statement, in autocommit; False if a unique column already has it.

    Django's own `bulk_create(ignore_conflicts=True)` needs three round trips for the same.
    """
    quote = connection.ops.quote_name
    fields = [field for field in row._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(row._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
            " ON CONFLICT DO NOTHING",
            values,
        )
        return bool(cursor.rowcount == 1)


def update_each(
    model: type[models.Model],
    key: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    also: str,
    parameters: Sequence[Any],
    where: str = "TRUE",
) -> int:
    """Update many rows, each with its own values, in one statement.

    Each row holds the key's value and then one value per column; `also` sets the same for all,
    and `where` narrows; both are SQL over the table's own columns, and take `parameters`.
    """
    own = ", ".join(f"{name} = given.column{at}" for at, name in enumerate(columns, start=2))
    marks = ", ".join(["(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"] * len(rows))
    values = [value for row in rows for value in row]
    table = model._meta.db_table
    split = also.count("%s")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {own}, {also} FROM (VALUES {marks}) AS given"  # noqa: S608
            f" WHERE {table}.{key} = given.column1 AND {where}",
            [*parameters[:split], *values, *parameters[split:]],
        )
        return int(cursor.rowcount)


def moment(value: datetime) -> Any:
    """A time as this database's driver takes it in a statement of ours."""
    return connection.ops.adapt_datetimefield_value(value)
