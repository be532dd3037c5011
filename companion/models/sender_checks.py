"""What a real phone got back from a number we text from, when STOP, HELP and START were tried."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from companion.models.people import User


class SenderCheck(models.Model):
    """One try of one number. The newest counts: the provider may be set otherwise by now."""

    class CameBack(models.TextChoices):
        OURS = "ours", "Nothing but our own dull line"
        DULL = "dull", "The text company answered too, in words as dull as ours"
        OTHER = "other", "Something else"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20)
    came_back = models.CharField(max_length=8, choices=CameBack)
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"check of {self.number}"

    @property
    def counts(self) -> bool:
        """Whether people may be texted from this number."""
        return self.came_back != self.CameBack.OTHER
