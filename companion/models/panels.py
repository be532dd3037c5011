"""Panels, their cases, and how users and people stand to each other in them."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panel_types import PanelType, panel_types
from companion.models.people import Agency, Subject, User
from vault.fields import EncryptedField
from vault.models import SealedModel


class Panel(models.Model):
    """A multi-agency forum."""

    class Type(models.TextChoices):
        MARAC = "marac", "MARAC"
        MAPPA = "mappa", "MAPPA"
        IOM = "iom", "IOM"
        MASH = "mash", "MASH"
        FAMILY = "family", "Family help"
        PERPETRATOR = "perpetrator", "Perpetrator panel"
        MENTAL_HEALTH = "mental_health", "Mental health triage"
        TRUSTED_PERSON = "trusted_person", "One trusted person"
        LOCAL_VIOLENCE = "local_violence", "Local violence panel"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    type = models.CharField(max_length=20, choices=Type)
    purpose = models.CharField(max_length=300, blank=True)
    objectives = models.CharField(max_length=600, blank=True)
    staffed_hours = models.CharField(max_length=120, blank=True)
    duty_contact = models.CharField(max_length=120, blank=True)
    # Whom an urgent alert reaches by email: only somebody to whom a test email came.
    duty_user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    duty_tested_on = models.DateField(null=True, blank=True)
    # From a real phone: HELP, YES, END and a voice call gave nothing away.
    phone_checked_on = models.DateField(null=True, blank=True)
    live_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(live_at__isnull=True)
                | (
                    ~Q(staffed_hours="")
                    & ~Q(duty_contact="")
                    & Q(duty_tested_on__isnull=False)
                    & Q(phone_checked_on__isnull=False)
                ),
                name="a_live_panel_is_staffed_and_tested",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def brings(self) -> PanelType:
        """What its type brings."""
        return panel_types()[self.type]


class Membership(models.Model):
    """A user's role on a panel."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        CHAIR = "chair", "Chair"
        MEMBER = "member", "Member"
        OBSERVER = "observer", "Observer"

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "panel"],
                condition=Q(ended_at__isnull=True),
                name="one_live_role_a_panel",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} of panel {self.panel_id}"


class PanelCase(models.Model):
    """A case at one panel: one person, a couple, a family or a small group."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="cases")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="a_case_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return f"case {self.public_id}"


class CaseFacts(SealedModel):
    """What a panel of this type must know about a case: codes of its type's questions, as JSON."""

    panel_case = models.OneToOneField(PanelCase, models.PROTECT, related_name="facts")
    content = EncryptedField()
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"facts of case {self.panel_case_id}"


class CaseSubject(models.Model):
    """One side: a person, in one role, in one case. What they say and are told hangs here."""

    class Role(models.TextChoices):
        VICTIM = "victim", "Victim"
        OFFENDER = "offender", "Offender"
        BOTH = "both", "Both"
        FAMILY = "family", "Family member"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="sides")
    panel_case = models.ForeignKey(PanelCase, models.PROTECT, related_name="sides")
    role = models.CharField(max_length=20, choices=Role)
    left_at = models.DateTimeField(null=True, blank=True)
    never_users = models.ManyToManyField(User, related_name="+", blank=True)
    never_agencies = models.ManyToManyField(Agency, related_name="+", blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "panel_case"], name="one_side_a_case")
        ]

    def __str__(self) -> str:
        return f"side {self.public_id}"


class AdvocacyQuerySet(models.QuerySet["Advocacy"]):
    """Which permissions stand now."""

    def standing(self, now: datetime | None = None) -> "AdvocacyQuerySet":
        """Neither ended nor run out."""
        return self.filter(Advocacy.stands(now or timezone.now()))


class Advocacy(models.Model):
    """An advocate's scoped, revocable, time-limited permission from one person."""

    advocate = models.ForeignKey(User, models.PROTECT, related_name="advocacies")
    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="advocacies")
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AdvocacyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "advocacies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["side"], condition=Q(ended_at__isnull=True), name="one_advocate_a_side"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("started_at")), name="advocacy_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"advocacy of side {self.side_id}"

    @staticmethod
    def stands(now: datetime, of: str = "") -> Q:
        """What holds of one that counts now, or of the one reached by this way."""
        return Q(**{f"{of}ended_at__isnull": True, f"{of}expires_at__gt": now})


class StandInQuerySet(models.QuerySet["StandIn"]):
    """Which arrangements count now."""

    def standing(self, now: datetime | None = None) -> "StandInQuerySet":
        """Begun, and neither over nor taken back."""
        return self.filter(StandIn.stands(now or timezone.now()))


class StandIn(models.Model):
    """While an advocate is away a colleague of the same agency stands in, for a time."""

    advocate = models.ForeignKey(User, models.PROTECT, related_name="stood_in_for_by")
    colleague = models.ForeignKey(User, models.PROTECT, related_name="stands_in")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StandInQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(advocate=F("colleague")), name="nobody_stands_in_for_themselves"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_stand_in_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["advocate"],
                condition=Q(ended_at__isnull=True),
                name="one_stand_in_an_advocate",
            ),
        ]

    def __str__(self) -> str:
        return f"stand-in for user {self.advocate_id}"

    @staticmethod
    def stands(now: datetime) -> Q:
        """What holds of one that counts now."""
        return Q(ended_at__isnull=True, starts_at__lte=now, ends_at__gt=now)


class Partition(models.Model):
    """Two people who may never learn of each other here."""

    one = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    other = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["one", "other"], name="one_partition_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="partition_smaller_first"),
        ]

    def __str__(self) -> str:
        return f"partition {self.pk}"
