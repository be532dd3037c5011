"""The first accounts of a service that has nobody yet, made at the server itself."""

from argparse import ArgumentParser
from io import StringIO
from typing import Any
from urllib.parse import quote

import segno
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from companion.changes.account import NewAccount, make_account
from companion.models import Agency, User


class Command(BaseCommand):
    """Make one account and print, once, what its owner needs to sign in."""

    help = "Make an account; prints its password and authenticator secret once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--agency", help="the name of an agency; made if it is new")
        parser.add_argument("--voluntary", action="store_true", help="a new agency is a charity")
        parser.add_argument("--administrator", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"“{email}” is no email address.") from None
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is an account for {email} already.")
        made = make_account(
            email,
            options["name"].strip(),
            agency=_agency(options["agency"], voluntary=options["voluntary"]),
            administrator=options["administrator"],
        )
        self._print(made)

    def _print(self, made: NewAccount) -> None:
        label = quote(made.user.email)
        address = f"otpauth://totp/Bookings:{label}?secret={made.secret}&issuer=Bookings"
        self.stdout.write(f"Email:    {made.user.email}\nPassword: {made.password}")
        self.stdout.write(f"Secret for an authenticator app: {made.secret}\nOr scan this:")
        picture = StringIO()
        segno.make(address, micro=False).terminal(out=picture, compact=True)
        self.stdout.write(picture.getvalue())
        self.stdout.write("Give these to their owner by a safe way. They are not shown again.")


def _agency(name: str | None, *, voluntary: bool) -> Agency | None:
    if not name:
        return None
    sector = Agency.Sector.VOLUNTARY if voluntary else Agency.Sector.STATUTORY
    return Agency.objects.get_or_create(name=name.strip(), defaults={"sector": sector})[0]
