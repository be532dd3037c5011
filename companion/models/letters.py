"""Emails that say nothing: a row before it leaves, and what became of it."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.contact import Alert
from companion.models.panels import Panel
from companion.models.people import User
from companion.models.signing_in import Invitation


class LetterState(models.TextChoices):
    """How far an email came."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    # The worker or the line was lost on the way: never sent again, for it may have arrived.
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class Letter(models.Model):
    """One email to one user, that waits, is under way, or has settled."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    raised_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def _to_send(name: str) -> models.Index:
    """The few rows among many that a worker looks for."""
    return models.Index(fields=["state"], condition=Q(state__in=["waiting", "sending"]), name=name)


class Reminder(Letter):
    """One email to one user about one action or owed answer; each kind goes once."""

    class Kind(models.TextChoices):
        SOON = "soon", "Due soon"
        TODAY = "today", "Due today"
        LATE = "late", "Late: its owner"
        COORDINATOR = "coordinator", "Late: the coordinator"
        CHAIR = "chair", "Late: the chair"

    State = LetterState

    about_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["about_id", "kind", "user"], name="each_reminder_goes_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [_to_send("reminders_to_send")]

    def __str__(self) -> str:
        return f"{self.kind} reminder about {self.about_id}"


class AlertLetter(Letter):
    """One email to one user about one alert; another round comes until it is seen.

    The first round is number 0.
    """

    class Why(models.TextChoices):
        ADVOCATE = "advocate", "speaks for them"
        STAND_IN = "stand_in", "stands in"
        DUTY = "duty", "duty contact"
        COORDINATOR = "coordinator", "coordinates"

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="letters")
    round = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=12, choices=Why)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alert", "user", "round"], name="one_letter_a_round_of_an_alert"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [_to_send("alert_letters_to_send")]

    def __str__(self) -> str:
        return f"letter {self.round} about alert {self.alert_id}"


class Notice(Letter):
    """One email to one user about their account, or about something that they are to look at."""

    class Kind(models.TextChoices):
        MAY_CONFIRM = "may_confirm", "An emergency waits for a second person"
        ACTS = "acts", "They act in an emergency"
        ACTED_FOR = "acted_for", "Somebody acts in their place"
        ASKED_ABOUT = "asked_about", "They are asked why they opened a case"
        STRANGER_IN_DANGER = "stranger_in_danger", "An unknown number texted words of danger"
        PASSKEY_ADDED = "passkey_added", "A passkey was added"
        PASSKEY_REMOVED = "passkey_removed", "A passkey was removed"
        PASSWORD_CHANGED = "password_changed", "The password was changed"
        RECOVERY_CODE_USED = "recovery_code_used", "A recovery code was used"
        APP_REMOVED = "app_removed", "Their authenticator app was removed"
        AGENCY_CHANGED = "agency_changed", "They belong to another agency now"
        RESET_ASKED = "reset_asked", "Their ways in are to be taken off"

    kind = models.CharField(max_length=20, choices=Kind)
    about_id = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [_to_send("notices_to_send")]

    def __str__(self) -> str:
        return f"{self.kind} notice to user {self.user_id}"


class InvitationLetter(Letter):
    """The email that carries the link of one invitation; the link is made as it leaves."""

    class Why(models.TextChoices):
        INVITED = "invited", "Invited"
        RESET = "reset", "Their ways in were taken off"

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="letter")
    why = models.CharField(max_length=8, choices=Why)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [_to_send("invitations_to_send")]

    def __str__(self) -> str:
        return f"letter of invitation {self.invitation_id}"


class DutyTest(Letter):
    """A test email to whoever is to be a panel's duty contact; its number shows that it came."""

    # So many wrong numbers, and it must be asked for anew.
    MOST_WRONG = 5

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="duty_tests")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    number_index = models.CharField(max_length=64, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(number_index=""),
                name="a_duty_test_is_confirmed_by_its_number",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [_to_send("duty_tests_to_send")]

    def __str__(self) -> str:
        return f"duty test of panel {self.panel_id}"
