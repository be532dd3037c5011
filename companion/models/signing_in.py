"""Ways in that work once: an invitation, and codes for when the phone is lost."""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone

from companion.models.people import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """What can be asked of invitations."""

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Those whose link still works."""
        return self.filter(taken_at=None, ended_at=None, expires_at__gt=now, user__is_active=True)


class Invitation(models.Model):
    """A link that lets one person make an account theirs, once; only its digest is kept."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(taken_at=None, ended_at=None),
                name="one_open_invitation_a_user",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.public_id}"


class FactorResetQuerySet(models.QuerySet["FactorReset"]):
    """What can be asked of resets."""

    def open(self, now: datetime) -> "FactorResetQuerySet":
        """Those that wait for a second person."""
        return self.filter(
            confirmed_at=None, ended_at=None, expires_at__gt=now, user__is_active=True
        )


class FactorReset(models.Model):
    """An authenticator to be taken off an account: one administrator asks, another confirms."""

    user = models.ForeignKey(User, models.PROTECT, related_name="factor_resets")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(confirmed_at=None, ended_at=None),
                name="one_open_reset_a_user",
            ),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("asked_by")),
                name="a_reset_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("user"))
                & ~models.Q(confirmed_by=models.F("user")),
                name="nobody_resets_themselves",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_confirmed_reset_names_who_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"reset for user {self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper that stands in for the authenticator app, once; only its digest is kept."""

    user = models.ForeignKey(User, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "digest"], name="a_recovery_code_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"recovery code of user {self.user_id}"
