"""Texts that an advocate planned: once or again and again, until a last day."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import CaseSubject
from companion.models.people import User
from companion.models.rhythm import Repeats, Rhythm
from vault.fields import EncryptedField
from vault.models import SealedModel, SealedQuerySet


class PlannedTextQuerySet(SealedQuerySet["PlannedText"]):
    """Which of them still count."""

    def standing(self) -> "PlannedTextQuerySet":
        """Those that are not over; paused ones too."""
        return self.filter(ended_at__isnull=True)

    def due(self, now: datetime) -> "PlannedTextQuerySet":
        """Those whose time has come."""
        return self.standing().filter(paused_at__isnull=True, next_at__lte=now)


PlannedTextManager = models.Manager.from_queryset(PlannedTextQuerySet)


class PlannedText(SealedModel):
    """The advocate's own words or an encouragement, and when the next of it falls due.

    Day and time are the person's own, as their clock shows them; `next_at` is the moment meant.
    """

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="planned_texts")
    words = EncryptedField(blank=True)
    # The key of an encouragement, in place of own words.
    wording = models.CharField(max_length=64, blank=True)
    repeats = models.CharField(max_length=12, choices=Repeats)
    weekdays = models.JSONField(default=list, blank=True)
    starts_on = models.DateField()
    last_on = models.DateField()
    at = models.TimeField()
    next_on = models.DateField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    # Nobody if the service did: somebody else is to decide whether it goes on.
    paused_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    # Nobody if it came to its end.
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[PlannedTextManager["PlannedText"]] = PlannedTextManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["next_at"],
                condition=Q(ended_at__isnull=True, paused_at__isnull=True),
                name="planned_texts_coming",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(wording="") & ~Q(words="") | ~Q(wording="") & Q(words=""),
                name="own_words_or_an_encouragement",
            ),
            models.CheckConstraint(
                condition=Q(repeats="weekly") & ~Q(weekdays=[])
                | ~Q(repeats="weekly") & Q(weekdays=[]),
                name="only_what_comes_weekly_has_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(last_on=F("starts_on"))
                | ~Q(repeats="once") & Q(last_on__gt=F("starts_on")),
                name="a_planned_text_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, next_on__isnull=False, next_at__isnull=False)
                | Q(ended_at__isnull=False, next_on__isnull=True, next_at__isnull=True),
                name="a_planned_text_comes_again_or_is_over",
            ),
            models.CheckConstraint(
                condition=(Q(paused_at__isnull=False) | Q(paused_by__isnull=True))
                & (Q(ended_at__isnull=False) | Q(ended_by__isnull=True)),
                name="whoever_paused_or_ended_it_did",
            ),
        ]

    def __str__(self) -> str:
        return f"planned text {self.public_id}"

    @property
    def rhythm(self) -> Rhythm:
        """On which days it comes."""
        return Rhythm(self.repeats, self.starts_on, self.last_on, tuple(self.weekdays))
