"""The calls to the provider, what it said afterwards, and the workers who make them."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from messaging.models.outgoing import OutgoingMessage


class Attempt(models.Model):
    """One call to the provider for one message, found again by the token in its callback's URL."""

    message = models.ForeignKey(OutgoingMessage, models.CASCADE, related_name="tries")
    token = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=40, default="")
    error_code = models.CharField(max_length=16, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token"], name="each_attempt_its_token"),)

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class StatusCallback(models.Model):
    """What the provider said about a message; only ever added to."""

    token = models.CharField(max_length=64)
    provider_id = models.CharField(max_length=64)
    status = models.CharField(max_length=32)
    error_code = models.CharField(max_length=16, default="")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["provider_id", "status", "error_code"], name="each_callback_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.status} {self.error_code}".strip()


class Heartbeat(models.Model):
    """When a worker last showed that it is alive."""

    name = models.CharField(max_length=100, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def youngest_age(cls) -> timedelta | None:
        """How long since any worker beat; None if none ever did."""
        beat = cls.objects.order_by("-beaten_at").first()
        return timezone.now() - beat.beaten_at if beat else None
