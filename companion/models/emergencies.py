"""In an emergency a colleague acts for one side for some hours; two people let them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import Advocacy, CaseSubject
from companion.models.people import User
from vault.fields import EncryptedField
from vault.models import SealedModel, SealedQuerySet


class EmergencyQuerySet(SealedQuerySet["Emergency"]):
    """Which of them count now."""

    def standing(self, now: datetime | None = None) -> "EmergencyQuerySet":
        """Confirmed, not over, and the permission that they stand on is not taken back."""
        return self.filter(Emergency.stands(now or timezone.now()))

    def waiting(self, now: datetime | None = None) -> "EmergencyQuerySet":
        """Asked for, and neither confirmed nor let go."""
        return self.filter(
            confirmed_at__isnull=True, ended_at__isnull=True, ends_at__gt=now or timezone.now()
        )


EmergencyManager = models.Manager.from_queryset(EmergencyQuerySet)


class Emergency(SealedModel):
    """One leader asks that a colleague may act for one side, a second person confirms it."""

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="emergencies")
    # Whose advocate could not be reached.
    advocacy = models.ForeignKey(Advocacy, models.PROTECT, related_name="emergencies")
    colleague = models.ForeignKey(User, models.PROTECT, related_name="acts_in_emergencies")
    reason = EncryptedField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # Until when it can be confirmed; once it is, until when it lasts.
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # Nobody if it ran out.
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[EmergencyManager["Emergency"]] = EmergencyManager()

    class Meta:
        verbose_name_plural = "emergencies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["side"], condition=Q(ended_at__isnull=True), name="one_emergency_a_side"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_emergency_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_confirmed_emergency_names_who_confirmed_it",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("colleague"))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")))
                & (Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("colleague"))),
                name="three_people_in_an_emergency",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="an_emergency_that_goes_on_was_ended_by_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"emergency {self.public_id}"

    @staticmethod
    def stands(now: datetime) -> Q:
        """What holds of one that counts now."""
        own = Q(confirmed_at__lte=now, ended_at__isnull=True, ends_at__gt=now)
        return own & Advocacy.stands(now, of="advocacy__")
