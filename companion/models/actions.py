"""What was agreed, who told the person, and what they said of it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from companion.models.answers import PanelAnswer
from companion.models.panels import CaseSubject
from companion.models.people import User
from companion.models.words import Need
from vault.fields import EncryptedField
from vault.models import SealedModel


class ActionKind(models.TextChoices):
    """What an agreed action does."""

    ENGAGE = "engage", "Engage the person"
    SUPPORT = "support", "Support"
    CHECK = "check", "Check"
    SHARE = "share", "Share information"
    ENFORCE = "enforce", "Enforce"
    OTHER = "other", "Other"


class AgreedAction(SealedModel):
    """An owned, dated task that a panel agreed."""

    class Newness(models.TextChoices):
        NEW = "new", "New because of this panel"
        FORWARD = "forward", "Brought forward"
        ANYWAY = "anyway", "Would have happened anyway"

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="agreed_actions")
    what = EncryptedField()
    kind = models.CharField(max_length=10, choices=ActionKind)
    newness = models.CharField(max_length=10, choices=Newness, default=Newness.NEW)
    statutory = models.BooleanField("a statutory requirement", default=False)
    owned_by = models.ForeignKey(User, models.PROTECT, related_name="agreed_actions")
    due_on = models.DateField()
    needs = models.ManyToManyField(Need, related_name="agreed_actions", blank=True)
    after = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="before")
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_note = EncryptedField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="done_names_who_did_it",
            ),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | ~Q(after=F("pk")),
                name="no_action_waits_for_itself",
            ),
            models.CheckConstraint(condition=~Q(what=""), name="an_action_says_what"),
        ]

    def __str__(self) -> str:
        return f"agreed action {self.public_id}"

    def overdue(self, today: date) -> bool:
        """Whether its date has gone and it is not done."""
        return self.done_at is None and self.due_on < today


class Engagement(SealedModel):
    """One attempt to engage the person for an action, and whether they were reached."""

    agreed_action = models.ForeignKey(AgreedAction, models.PROTECT, related_name="engagements")
    achieved = models.BooleanField("the person was reached")
    note = EncryptedField(blank=True)
    tried_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"engagement {self.public_id}"


class Telling(SealedModel):
    """When and by whom the person hears of one answer or action."""

    class When(models.TextChoices):
        NOW = "now", "Now, by text"
        ADVOCATE_FIRST = "advocate_first", "Their advocate tells them first"
        NOT_TOLD = "not_told", "Not told"

    answer = models.OneToOneField(
        PanelAnswer, models.PROTECT, null=True, blank=True, related_name="telling"
    )
    agreed_action = models.OneToOneField(
        AgreedAction, models.PROTECT, null=True, blank=True, related_name="telling"
    )
    when = models.CharField(max_length=20, choices=When)
    reason = EncryptedField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True, agreed_action__isnull=False)
                | Q(answer__isnull=False, agreed_action__isnull=True),
                name="a_telling_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(when="not_told") | (~Q(reason="") & Q(review_on__isnull=False)),
                name="not_told_has_a_reason_and_a_review",
            ),
            models.CheckConstraint(
                condition=~Q(when="not_told") | Q(told_at__isnull=True), name="not_told_is_not_told"
            ),
        ]

    def __str__(self) -> str:
        return f"telling {self.public_id}"

    @property
    def may_be_texted(self) -> bool:
        """Whether a text may speak of it yet."""
        if self.when == self.When.ADVOCATE_FIRST:
            return self.told_at is not None
        return self.when == self.When.NOW


class ActionResponse(SealedModel):
    """The person's answer to one agreed action; they may change it any time, the newest stands."""

    class Answer(models.TextChoices):
        AGREE = "agree", "Agrees"
        CHANGE = "change", "Wants it changed"
        NO = "no", "Says no"
        COULD_NOT = "could_not", "Could not answer"

    agreed_action = models.ForeignKey(AgreedAction, models.PROTECT, related_name="responses")
    answer = models.CharField(max_length=10, choices=Answer)
    words = EncryptedField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = ("answered_at", "pk")

    def __str__(self) -> str:
        return f"response {self.public_id}"


class Feedback(SealedModel):
    """What the person says of one agreed action, once it is said to be done."""

    class Happened(models.TextChoices):
        YES = "yes", "It happened"
        NO = "no", "It did not happen"
        PARTLY = "partly", "Some of it happened"

    agreed_action = models.ForeignKey(AgreedAction, models.PROTECT, related_name="feedback")
    happened = models.CharField(max_length=10, choices=Happened)
    helped = models.PositiveSmallIntegerField("how much it helped, 1 to 5", null=True, blank=True)
    words = EncryptedField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = ("given_at", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(helped__isnull=True) | Q(helped__range=(1, 5)),
                name="helped_is_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(helped__isnull=True) | ~Q(happened="no"),
                name="only_what_happened_can_help",
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.public_id}"


class TellingBefore(SealedModel):
    """That somebody was not to be told, and why, before it was decided anew; never altered."""

    telling = models.ForeignKey(Telling, models.PROTECT, related_name="before")
    reason = EncryptedField()
    review_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"telling before {self.public_id}"
