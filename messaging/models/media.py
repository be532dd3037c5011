"""What came with a text: pictures, voice notes, files; each fetched once, sealed, or refused."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.kinds import Kind
from messaging.models.incoming import IncomingMessage
from messaging.models.states import UNDECIDED, MediumState
from vault.fields import EncryptedBytes, EncryptedField
from vault.models import SealedModel, SealedQuerySet


class MediumQuerySet(SealedQuerySet["Medium"]):
    def due(self, now: datetime) -> "MediumQuerySet":
        """To be fetched now; what a worker took and never brought back is due again.

        Only what came from a number we know has an owner.
        """
        return self.filter(state__in=UNDECIDED, due_at__lte=now, owner_id__isnull=False).order_by(
            "due_at", "id"
        )

    def in_hand(self, now: datetime) -> "MediumQuerySet":
        """Being fetched by a worker this moment."""
        return self.filter(state=Medium.State.FETCHING, due_at__gt=now)

    def to_forget(self, now: datetime) -> "MediumQuerySet":
        """Decided here, and the provider still has it."""
        return self.exclude(state__in=UNDECIDED).filter(
            Q(forget_after__isnull=True) | Q(forget_after__lte=now), forgotten_at__isnull=True
        )

    def unopened(self) -> "MediumQuerySet":
        """To say what there is, without carrying what is in it."""
        return self.defer("content")


MediumManager = models.Manager.from_queryset(MediumQuerySet)


class Medium(SealedModel):
    """One thing that came with a text. Its kind is what it is, never what it says it is."""

    State = MediumState
    Kind = Kind

    owner_id = models.UUIDField(null=True)
    message = models.ForeignKey(IncomingMessage, models.PROTECT, related_name="media")
    place = models.PositiveSmallIntegerField()
    # Empty where the provider named no address of its own.
    provider_id = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    # Why it was refused, or could not be fetched.
    reason = models.CharField(max_length=40, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    # When to fetch it; while it is being fetched, when to give up waiting for whoever does.
    due_at = models.DateTimeField(null=True, default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=10, choices=Kind, default="")
    media_type = models.CharField(max_length=60, default="")
    # Bytes, as it came.
    size = models.PositiveIntegerField(default=0)
    content = EncryptedBytes(null=True)
    # SHA-256 of what came: a picture is drawn anew, and somebody may ask what it was drawn from.
    digest = EncryptedField(default="")
    forgotten_at = models.DateTimeField(null=True)
    forget_after = models.DateTimeField(null=True)

    objects: ClassVar[MediumManager["Medium"]] = MediumManager()

    class Meta:
        verbose_name_plural = "media"
        constraints = (
            models.UniqueConstraint(fields=["message", "place"], name="one_medium_a_place"),
            models.CheckConstraint(
                condition=Q(state="kept", content__isnull=False, owner_id__isnull=False)
                | ~Q(state="kept") & Q(content__isnull=True),
                name="what_is_kept_has_an_owner_and_nothing_else_is",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "fetching"], due_at__isnull=False)
                | ~Q(state__in=["waiting", "fetching"]) & Q(due_at__isnull=True),
                name="a_medium_is_due_until_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "failed"]) | ~Q(reason=""),
                name="a_refused_medium_says_why",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=["waiting", "fetching"]),
                name="media_to_fetch",
            ),
            models.Index(
                fields=["id"],
                condition=Q(forgotten_at__isnull=True) & ~Q(state__in=["waiting", "fetching"]),
                name="media_to_forget",
            ),
        )

    def __str__(self) -> str:
        return f"medium {self.public_id}"

    @property
    def still_there(self) -> bool:
        """Whether it could not be fetched and still lies with the provider, to be asked for."""
        left_there = self.state == self.State.FAILED and self.forgotten_at is None
        return left_there and self.forget_after is not None and self.forget_after > timezone.now()
