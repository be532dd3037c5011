"""Single SQL statements for the hot paths, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router


def insert_once(row: models.Model) -> bool:
    """Insert the row in one statement, in autocommit; False if a unique column already has it.

    Django's own `bulk_create(ignore_conflicts=True)` needs three round trips for the same.
    """
    connection = connections[router.db_for_write(type(row))]
    fields: Sequence[models.Field[Any, Any]] = [
        field for field in row._meta.local_concrete_fields if not field.primary_key
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(row._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
            " ON CONFLICT DO NOTHING",
            values,
        )
        return cursor.rowcount == 1
