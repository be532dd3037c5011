"""What went wrong, or nearly did, and what was learned from it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import CaseSubject, Panel
from companion.models.people import User
from vault.fields import EncryptedField
from vault.models import SealedModel


class Harm(SealedModel):
    """A harm or a near miss at one panel, about a person of a case or about nobody."""

    class Kind(models.TextChoices):
        WRONG_READER = "wrong_reader", "Somebody read what was not for them"
        UNSAFE_SEND = "unsafe_send", "Something was sent that was not safe"
        LATE_ALERT = "late_alert", "A call for help was seen too late"
        OTHER = "other", "Something else"

    class Severity(models.TextChoices):
        NEAR_MISS = "near_miss", "Near miss: it went well this time"
        SOME = "some", "Somebody was harmed"
        SERIOUS = "serious", "Somebody was harmed badly, or is in danger"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="harms")
    side = models.ForeignKey(
        CaseSubject, models.PROTECT, null=True, blank=True, related_name="harms"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    severity = models.CharField(max_length=10, choices=Severity)
    happened = EncryptedField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    learning = EncryptedField(blank=True)
    learned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    learned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(happened="")
                & (
                    Q(learning="", learned_by__isnull=True, learned_at__isnull=True)
                    | (~Q(learning="") & Q(learned_by__isnull=False, learned_at__isnull=False))
                ),
                name="a_harm_says_what_happened_and_who_learned",
            ),
            models.CheckConstraint(
                condition=Q(side__isnull=False) | Q(owner_id=F("public_id")),
                name="a_harm_about_nobody_owns_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"harm {self.public_id}"
