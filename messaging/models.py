"""Numbers, messages and delivery states: what is stored, and questions about it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from vault.fields import EncryptedField
from vault.index import blind_index
from vault.keys import forget as forget_keys
from vault.keys import prepare as prepare_keys
from vault.models import SealedModel, SealedQuerySet

__all__ = [
    "Attempt",
    "Heartbeat",
    "IncomingMessage",
    "Number",
    "OutgoingMessage",
    "State",
    "StatusCallback",
    "forget_keys",
    "index_of",
    "prepare_keys",
    "sealed",
]


def index_of(e164: str) -> str:
    """The blind index under which a telephone number is found again."""
    return blind_index(e164, "number") if e164 else ""


class NumberQuerySet(SealedQuerySet["Number"]):
    def live(self) -> "NumberQuerySet":
        return self.filter(until__isnull=True)


NumberManager = models.Manager.from_queryset(NumberQuerySet)


class Number(SealedModel):
    """A mobile number that belongs to one person for a period of time."""

    owner_id = models.UUIDField()
    digits = EncryptedField()
    index = models.CharField(max_length=64)
    sender = models.CharField(max_length=20)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_because = models.CharField(max_length=40, default="")
    opted_out_at = models.DateTimeField(null=True)

    objects: ClassVar[NumberManager["Number"]] = NumberManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["index"],
                condition=Q(until__isnull=True),
                name="one_holder_of_a_live_number",
            ),
            models.UniqueConstraint(
                fields=["owner_id"],
                condition=Q(until__isnull=True),
                name="one_live_number_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | ~Q(frozen_because=""),
                name="a_frozen_number_says_why",
            ),
        )
        indexes = (models.Index(fields=["owner_id", "until"]),)

    def __str__(self) -> str:
        return f"number {self.public_id}"


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
        """Texts whose words the provider still has; calls carry none."""
        return self.filter(
            Q(forget_after__isnull=True) | Q(forget_after__lte=now),
            forgotten_at__isnull=True,
            kind=IncomingMessage.Kind.TEXT,
        )


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


class State(models.TextChoices):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    WITHHELD = "withheld"
    EXPIRED = "expired"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"


# A state gives way only to a higher one, so callbacks may come in any order, any number of times.
RANK = {
    State.QUEUED: 0,
    State.WITHHELD: 0,
    State.EXPIRED: 0,
    State.SENDING: 0,
    State.UNKNOWN: 0,
    State.ACCEPTED: 1,
    State.SENT: 2,
    State.FAILED: 3,
    State.UNDELIVERED: 4,
    State.DELIVERED: 5,
}
SETTLED = (State.EXPIRED, State.FAILED, State.UNDELIVERED, State.DELIVERED)
ENDED_THERE = (State.FAILED, State.UNDELIVERED, State.DELIVERED)


class OutgoingQuerySet(SealedQuerySet["OutgoingMessage"]):
    def due(self, now: datetime) -> "OutgoingQuerySet":
        """Queued and due; of one recipient only the first, and none while one is being sent."""
        same = OutgoingMessage.objects.filter(owner_id=models.OuterRef("owner_id"))
        earlier = same.filter(
            state=State.QUEUED, priority=models.OuterRef("priority"), due_at__lte=now
        ).filter(
            Q(due_at__lt=models.OuterRef("due_at"))
            | Q(due_at=models.OuterRef("due_at"), id__lt=models.OuterRef("id"))
        )
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            ~models.Exists(earlier),
            ~models.Exists(same.filter(state=State.SENDING)),
            state=State.QUEUED,
            due_at__lte=now,
        ).order_by("due_at", "id")

    def most_urgent(self, now: datetime) -> int | None:
        """The first priority under which anything is due: the one question of an idle worker."""
        due = self.filter(state=State.QUEUED, due_at__lte=now)
        return due.order_by("priority").values_list("priority", flat=True).first()

    def accepted(self) -> "OutgoingQuerySet":
        """Taken by the provider, whatever became of them."""
        return self.filter(accepted_at__isnull=False)

    def to_forget(self, now: datetime) -> "OutgoingQuerySet":
        """Texts that have ended, and whose words the provider still has."""
        return self.filter(
            Q(forget_after__isnull=True) | Q(forget_after__lte=now),
            forgotten_at__isnull=True,
            provider_id__isnull=False,
            state__in=ENDED_THERE,
        )


OutgoingManager = models.Manager.from_queryset(OutgoingQuerySet)


class OutgoingMessage(SealedModel):
    """One text to one person: composed with its cause, checked when it is claimed for sending."""

    REPLY, NEWS, REMINDER = 0, 5, 9
    PRIORITIES = ((REPLY, "reply"), (NEWS, "news"), (REMINDER, "reminder"))

    owner_id = models.UUIDField()
    thread = models.UUIDField(null=True)
    wording = models.CharField(max_length=64)
    about = models.UUIDField(null=True)
    own_words = EncryptedField(default="")
    reply_to = models.ForeignKey(
        IncomingMessage, models.SET_NULL, null=True, related_name="replies"
    )
    asks = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=40, default="")
    priority = models.PositiveSmallIntegerField(choices=PRIORITIES, default=NEWS)
    created_at = models.DateTimeField(default=timezone.now)
    # When the next step falls due: sending, asking the gate again, or looking an unknown one up.
    due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # What was really sent, kept from the moment it is claimed.
    body = EncryptedField(default="")
    level = models.CharField(max_length=16, default="")
    language = models.CharField(max_length=12, default="")
    sender = models.CharField(max_length=20, default="")
    provider_id = models.CharField(max_length=64, null=True)  # noqa: DJ001
    error_code = models.CharField(max_length=16, default="")
    attempts = models.PositiveIntegerField(default=0)
    forgotten_at = models.DateTimeField(null=True)
    forget_after = models.DateTimeField(null=True)

    objects: ClassVar[OutgoingManager["OutgoingMessage"]] = OutgoingManager()

    # Set while the gate is asked: the recipient's live number, locked, so it need not look it up;
    # and the texts it is asked about together with this one.
    live_number: Number | None = None
    batch: "Batch | None" = None

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=[State.WITHHELD, State.FAILED]) | ~Q(reason=""),
                name="withheld_or_failed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACCEPTED, State.SENT, State.DELIVERED])
                | Q(accepted_at__isnull=False),
                name="what_was_accepted_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.QUEUED) | Q(due_at__isnull=False),
                name="what_is_queued_is_due",
            ),
            models.UniqueConstraint(fields=["provider_id"], name="an_outgoing_message_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_state_is_known"),
        )
        indexes = (
            models.Index(fields=["owner_id", "id"]),
            models.Index(fields=["owner_id", "accepted_at"], name="outgoing_accepted"),
            models.Index(fields=["thread", "id"]),
            models.Index(fields=["about"]),
            models.Index(
                fields=["priority", "due_at", "id"],
                condition=Q(state=State.QUEUED),
                name="outgoing_queue",
            ),
            models.Index(
                fields=["owner_id", "priority", "due_at", "id"],
                condition=Q(state=State.QUEUED),
                name="outgoing_queue_of_a_person",
            ),
            models.Index(
                fields=["owner_id"], condition=Q(state=State.SENDING), name="outgoing_being_sent"
            ),
            models.Index(
                fields=["state", "due_at"],
                condition=Q(state__in=[State.WITHHELD, State.UNKNOWN, State.SENDING]),
                name="outgoing_held",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=[State.QUEUED, State.WITHHELD]),
                name="outgoing_expiring",
            ),
            models.Index(
                fields=["id"],
                condition=Q(
                    forgotten_at__isnull=True, provider_id__isnull=False, state__in=ENDED_THERE
                ),
                name="outgoing_to_forget",
            ),
        )

    def __str__(self) -> str:
        return f"outgoing {self.public_id}"


@dataclass(eq=False)
class Batch:
    """Texts that a gate is asked about together, so that it may read for all of them at once."""

    messages: Sequence[OutgoingMessage]
    known: object = None
    """What the gate has read; nobody else looks."""


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


def drama_numbers_allowed() -> bool:
    """Invented numbers are no real mobiles: only a demonstration or a test may hold them."""
    return bool(settings.DRAMA_NUMBERS)


def sealed(row: SealedModel, name: str) -> str:
    """What a statement of ours may write into a sealed column of this row."""
    field = row._meta.get_field(name)
    if not isinstance(field, EncryptedField):
        raise TypeError(f"{name} is not sealed")
    return str(field.get_db_prep_save(field.pre_save(row, False), connection))
