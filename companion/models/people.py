"""Who takes part: people whose case it is, and people who work for an agency."""

import time
from base64 import b32decode
from datetime import datetime
from hmac import compare_digest
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import hotp

from vault.fields import EncryptedField
from vault.models import SealedModel


class Agency(models.Model):
    """An organisation on a panel."""

    class Sector(models.TextChoices):
        STATUTORY = "statutory", "Statutory"
        VOLUNTARY = "voluntary", "Voluntary"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=40, unique=True)
    sector = models.CharField(max_length=20, choices=Sector)

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; nobody registers themselves."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make one account."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its email, whatever its case."""
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works for an agency, or runs the service."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="users")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    is_evaluator = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_email")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's admin is not mounted: nobody is its staff."""
        return False

    def get_full_name(self) -> str:
        """The name that Wagtail shows."""
        return self.name

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ")[0]


class SealedTotpDevice(SealedModel, ThrottlingMixin, Device):
    """An authenticator app whose secret is sealed; django-otp's own keeps it in the clear."""

    STEP = 30  # seconds
    DRIFT = 1  # steps that a phone's clock may be early or late

    secret = EncryptedField()  # base32, as an authenticator app takes it
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user"], name="one_authenticator_a_user"),
            models.CheckConstraint(
                condition=~models.Q(secret=""), name="authenticator_has_a_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"authenticator of user {self.user_id}"

    def get_throttle_factor(self) -> int:
        """Seconds to wait after the first wrong code; doubled by each one after it."""
        return 1

    def closed_until(self) -> datetime | None:
        """Until when no code is looked at, after wrong ones."""
        allowed, refusal = self.verify_is_allowed()  # type: ignore[no-untyped-call]
        return None if allowed else refusal["locked_until"]

    def verify_token(self, token: str) -> bool:
        """Take a code: right, not used before, and not tried too soon. The caller locks the row."""
        if self.closed_until():
            return False
        step = self._step_of(token)
        if step is None:
            self.throttle_increment(commit=False)  # type: ignore[no-untyped-call]
        else:
            self.last_step = step
            self.throttle_reset(commit=False)  # type: ignore[no-untyped-call]
        self.save(
            update_fields=["last_step", "throttling_failure_count", "throttling_failure_timestamp"]
        )
        return step is not None

    def _step_of(self, token: str) -> int | None:
        """The unused step whose code this is; all are compared, so that time tells nothing."""
        now = int(time.time()) // self.STEP
        key = b32decode(self.secret, casefold=True)
        steps = range(max(now - self.DRIFT, self.last_step + 1), now + self.DRIFT + 1)
        right = [s for s in steps if compare_digest(f"{hotp(key, s):06}".encode(), token.encode())]
        return right[0] if right else None


class Subject(SealedModel):
    """A person whose case it is."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"
        POLISH = "pl", "Polish"
        URDU = "ur", "Urdu"
        PUNJABI = "pa", "Punjabi"
        ROMANIAN = "ro", "Romanian"

    name = EncryptedField()
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(name=""), name="subject_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(owner_id=models.F("public_id")), name="subject_owns_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"subject {self.public_id}"
