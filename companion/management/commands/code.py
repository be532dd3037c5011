"""The sign-in code of a demo account, for somebody without an authenticator app."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from companion.access.account import account_called, unused_code


class Command(BaseCommand):
    """Print a code that has not been used."""

    help = "Print the sign-in code of an account. Under DEMO only."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Codes are shown in a demonstration only.")
        user = account_called(options["email"])
        code = unused_code(user) if user else None
        if code is None:
            raise CommandError(f"No account here is called “{options['email']}”.")
        self.stdout.write(code)
