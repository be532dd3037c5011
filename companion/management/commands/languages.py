"""How far each language is, and the digest that a reviewer of its built-in words signs."""

from typing import Any

from django.core.management.base import BaseCommand

from companion.texting.offered import called, offered
from content.offered import standings
from content.reviewers import digest_of, reviewer_of


class Command(BaseCommand):
    """`manage.py languages`: one line for each language."""

    help = "which languages are offered, what they lack, and who reviewed the built-in words"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what stands; nothing is written."""
        ready = {code for code, _name in offered()}
        for code, standing in standings().items():
            lacks = len(standing.missing) + len(standing.faulty)
            parts = [
                "offered" if code in ready else "not offered",
                f"{lacks} missing or faulty",
                f"{len(standing.unreviewed)} unreviewed",
                f"built-in words {digest_of(code)}",
                f"reviewed by {reviewer_of(code) or 'nobody'}",
            ]
            self.stdout.write(f"{code} {called(code)}: {'; '.join(parts)}")
