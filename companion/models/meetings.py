"""When a panel meets, what it read there, and when it looks again."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.panels import CaseSubject, Panel, PanelCase
from companion.models.people import User
from companion.models.words import Statement
from vault.fields import EncryptedField
from vault.models import SealedModel


class Meeting(models.Model):
    """A dated discussion of one panel."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "held_on"], name="one_meeting_a_day"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="a_closed_meeting_names_who_closed_it",
            ),
        ]

    def __str__(self) -> str:
        return f"meeting {self.public_id}"


class AgendaItem(models.Model):
    """One case at one meeting."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    panel_case = models.ForeignKey(PanelCase, models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "panel_case"], name="one_item_a_case")
        ]

    def __str__(self) -> str:
        return f"agenda item {self.public_id}"


class NeedsSummary(SealedModel):
    """What a meeting read about one side, frozen as a version; sealed for the person."""

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="summaries")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="summaries")
    version = models.PositiveIntegerField()
    content = EncryptedField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = ("version",)
        verbose_name_plural = "needs summaries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["side", "version"], name="one_summary_a_version"),
            models.UniqueConstraint(fields=["side", "meeting"], name="one_summary_a_meeting"),
        ]

    def __str__(self) -> str:
        return f"needs summary {self.public_id}"


class Review(SealedModel):
    """A scheduled revisit of a case, or of a panel itself, and its decision."""

    class Decision(models.TextChoices):
        CONTINUE = "continue", "Continue"
        STEP_DOWN = "step_down", "Step down"
        TRANSFER = "transfer", "Transfer"
        CLOSE = "close", "Close"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="reviews")
    panel_case = models.ForeignKey(
        PanelCase, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    due_on = models.DateField()
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reason = EncryptedField(blank=True)
    their_view = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["panel_case"],
                condition=Q(decided_at__isnull=True, panel_case__isnull=False),
                name="one_review_ahead_a_case",
            ),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(decided_at__isnull=True, panel_case__isnull=True),
                name="one_review_ahead_a_panel",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision="")
                    & ~Q(reason="")
                ),
                name="a_decided_review_says_what_why_and_who",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.public_id}"


class ReviewWish(models.Model):
    """What the person of one side wants from a review of their case; decides nothing by itself."""

    class Wants(models.TextChoices):
        GO_ON = "go_on", "Go on as it is"
        CHANGE = "change", "Change something"
        FINISH = "finish", "Finish"
        WORDS = "words", "In their own words"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="wishes")
    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="review_wishes")
    wants = models.CharField(max_length=10, choices=Wants)
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    taken_back = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(wants="words") | Q(statement__isnull=False),
                name="a_wish_in_their_own_words_has_words",
            )
        ]

    def __str__(self) -> str:
        return f"wish {self.public_id}"


class Referral(SealedModel):
    """A request that a panel consider someone; sealed for itself until a case is opened."""

    class Decision(models.TextChoices):
        TAKEN = "taken", "Taken"
        TURNED_DOWN = "turned_down", "Not taken"

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="referrals")
    referred_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    referred_at = models.DateTimeField(default=timezone.now)
    name = EncryptedField()
    why = EncryptedField()
    person_knows = models.BooleanField("the person knows of it", default=False)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    reason = EncryptedField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    panel_case = models.OneToOneField(
        PanelCase, models.PROTECT, null=True, blank=True, related_name="referral"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(owner_id=F("public_id")), name="a_referral_owns_itself"
            ),
            models.CheckConstraint(
                condition=Q(decision="", panel_case__isnull=True)
                | Q(decision="taken", panel_case__isnull=False)
                | (Q(decision="turned_down", panel_case__isnull=True) & ~Q(reason="")),
                name="a_taken_referral_has_a_case_and_one_turned_down_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.public_id}"
