"""The numbers we text from, and how fast each may."""

from datetime import datetime
from typing import ClassVar

from django.db import models


class SenderQuerySet(models.QuerySet["Sender"]):
    def free(self, now: datetime) -> "SenderQuerySet":
        """What was given to them has gone out, and they need not rest."""
        return self.exclude(resting_until__gt=now).filter(free_at__lte=now)

    def resting(self, now: datetime) -> "SenderQuerySet":
        """From which nothing leaves now, not even an answer: the provider said so."""
        return self.filter(resting_until__gt=now)


SenderManager = models.Manager.from_queryset(SenderQuerySet)


class Sender(models.Model):
    """One number we text from: what it has been given to send, and whether it must rest."""

    number = models.CharField(max_length=20)
    # When all that was given to it will have gone out at the provider's pace.
    free_at = models.DateTimeField()
    # Until when the provider turned it away, and for how long that last was, in seconds.
    resting_until = models.DateTimeField(null=True)
    rested = models.PositiveIntegerField(default=0)

    objects: ClassVar[SenderManager["Sender"]] = SenderManager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["number"], name="each_sender_once"),)

    def __str__(self) -> str:
        return "sender"
