"""What the panel answers to each need."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.people import User
from companion.models.words import Need
from vault.fields import EncryptedField
from vault.models import SealedModel


class PanelAnswer(SealedModel):
    """One answer to a need; never altered, the newest stands."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Partly"
        DECLINED = "declined", "Declined"
        OWED = "owed", "Owed"

    need = models.ForeignKey(Need, models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = EncryptedField(blank=True)
    owed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    owed_until = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = ("answered_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(
                    Q(outcome="owed", owed_by__isnull=False, owed_until__isnull=False)
                    | (~Q(outcome="owed") & Q(owed_by__isnull=True, owed_until__isnull=True))
                ),
                name="only_an_owed_answer_has_an_owner_and_a_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="owed") | ~Q(reason=""), name="an_answer_gives_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.public_id}"
