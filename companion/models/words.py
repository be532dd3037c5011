"""What people say, word for word, and the needs it opens."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.panels import CaseSubject, Panel
from companion.models.people import Agency, Subject, User
from vault.fields import EncryptedField
from vault.models import SealedModel


class NeedArea(models.Model):
    """One entry of the editable vocabulary of needs."""

    # None: what every panel uses that has no list of its own.
    panel = models.ForeignKey(
        Panel, models.CASCADE, null=True, blank=True, related_name="need_areas"
    )
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    advocate_only = models.BooleanField(default=False)
    # Not offered any more; needs that were opened under it keep it.
    dropped = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "name"], name="one_area_a_name_a_panel"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(panel__isnull=True), name="one_usual_area_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Statement(SealedModel):
    """Someone's very words, never altered."""

    class Author(models.TextChoices):
        SUBJECT = "subject", "The person"
        ADVOCATE = "advocate", "Their advocate, with them"

    class Channel(models.TextChoices):
        TEXT = "text", "by text"
        IN_PERSON = "in_person", "in person"
        CALL = "call", "by phone"

    class Audience(models.TextChoices):
        ADVOCATE = "advocate", "My advocate only"
        AGENCIES = "agencies", "Some of the panel"
        PANEL = "panel", "The panel"

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="statements")
    side = models.ForeignKey(
        CaseSubject, models.PROTECT, null=True, blank=True, related_name="statements"
    )
    words = EncryptedField()
    author = models.CharField(max_length=10, choices=Author)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    language = models.CharField(max_length=12)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.ADVOCATE)
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    message = models.UUIDField(null=True, blank=True, unique=True)
    # How many pictures and files came with the text; whoever reads the words may see them.
    came_with = models.PositiveSmallIntegerField(default=0)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(author="subject", written_by__isnull=True)
                | Q(author="advocate", written_by__isnull=False),
                name="proxy_words_name_their_writer",
            ),
            models.CheckConstraint(
                condition=Q(side__isnull=False) | Q(audience="advocate"),
                name="words_without_a_side_stay_with_the_advocate",
            ),
            models.CheckConstraint(
                condition=Q(came_with=0) | Q(message__isnull=False),
                name="only_a_text_brings_something_along",
            ),
        ]

    def __str__(self) -> str:
        return f"statement {self.public_id}"


class Need(models.Model):
    """Something the person says matters; opened by their words."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="needs")
    statement = models.OneToOneField(Statement, models.PROTECT, related_name="need")
    area = models.ForeignKey(NeedArea, models.PROTECT, null=True, blank=True, related_name="needs")
    importance = models.PositiveSmallIntegerField(
        "how much it matters, 1 to 5", null=True, blank=True
    )
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(importance__isnull=True) | Q(importance__range=(1, 5)),
                name="importance_is_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"need {self.public_id}"
