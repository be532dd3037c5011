"""What goes out: one row for each text, from its cause to its end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from messaging.models.incoming import IncomingMessage
from messaging.models.numbers import Number
from messaging.models.states import ENDED_THERE, TAKEN, State
from vault.fields import EncryptedField
from vault.models import SealedModel, SealedQuerySet


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

    def not_from(self, senders: Collection[str]) -> "OutgoingQuerySet":
        """Without texts to people whom these numbers of ours text."""
        if not senders:
            return self
        theirs = Number.objects.live().filter(
            owner_id=models.OuterRef("owner_id"), sender__in=list(senders)
        )
        return self.filter(~models.Exists(theirs))

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
    # Until when it was safe, and the provider was to try.
    valid_until = models.DateTimeField(null=True)
    # What was really sent, kept from the moment it is claimed.
    body = EncryptedField(default="")
    level = models.CharField(max_length=16, default="")
    language = models.CharField(max_length=12, default="")
    # Which version of the words it went in; before it goes, the one it has to go in, if it says
    # once more what was said before.
    version = models.CharField(max_length=40, default="")
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
                condition=Q(accepted_at__isnull=True) | Q(state__in=TAKEN),
                name="what_was_accepted_never_waits_again",
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

    @property
    def arrived_late(self) -> bool:
        """Whether it came to the phone after the time for which it was meant.

        A carrier keeps texts for a phone that is off, whatever the provider was told.
        """
        if self.state != State.DELIVERED or self.settled_at is None or self.valid_until is None:
            return False
        return self.settled_at > self.valid_until


@dataclass(eq=False)
class Batch:
    """Texts that a gate is asked about together, so that it may read for all of them at once."""

    messages: Sequence[OutgoingMessage]
    known: object = None
    """What the gate has read; nobody else looks."""
