"""The sign-in code of a demo account, for somebody without an authenticator app."""

import time
from argparse import ArgumentParser
from base64 import b32decode
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import hotp

from companion.access.account import authenticator_of
from companion.models import User

STEP = 30  # seconds


class Command(BaseCommand):
    """Print a code that has not been used."""

    help = "Print the sign-in code of an account. Under DEMO only."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Codes are shown in a demonstration only.")
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        device = authenticator_of(user) if user else None
        if device is None:
            raise CommandError(f"No account here is called “{options['email']}”.")
        # A code works once: after it was used, the next one is already taken.
        step = max(int(time.time()) // STEP, device.last_step + 1)
        self.stdout.write(f"{hotp(b32decode(device.secret), step):06}")
