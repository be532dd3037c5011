"""What came of texts from numbers that are nobody's."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.people import User


class StrangerText(models.Model):
    """One text from an unknown number that somebody dealt with; no case is attached to it."""

    # How such a text is handled: what stands as its outcome.
    USUAL, IN_DANGER = "unknown_number", "unknown_in_danger"

    class CameOf(models.TextChoices):
        NOTHING = "nothing", "Nothing to do"
        ADVOCATE = "advocate", "An advocate who may know them was told"
        DANGER = "danger", "Somebody may be in danger: it was passed on"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    message = models.UUIDField(unique=True)
    came_of = models.CharField(max_length=8, choices=CameOf)
    dealt_with_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    dealt_with_at = models.DateTimeField(default=timezone.now)
    # When its words and its number were let go.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["dealt_with_at"],
                condition=Q(forgotten_at__isnull=True),
                name="strangers_to_forget",
            )
        ]

    def __str__(self) -> str:
        return f"text {self.message} of a stranger"
