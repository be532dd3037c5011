"""What somebody has besides their password: an authenticator app, and passkeys."""

import time
from base64 import b32decode
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import hotp

from vault.fields import EncryptedField
from vault.models import SealedModel


class Factor(ThrottlingMixin, Device):
    """A second factor; each wrong try makes the wait before the next one longer."""

    LONGEST_WAIT = timedelta(minutes=15)
    MOST_DOUBLED = 10  # past the longest wait; more would only be a larger number
    # What taking it changes, besides the count of tries.
    CHANGED_BY_USE: ClassVar[list[str]]

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first wrong try; doubled by each one after it."""
        return 1

    def closed_until(self) -> datetime | None:
        """Until when nothing is looked at: a second, doubled by each wrong try, up to a cap."""
        if not self.throttling_failure_count or self.throttling_failure_timestamp is None:
            return None
        doubled = 2 ** min(self.throttling_failure_count - 1, self.MOST_DOUBLED)
        until = self.throttling_failure_timestamp + min(
            timedelta(seconds=doubled), self.LONGEST_WAIT
        )
        return until if until > timezone.now() else None

    def count_try(self, *, right: bool) -> None:
        """A right one ends the wait, a wrong one makes it longer."""
        if right:
            self.throttle_reset(commit=False)  # type: ignore[no-untyped-call]
        else:
            self.throttle_increment(commit=False)  # type: ignore[no-untyped-call]
        counted = ["throttling_failure_count", "throttling_failure_timestamp"]
        self.save(update_fields=[*self.CHANGED_BY_USE, *counted])


class SealedTotpDevice(SealedModel, Factor):
    """An authenticator app whose secret is sealed; django-otp's own keeps it in the clear."""

    STEP = 30  # seconds
    DRIFT = 1  # steps that a phone's clock may be early or late
    CHANGED_BY_USE: ClassVar = ["last_step"]

    secret = EncryptedField()  # base32, as an authenticator app takes it
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # One to sign in with, and at most one that is being set up.
            models.UniqueConstraint(fields=["user", "confirmed"], name="one_authenticator_a_user"),
            models.CheckConstraint(
                condition=~models.Q(secret=""), name="authenticator_has_a_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"authenticator of user {self.user_id}"

    def verify_token(self, token: str) -> bool:
        """Take a code: right, not used before, and not tried too soon. The caller locks the row."""
        if self.closed_until():
            return False
        right = self.takes(token)
        self.count_try(right=right)
        return right

    def takes(self, token: str) -> bool:
        """Whether this is an unused code, which is then used up; `count_try` keeps that."""
        step = self._step_of(token)
        if step is not None:
            self.last_step = step
        return step is not None

    def _step_of(self, token: str) -> int | None:
        """The unused step whose code this is; all are compared, so that time tells nothing."""
        now = int(time.time()) // self.STEP
        key = b32decode(self.secret, casefold=True)
        steps = range(max(now - self.DRIFT, self.last_step + 1), now + self.DRIFT + 1)
        right = [s for s in steps if compare_digest(f"{hotp(key, s):06}".encode(), token.encode())]
        return right[0] if right else None


class Passkey(Factor):
    """A key pair whose other half never leaves its owner's phone, computer or security key.

    Only what the browser gives every site that it signs in to is kept; see decision 0016.
    """

    MOST = 10  # for one user
    CHANGED_BY_USE: ClassVar = ["sign_count", "used_at"]

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    credential_id = models.CharField(max_length=1364, unique=True)  # base64url of 1,023 bytes
    public_key = models.BinaryField()  # COSE
    transports = models.CharField(max_length=80, blank=True)  # with spaces between
    sign_count = models.PositiveBigIntegerField(default=0)  # 32 bits; 0 where none is kept
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(credential_id="") & ~models.Q(name=""),
                name="a_passkey_has_an_id_and_a_name",
            )
        ]

    def __str__(self) -> str:
        return f"passkey {self.public_id}"
