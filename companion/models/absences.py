"""When somebody could not read their own texts, and who said so."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.people import Subject, User
from vault.fields import EncryptedField
from vault.models import SealedModel


class Absence(SealedModel):
    """A time in custody, in hospital, missing, or a death: nothing is texted while it stands."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=Subject.Whereabouts)
    reason = EncryptedField()
    began_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_because = EncryptedField(blank=True)
    # Of a death only: it never happened. Whatever else ends was true until then.
    by_mistake = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(ended_at__isnull=True), name="one_absence_a_person"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_absence_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_because="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
                name="an_ended_absence_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(kind="dead", by_mistake=True, ended_at__isnull=False)
                | Q(kind="dead", by_mistake=False, ended_at__isnull=True)
                | ~Q(kind="dead") & Q(by_mistake=False),
                name="a_death_ends_only_as_recorded_by_mistake",
            ),
        ]

    def __str__(self) -> str:
        return f"absence of subject {self.subject_id}"

    @property
    def for_good(self) -> bool:
        """Whether it does not end, unless it was recorded by mistake."""
        return self.kind == Subject.Whereabouts.DEAD
