"""Harmless words that stand for what must not be written in a text."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.panels import CaseSubject
from companion.models.people import User
from vault.fields import EncryptedField
from vault.models import SealedModel, SealedQuerySet


class CodeQuerySet(SealedQuerySet["Code"]):
    """Which words stand for something now."""

    def standing(self, now: datetime) -> "CodeQuerySet":
        """Neither ended nor run out."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now)


CodeManager = models.Manager.from_queryset(CodeQuerySet)


class Code(SealedModel):
    """Words that a person picked with their advocate, and what they stand for, for a time."""

    class Kind(models.TextChoices):
        NEED = "need", "something they need"
        GOAL = "goal", "something they want to change"
        ACTION = "action", "something agreed"
        YES = "yes", "yes"
        NO = "no", "no"
        CHANGE = "change", "change it"

    ANSWERS: ClassVar[frozenset[str]] = frozenset({"yes", "no", "change"})

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="codes")
    words = EncryptedField()
    kind = models.CharField(max_length=10, choices=Kind)
    # The need, goal or action; none for an answer.
    about = models.UUIDField(null=True, blank=True)
    agreed_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CodeManager["Code"]] = CodeManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(words=""), name="a_code_has_words"),
            models.CheckConstraint(
                condition=Q(kind__in=["yes", "no", "change"], about__isnull=True)
                | Q(kind__in=["need", "goal", "action"], about__isnull=False),
                name="a_code_stands_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["side", "about"],
                condition=Q(ended_at__isnull=True, about__isnull=False),
                name="one_code_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["side", "kind"],
                condition=Q(ended_at__isnull=True, about__isnull=True),
                name="one_code_for_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"code of side {self.side_id}"

    def stood_at(self, moment: datetime) -> bool:
        """Whether the words meant this when a text came."""
        ends = min(self.expires_at, self.ended_at or self.expires_at)
        return self.agreed_at <= moment < ends
