"""Signs that something may be wrong, and what an advocate found when they looked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.panels import CaseSubject
from companion.models.people import User
from vault.fields import EncryptedField
from vault.models import SealedModel


class Worry(models.TextChoices):
    """One for each stated rule (docs/worry-signs.md)."""

    SILENT = "silent", "They have gone quiet"
    STOPPED_AFTER_DANGER = "stopped_after_danger", "STOP came soon after words of danger"
    NEW_NUMBERS = "new_numbers", "Their number changes often"


class WorryLookedAt(SealedModel):
    """That an advocate looked at a sign, with a word why it need not be shown any more."""

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="worries_looked_at")
    sign = models.CharField(max_length=24, choices=Worry)
    words = EncryptedField()
    looked_at = models.DateTimeField(default=timezone.now)
    looked_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "worries looked at"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(words=""), name="whoever_looked_at_a_worry_says_what_it_was"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sign} looked at for side {self.side_id}"
