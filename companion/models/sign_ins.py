"""The sessions of everybody's browsers, each with whose it is."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from companion.models.people import User


class SignIn(AbstractBaseSession):
    """One browser's session; the columns beside its data let its owner see it and end it."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="sign_ins")
    # The same while the key of the session changes, which no page shows.
    public_id = models.UUIDField(null=True, blank=True, db_index=True)
    where = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    # Whether the second factor was given too.
    whole = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expire_date"], name="sign_ins_that_are_over")
        ]

    def __str__(self) -> str:
        return f"sign-in of user {self.user_id}"
