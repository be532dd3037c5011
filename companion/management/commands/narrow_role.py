"""`manage.py narrow_role NAME`: a PostgreSQL role that adds to history and changes none of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from companion.models import Access, Event

# Added to and read, never changed: not by the service, nor by whoever has its password.
APPEND_ONLY = (Event, Access)
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE UPDATE, DELETE ON {append_only} FROM {role}",
)


class Command(BaseCommand):
    """Give a role what web, worker and clock need, and no more."""

    help = (
        "Gives a role, made before, what the service needs on PostgreSQL, without changing "
        "history. Run it as the owner of the tables, after each migration."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        name, quote = options["name"], connection.ops.quote_name
        tables = ", ".join(quote(model._meta.db_table) for model in APPEND_ONLY)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR pg_has_role(oid, current_user, 'MEMBER')"
                " FROM pg_roles WHERE rolname = %s",
                [name],
            )
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {name}. See docs/operations.md.")
            if found[0]:
                raise CommandError(f"{name} is the owner, or as mighty: grants do not bind it.")
            for grant in GRANTS:
                cursor.execute(grant.format(role=quote(name), append_only=tables))
        self.stdout.write(f"{name} adds to history, and changes none of it.")
