"""What a person wants to change, how far they are, and whether there is someone to turn to."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import CaseSubject
from companion.models.people import User
from companion.models.words import Need, Statement


class Goal(models.Model):
    """A change the person wants; its statement tells who expressed it."""

    class Ending(models.TextChoices):
        REACHED = "reached", "Reached"
        SET_ASIDE = "set_aside", "Set aside"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="goals")
    statement = models.OneToOneField(Statement, models.PROTECT, related_name="goal")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="goals")
    opened_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_as="")
                | (Q(ended_at__gte=F("opened_at")) & ~Q(ended_as="")),
                name="an_ended_goal_says_how",
            )
        ]

    def __str__(self) -> str:
        return f"goal {self.public_id}"


class ProgressRating(models.Model):
    """How near the person says they are to a goal, 0 to 10, at one moment."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="ratings")
    rating = models.PositiveSmallIntegerField("how near, 0 to 10")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = ("rated_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(rating__range=(0, 10)), name="progress_is_nought_to_ten"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 10"


class TurnTo(models.Model):
    """Someone to turn to: is there one person you trust, 0 to 10; a local measure, not a score."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="turn_to")
    rating = models.PositiveSmallIntegerField("how much, 0 to 10")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = ("rated_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(rating__range=(0, 10)), name="turning_to_is_nought_to_ten"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rating} of 10"
