"""Which mobile number is whose, and since when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from vault.fields import EncryptedField
from vault.index import blind_index
from vault.models import SealedModel, SealedQuerySet


def index_of(e164: str) -> str:
    """The blind index under which a telephone number is found again."""
    return blind_index(e164, "number") if e164 else ""


def drama_numbers_allowed() -> bool:
    """Invented numbers are no real mobiles: only a demonstration or a test may hold them."""
    return bool(settings.DRAMA_NUMBERS)


class NumberQuerySet(SealedQuerySet["Number"]):
    def live(self) -> "NumberQuerySet":
        return self.filter(until__isnull=True)


NumberManager = models.Manager.from_queryset(NumberQuerySet)


class Number(SealedModel):
    """A mobile number that belongs to one person for a period of time."""

    owner_id = models.UUIDField()
    digits = EncryptedField()
    index = models.CharField(max_length=64)
    sender = models.CharField(max_length=20)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_because = models.CharField(max_length=40, default="")
    opted_out_at = models.DateTimeField(null=True)

    objects: ClassVar[NumberManager["Number"]] = NumberManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["index"],
                condition=Q(until__isnull=True),
                name="one_holder_of_a_live_number",
            ),
            models.UniqueConstraint(
                fields=["owner_id"],
                condition=Q(until__isnull=True),
                name="one_live_number_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(frozen_because=""),
                name="a_frozen_number_says_why",
            ),
        )
        indexes = (models.Index(fields=["owner_id", "until"]),)

    def __str__(self) -> str:
        return f"number {self.public_id}"
