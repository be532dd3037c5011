"""Why somebody opened a case that is not their own."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import PanelCase
from companion.models.people import User
from vault.fields import EncryptedField
from vault.models import SealedModel, SealedQuerySet


class OpeningQuerySet(SealedQuerySet["Opening"]):
    """Which reasons count now."""

    def standing(self, now: datetime | None = None) -> "OpeningQuerySet":
        """Those that have not run out."""
        return self.filter(lasts_until__gt=now or timezone.now())


OpeningManager = models.Manager.from_queryset(OpeningQuerySet)


class Opening(SealedModel):
    """Why a member opened a case that is not their own; it counts for some hours."""

    class Why(models.TextChoices):
        CONTACTED = "contacted", "Somebody in it was in touch with my agency"
        TAKING_OVER = "taking_over", "I am taking over work in it"
        MEETING = "meeting", "To prepare a meeting"
        SAFETY = "safety", "To keep somebody safe"
        OTHER = "other", "Something else"

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    panel_case = models.ForeignKey(PanelCase, models.PROTECT, related_name="openings")
    why = models.CharField(max_length=12, choices=Why)
    words = EncryptedField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    lasts_until = models.DateTimeField()

    objects: ClassVar[OpeningManager["Opening"]] = OpeningManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "panel_case", "lasts_until"], name="openings_of_a_user")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(why="other") | ~Q(words=""), name="something_else_says_what"
            ),
            models.CheckConstraint(
                condition=Q(lasts_until__gt=F("opened_at")), name="an_opening_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.public_id}"


class OpeningCheck(SealedModel):
    """What whoever leads the panel made of one opening, when they went through them."""

    class Found(models.TextChoices):
        FINE = "fine", "Looked at it: fine"
        ASK = "ask", "Ask them about it"

    opening = models.OneToOneField(Opening, models.PROTECT, related_name="gone_through")
    found = models.CharField(max_length=4, choices=Found)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)
    # Of what was asked about: what came of it.
    words = EncryptedField(blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(words="", settled_by__isnull=True, settled_at__isnull=True)
                | Q(found="ask", settled_by__isnull=False, settled_at__isnull=False) & ~Q(words=""),
                name="only_what_was_asked_is_settled_and_with_words",
            )
        ]

    def __str__(self) -> str:
        return f"check of opening {self.opening_id}"
