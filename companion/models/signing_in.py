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
