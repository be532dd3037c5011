"""How a person may safely be reached, what they agreed to, and what waits for an answer."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.agreement import TOLD
from companion.models.hours import DAYS, HoursField, usual_hours
from companion.models.panels import CaseSubject
from companion.models.people import Subject, User
from companion.models.wordings import Cover, WordingLevel
from vault.fields import EncryptedField
from vault.models import SealedModel


class DuressTriggers(models.TextChoices):
    """What follows when the duress word comes; the reply is the same as ever."""

    ALERT = "alert", "a silent alert to the advocate and the coordinator"
    HOLD = "hold", "the alert, and nothing unasked is texted until somebody is on it"


class SafeContactRule(SealedModel):
    """What makes a text to this person safe; agreed with them by their advocate."""

    subject = models.OneToOneField(Subject, models.PROTECT, related_name="safe_contact_rule")
    level = models.CharField(max_length=20, choices=WordingLevel, default=WordingLevel.COVER)
    cover = models.CharField(max_length=20, choices=Cover, default=Cover.BOOKING)
    references = models.BooleanField(default=False)
    hours = HoursField(default=usual_hours)
    code_word = EncryptedField(blank=True)
    duress_word = EncryptedField(blank=True)
    duress_triggers = models.CharField(
        max_length=10, choices=DuressTriggers, default=DuressTriggers.ALERT
    )
    duress_plan = EncryptedField(blank=True)
    shared_phone = models.BooleanField(default=True)
    emergency_reply = models.BooleanField(default=False)
    withheld_number = models.BooleanField(default=True)
    other_way = EncryptedField(blank=True)
    who_is_safe = EncryptedField(blank=True)
    who_is_not_safe = EncryptedField(blank=True)
    unprompted_a_day = models.PositiveSmallIntegerField(default=settings.UNPROMPTED_A_DAY)
    unprompted_a_week = models.PositiveSmallIntegerField(default=settings.UNPROMPTED_A_WEEK)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    number_checked_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # Since when a wish for other hours waits for the advocate to go through them.
    hours_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(level=WordingLevel.WHEN_ASKED) | ~Q(code_word=""),
                name="details_when_asked_need_a_code_word",
            ),
            models.CheckConstraint(
                condition=~Q(hours=[[]] * DAYS), name="some_hour_of_the_week_is_safe"
            ),
        ]

    def __str__(self) -> str:
        return f"safe contact rule of subject {self.subject_id}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Which agreements stand now."""

    def standing(self) -> "ConsentQuerySet":
        """Confirmed by the person and not withdrawn."""
        return self.filter(confirmed_at__isnull=False, withdrawn_at__isnull=True)


class Consent(models.Model):
    """Agreement to take part and be texted; never the lawful basis for the panel's own work."""

    class Evidence(models.TextChoices):
        IN_PERSON = "in_person", "Said so in person"
        INVITATION = "invitation", "Said yes to the invitation"
        ONE_TIME_WORD = "one_time_word", "Texted the word their advocate gave them"
        SAME_PHONE = "same_phone", "Said so in person, and had said yes from this phone before"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=300, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    told_version = models.CharField(max_length=20)
    told = models.JSONField(default=list)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=20, choices=Evidence, default=Evidence.IN_PERSON)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["side"], condition=Q(withdrawn_at__isnull=True), name="one_consent_a_side"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(evidence="in_person"),
                name="only_their_own_text_confirms",
            ),
        ]

    def __str__(self) -> str:
        return f"consent for side {self.side_id}"

    @property
    def expired(self) -> bool:
        """Whether it is too long since they were told and agreed."""
        return self.expires_at <= timezone.now()

    @property
    def told_lines(self) -> list[Any]:
        """What they were told, in the words of that time."""
        return [line for name, line in TOLD[self.told_version].items() if name in self.told]


class OneTimeWord(models.Model):
    """A word the advocate gave the person; texting it agrees, and shows whose phone it is."""

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="one_time_words")
    index = models.CharField(max_length=64)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"one-time word of side {self.side_id}"


class QuestionQuerySet(models.QuerySet["Question"]):
    """Which questions still want an answer."""

    def unsettled(self) -> "QuestionQuerySet":
        """Neither answered nor let go."""
        return self.filter(settled_at__isnull=True)


