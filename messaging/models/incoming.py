"""What came in: texts and calls, word for word."""

import json
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.models.states import UNDECIDED
from vault.fields import EncryptedField
from vault.models import SealedModel, SealedQuerySet


class IncomingQuerySet(SealedQuerySet["IncomingMessage"]):
    def waiting(self, now: datetime) -> "IncomingQuerySet":
        """Not yet handled and due; of one sender only the first, so that order is kept."""
        earlier = IncomingMessage.objects.filter(
            handled_at__isnull=True,
            sender_index=models.OuterRef("sender_index"),
            id__lt=models.OuterRef("id"),
        )
        return self.filter(
            Q(retry_at__isnull=True) | Q(retry_at__lte=now),
            ~models.Exists(earlier),
            handled_at__isnull=True,
        ).order_by("id")

    def to_forget(self, now: datetime) -> "IncomingQuerySet":
        """Texts whose words the provider still has; calls carry none.

        While anything that came with it is still to be fetched, a text stays there whole.
        """
        return self.filter(
            Q(forget_after__isnull=True) | Q(forget_after__lte=now),
            forgotten_at__isnull=True,
            kind=IncomingMessage.Kind.TEXT,
        ).exclude(media__state__in=UNDECIDED)

    def of_strangers(self) -> "IncomingQuerySet":
        """Handled, and nobody's."""
        return self.filter(owner_id__isnull=True, handled_at__isnull=False)


IncomingManager = models.Manager.from_queryset(IncomingQuerySet)


class IncomingMessage(SealedModel):
    """What the provider handed us, word for word; a voice call is one too, without a body."""

    class Kind(models.TextChoices):
        TEXT = "text"
        CALL = "call"

    owner_id = models.UUIDField(null=True)
    thread = models.UUIDField(null=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    provider_id = models.CharField(max_length=64)
    sender_index = models.CharField(max_length=64)
    from_number = EncryptedField()
    to_number = models.CharField(max_length=64)
    body = EncryptedField()
    fields = EncryptedField()
    num_media = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=64, default="")
    # When the provider dropped its copy of the words, and when to ask it again.
    forgotten_at = models.DateTimeField(null=True)
    forget_after = models.DateTimeField(null=True)

    objects: ClassVar[IncomingManager["IncomingMessage"]] = IncomingManager()

    class Meta:
        constraints = (
            # As a constraint: `unique=True` would make PostgreSQL keep a second index for LIKE.
            models.UniqueConstraint(fields=["provider_id"], name="an_incoming_message_once"),
            models.CheckConstraint(
                condition=~Q(provider_id=""), name="an_incoming_message_has_a_provider_id"
            ),
        )
        indexes = (
            models.Index(
                fields=["owner_id", "id"],
                condition=Q(owner_id__isnull=False),
                name="incoming_of_a_person",
            ),
            models.Index(
                fields=["sender_index", "id"],
                condition=Q(handled_at__isnull=True),
                name="incoming_waiting_by_sender",
            ),
            models.Index(
                fields=["id"], condition=Q(handled_at__isnull=True), name="incoming_waiting"
            ),
            models.Index(
                fields=["id"],
                condition=Q(owner_id__isnull=True, handled_at__isnull=False),
                name="incoming_of_nobody",
            ),
            models.Index(
                fields=["id"],
                condition=Q(forgotten_at__isnull=True, kind="text"),
                name="incoming_to_forget",
            ),
        )

    def __str__(self) -> str:
        return f"incoming {self.public_id}"

    def posted(self) -> dict[str, str]:
        """Every field as the provider posted it."""
        fields: dict[str, str] = json.loads(self.fields)
        return fields
