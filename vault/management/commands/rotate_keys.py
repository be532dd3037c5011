"""`manage.py rotate_keys`: put everything under the first key of FIELD_KEYS."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vault import rotation, service_keys
from vault.errors import CannotOpen


class Command(BaseCommand):
    """Re-wraps data keys and re-seals rows without an owner; run again if it was stopped."""

    help = (
        "Puts everything under the first key of FIELD_KEYS. Add the new key in front, keep the "
        "old one after it, restart every process, run this; then the old key may be removed. "
        "It may be stopped at any moment and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._work("data keys wrapped again", rotation.rewrap_data_keys())
            for model in rotation.models_that_may_wait_for_an_owner():
                name = f"{model._meta.label} rows sealed again"
                self._work(name, rotation.reseal_ownerless(model))
        except CannotOpen as error:
            raise CommandError(
                f"Stopped; nothing half done, run again once mended: {error}"
            ) from error
        current = service_keys.current().id.removeprefix(service_keys.PREFIX)
        self.stdout.write(f"Everything is under the key {current!r}.")

    def _work(self, what: str, batches: Iterable[int]) -> None:
        total = 0
        for count in batches:
            total += count
            if count:
                self.stdout.write(f"{total} {what} …")
        self.stdout.write(f"{total} {what}: done.")