class Question(models.Model):
    """Something a text asks; open once the provider took that text, one at a time."""

    class Kind(models.TextChoices):
        CONSENT = "consent"
        MENU = "menu"
        SAY_NEED = "say_need"
        IMPORTANCE = "importance"
        AUDIENCE = "audience"
        AGREE = "agree"
        SAY_CHANGE = "say_change"
        HAPPENED = "happened"
        HELPED = "helped"
        GOAL_RATING = "goal_rating"
        GOAL_AUDIENCE = "goal_audience"
        SAY_GOAL = "say_goal"
        TURN_TO = "turn_to"
        REVIEW_WISH = "review_wish"
        SAY_WISH = "say_wish"

    class Settled(models.TextChoices):
        ANSWERED = "answered"
        EXPIRED = "expired"
        PASSED_OVER = "passed_over"

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.UUIDField()
    message = models.UUIDField(unique=True)
    asked_number = models.UUIDField(null=True, blank=True)
    asked_twice = models.BooleanField(default=False)
    # The text that put it once more, unasked.
    reminder = models.UUIDField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(max_length=20, choices=Settled, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_as="")
                | (Q(settled_at__isnull=False) & ~Q(settled_as="")),
                name="a_settled_question_says_how",
            ),
            models.UniqueConstraint(fields=["asked_number"], name="one_invitation_a_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["side"], condition=Q(settled_at__isnull=True), name="open_questions"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} question of side {self.side_id}"


class Alert(models.Model):
    """Something that a human must look at; open until someone says they have."""

    class Kind(models.TextChoices):
        IN_DANGER = "in_danger", "May be in danger"
        HARM_SELF = "harm_self", "May harm themselves"
        THREAT = "threat", "Threatens someone"
        READ_SOON = "read_soon", "Read soon: may be about danger"
        DURESS = "duress", "Used the duress word"
        CALL = "call", "Asks for a call"
        STOPPED = "stopped", "Stopped texts"
        START = "start", "Asks to start again"
        HOURS = "hours", "Wants texts at other times"
        WRONG_NUMBER = "wrong_number", "Someone else may have the phone"
        MESSAGE = "message", "A message to read"
        CODE_WORD = "code_word", "Used the code word"
        WHO_MAY_KNOW = "who_may_know", "Ask who may know"
        CHANGE_ADVOCATE = "change_advocate", "Asks for another advocate"
        LANGUAGE = "language", "Chose another language"
        UNDONE = "undone", "Took an answer back"
        ALIVE = "alive", "Recorded as dead by mistake"

    URGENT: ClassVar[frozenset[str]] = frozenset({"in_danger", "harm_self", "threat", "duress"})
    ABOUT_DANGER: ClassVar[frozenset[str]] = URGENT | {"read_soon"}
    FOR_COORDINATORS: ClassVar[frozenset[str]] = ABOUT_DANGER | {"change_advocate"}
    # What an email tells of: where the person waits, or hears nothing, until somebody acts.
    BY_EMAIL: ClassVar[frozenset[str]] = FOR_COORDINATORS | {
        "call", "stopped", "start", "hours", "wrong_number",
    }  # fmt: skip

    # So long the advocate has to read what is perhaps about danger before coordinators are asked.
    FIRST_TO_READ: ClassVar[timedelta] = timedelta(hours=1)

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="alerts")
    side = models.ForeignKey(
        CaseSubject, models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    message = models.UUIDField(null=True, blank=True)
    raised_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="an_alert_is_seen_by_someone",
            ),
            models.UniqueConstraint(fields=["kind", "message"], name="one_alert_a_kind_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} alert about subject {self.subject_id}"

    @property
    def urgent(self) -> bool:
        """Whether somebody may be hurt."""
        return self.kind in self.URGENT

    def advocate_first(self, now: datetime) -> bool:
        """Whether it is the advocate's alone for now, where there is one."""
        return self.kind == self.Kind.READ_SOON and now < self.raised_at + self.FIRST_TO_READ

    @property
    def shape(self) -> str:
        """How it is marked (components/status.html): it cannot wait, it should not, it may."""
        soon = "now" if self.kind in self.BY_EMAIL else "open"
        return "urgent" if self.urgent else soon

    @property
    def plan(self) -> str:
        """What the person wants done when their duress word comes."""
        rule: SafeContactRule | None = getattr(self.subject, "safe_contact_rule", None)
        return rule.duress_plan if rule and self.kind == self.Kind.DURESS else ""
