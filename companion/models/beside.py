"""What stands beside a person's words, and never in their place."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.people import User
from companion.models.words import Statement
from vault.fields import EncryptedField
from vault.models import SealedModel


class Translation(SealedModel):
    """Somebody's words in English, by a person who is not of their family; never by a machine."""

    class How(models.TextChoices):
        IN_PERSON = "in_person", "in person"
        BY_PHONE = "by_phone", "by phone"
        IN_WRITING = "in_writing", "in writing"

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="translations")
    words = EncryptedField()
    # Sealed: who interprets for somebody tells of their language and where they live.
    translated_by = EncryptedField()
    qualified = models.BooleanField()
    how = models.CharField(max_length=10, choices=How)
    translated_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(translated_by=""),
                name="a_translation_has_words_and_a_translator",
            )
        ]

    def __str__(self) -> str:
        return f"translation {self.public_id}"


class StaffSummary(SealedModel):
    """What somebody's words come down to, as one of the staff puts it."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="summaries")
    words = EncryptedField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "staff summaries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="a_staff_summary_has_words")
        ]

    def __str__(self) -> str:
        return f"staff summary {self.public_id}"


class SafeguardingOverride(SealedModel):
    """An advocate let more people read somebody's words than the person chose, and why."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="overrides")
    # What the person themselves had chosen.
    before = models.CharField(max_length=10, choices=Statement.Audience)
    reason = EncryptedField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    # Since when another choice stands.
    ended_at = models.DateTimeField(null=True, blank=True)
    tell_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(before=Statement.Audience.PANEL),
                name="an_override_has_a_reason_and_widens",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by__isnull=True)
                | Q(told_at__isnull=False, told_by__isnull=False),
                name="an_override_told_names_who_told_it",
            ),
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_override_a_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"safeguarding override {self.public_id}"
