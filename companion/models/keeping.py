"""History: who did what, and who looked."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from companion.models.people import User


class EventKind(models.TextChoices):
    """Every change there is; no content is kept with it."""

    CASE_OPENED = "case_opened"
    SIDE_ADDED = "side_added"
    ADVOCATE_APPOINTED = "advocate_appointed"
    ADVOCACY_ENDED = "advocacy_ended"
    PARTITION_MADE = "partition_made"
    NUMBER_CHANGED = "number_changed"
    NUMBER_FROZEN = "number_frozen"
    RULE_AGREED = "rule_agreed"
    RULE_CONFIRMED = "rule_confirmed"
    CONSENT_RECORDED = "consent_recorded"
    CONSENT_RENEWED = "consent_renewed"
    CONSENT_CONFIRMED = "consent_confirmed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    INVITED = "invited"
    ABSENCE_BEGAN = "absence_began"
    ABSENCE_ENDED = "absence_ended"
    DEATH_CORRECTED = "death_corrected"
    CODE_AGREED = "code_agreed"
    CODE_ENDED = "code_ended"
    STOPPED = "stopped"
    LANGUAGE_CHOSEN = "language_chosen"
    ANSWER_TAKEN_BACK = "answer_taken_back"
    STARTED = "started"
    PAUSED = "paused"
    HOURS_ASKED = "hours_asked"
    STATEMENT_MADE = "statement_made"
    STATEMENT_PLACED = "statement_placed"
    AUDIENCE_CHOSEN = "audience_chosen"
    AUDIENCE_OVERRIDDEN = "audience_overridden"
    OVERRIDE_TOLD = "override_told"
    OVERRIDE_PUT_OFF = "override_put_off"
    TRANSLATION_ADDED = "translation_added"
    STAFF_SUMMARY_ADDED = "staff_summary_added"
    NEED_OPENED = "need_opened"
    IMPORTANCE_GIVEN = "importance_given"
    NEED_ANSWERED = "need_answered"
    MEMBER_ASKED = "member_asked"
    MEMBER_ANSWERED = "member_answered"
    ACTION_AGREED = "action_agreed"
    ACTION_DONE = "action_done"
    TELLING_DECIDED = "telling_decided"
    TOLD = "told"
    ACTION_ANSWERED = "action_answered"
    FEEDBACK_GIVEN = "feedback_given"
    ADVOCATE_WROTE = "advocate_wrote"
    ALERT_RAISED = "alert_raised"
    ALERT_SEEN = "alert_seen"
    ALERT_TOLD = "alert_told"
    ALERT_ESCALATED = "alert_escalated"
    DUTY_TEST_ASKED = "duty_test_asked"
    DUTY_TEST_CONFIRMED = "duty_test_confirmed"
    SIGNED_IN = "signed_in"
    ACCOUNT_MADE = "account_made"
    GOAL_OPENED = "goal_opened"
    GOAL_RATED = "goal_rated"
    GOAL_ENDED = "goal_ended"
    TURN_TO_RATED = "turn_to_rated"
    ONE_TIME_WORD_GIVEN = "one_time_word_given"
    ENGAGEMENT_RECORDED = "engagement_recorded"
    ORDER_CHANGED = "order_changed"
    REMINDED = "reminded"
    FED_BACK = "fed_back"
    MEETING_CALLED = "meeting_called"
    AGENDA_CHANGED = "agenda_changed"
    SUMMARY_FROZEN = "summary_frozen"
    MEETING_CLOSED = "meeting_closed"
    REVIEW_PLANNED = "review_planned"
    REVIEW_DECIDED = "review_decided"
    REVIEW_WISH_SAID = "review_wish_said"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    HARM_REPORTED = "harm_reported"
    HARM_LEARNED_FROM = "harm_learned_from"
    REFERRED = "referred"
    REFERRAL_DECIDED = "referral_decided"
    SIDE_LEFT = "side_left"
    STAND_IN_ARRANGED = "stand_in_arranged"
    STAND_IN_ENDED = "stand_in_ended"
    EMERGENCY_ASKED = "emergency_asked"
    EMERGENCY_CONFIRMED = "emergency_confirmed"
    EMERGENCY_ENDED = "emergency_ended"
    AGENCY_CHANGED = "agency_changed"
    PANEL_MADE = "panel_made"
    PANEL_CHANGED = "panel_changed"
    AREAS_CHANGED = "areas_changed"
    PANEL_LIVE = "panel_live"
    SENDER_CHECKED = "sender_checked"
    SEAT_GIVEN = "seat_given"
    SEAT_ENDED = "seat_ended"
    FACTS_KEPT = "facts_kept"
    OPENING_EXPLAINED = "opening_explained"
    OPENING_CHECKED = "opening_checked"
    OPENING_ASKED_ABOUT = "opening_asked_about"
    OPENING_SETTLED = "opening_settled"
    NEVER_SEE_CHANGED = "never_see_changed"
    DETAILS_CHANGED = "details_changed"
    CAPACITY_NOTED = "capacity_noted"
    USER_INVITED = "user_invited"
    INVITATION_TAKEN = "invitation_taken"
    ACCOUNT_CLOSED = "account_closed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    CODE_GIVEN_AGAIN = "code_given_again"
    SIGN_INS_ENDED = "sign_ins_ended"
    FACTOR_RESET_ASKED = "factor_reset_asked"
    FACTOR_RESET_STOPPED = "factor_reset_stopped"
    FACTOR_RESET = "factor_reset"
    PASSKEY_ADDED = "passkey_added"
    APP_REMOVED = "app_removed"
    PASSKEY_REMOVED = "passkey_removed"
    TEXT_PLANNED = "text_planned"
    PLAN_CHANGED = "plan_changed"
    PLAN_PAUSED = "plan_paused"
    PLAN_RESUMED = "plan_resumed"
    PLAN_ENDED = "plan_ended"
    PLANNED_TEXT_WRITTEN = "planned_text_written"
    MEDIUM_ASKED_FOR = "medium_asked_for"
    STRANGER_DEALT_WITH = "stranger_dealt_with"
    STRANGER_FORGOTTEN = "stranger_forgotten"
    WORRY_LOOKED_AT = "worry_looked_at"
    CONVERSATION_EXPORTED = "conversation_exported"


class Chain(models.Model):
    """The head of one hash chain: of a subject, else a panel, else the service."""

    owner_id = models.UUIDField(primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"chain of {self.owner_id}"


class Event(models.Model):
    """One append-only line of history: who did what to which record, no content."""

    class Actor(models.TextChoices):
        SUBJECT = "subject"
        USER = "user"
        SERVICE = "service"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="events")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=30, choices=EventKind)
    actor = models.CharField(max_length=10, choices=Actor)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    about_type = models.CharField(max_length=40)
    about_id = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_line_a_place_in_a_chain")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_type} {self.about_id}"


class Access(models.Model):
    """One line for each subject that a page showed to a user."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    subject_id = models.UUIDField(db_index=True)
    page = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "accesses"

    def __str__(self) -> str:
        return f"{self.page} shown to user {self.user_id}"
