"""That a conversation was taken out of the service, by whom and why; never what was in it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import CaseSubject
from companion.models.people import User
from vault.fields import EncryptedField
from vault.models import SealedModel


class Export(SealedModel):
    """One conversation, or some days of it, as a file that was made and not kept."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        CSV = "csv", "CSV"

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="exports")
    form = models.CharField(max_length=3, choices=Form)
    # Nothing where it is all from the beginning, or all up to then.
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    texts = models.PositiveIntegerField()
    reason = EncryptedField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_export_says_why"),
            models.CheckConstraint(
                condition=Q(first_on__isnull=True)
                | Q(last_on__isnull=True)
                | Q(first_on__lte=F("last_on")),
                name="an_export_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.public_id}"
