"""Who takes part: people whose case it is, and people who work for an agency."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from vault.fields import EncryptedField
from vault.models import SealedModel


class Agency(models.Model):
    """An organisation on a panel."""

    class Sector(models.TextChoices):
        STATUTORY = "statutory", "Statutory"
        VOLUNTARY = "voluntary", "Voluntary"

    class Regime(models.TextChoices):
        UK_GDPR = "uk_gdpr", "UK GDPR"
        PART_3 = "part_3", "Data Protection Act 2018, Part 3 (law enforcement)"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=40, unique=True)
    sector = models.CharField(max_length=20, choices=Sector)
    controller = models.CharField("the controller of its data", max_length=80, blank=True)
    regime = models.CharField(max_length=10, choices=Regime, default=Regime.UK_GDPR)
    basis = models.CharField("its lawful basis, in words", max_length=200, blank=True)
    agreement = models.CharField("its sharing agreement", max_length=120, blank=True)
    agreement_review_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "agencies"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(agreement="") | models.Q(agreement_review_on__isnull=False),
                name="a_sharing_agreement_is_reviewed",
            )
        ]

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


class AgeBand(models.TextChoices):
    """How old a person is, as far as the rules need to know."""

    UNDER_13 = "under_13", "Under 13"
    FROM_13 = "13_to_15", "13 to 15"
    FROM_16 = "16_or_17", "16 or 17"
    ADULT = "adult", "18 or over"


class CommunicationNeed(models.TextChoices):
    """What others must do so that a person can take part."""

    BSL = "bsl", "British Sign Language"
    RELAY_UK = "relay_uk", "Calls through Relay UK"
    INTERPRETER = "interpreter", "An interpreter"
    EASY_WORDS = "easy_words", "Easy words, a little at a time"
    LARGE_PRINT = "large_print", "Large print"
    READ_ALOUD = "read_aloud", "Things read aloud: reading is hard"


class Subject(SealedModel):
    """A person whose case it is."""

    class Whereabouts(models.TextChoices):
        """Where somebody is who cannot read their own texts."""

        CUSTODY = "custody", "in custody"
        HOSPITAL = "hospital", "in hospital"
        MISSING = "missing", "missing"
        DEAD = "dead", "died"

    name = EncryptedField()
    # Which there are is data (content/defaults/languages.json).
    language = models.CharField(max_length=12, default="en")
    # What stands now; who recorded it and why is the newest `Absence`.
    whereabouts = models.CharField(max_length=10, choices=Whereabouts, blank=True, default="")
    legal_hold_since = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    age_band = models.CharField(max_length=10, choices=AgeBand, default=AgeBand.ADULT)
    # That a young person understands what taking part by text means, and who found so.
    competence_at = models.DateTimeField(null=True, blank=True)
    competence_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    # Codes of CommunicationNeed with spaces between; sealed, for it tells of a person's health.
    communication = EncryptedField(blank=True)
    interpreter = EncryptedField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(competence_at__isnull=True, competence_by__isnull=True)
                | models.Q(competence_at__isnull=False, competence_by__isnull=False),
                name="competence_names_who_found_it",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="subject_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(owner_id=models.F("public_id")), name="subject_owns_itself"
            ),
            models.CheckConstraint(
                condition=~models.Q(whereabouts="dead") | models.Q(legal_hold_since__isnull=False),
                name="a_death_sets_a_legal_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"subject {self.public_id}"

    @property
    def communication_needs(self) -> list[str]:
        """What others must do so that this person can take part, in words."""
        return [self._in_words(CommunicationNeed(code)) for code in self.communication.split()]

    def _in_words(self, need: CommunicationNeed) -> str:
        if need is CommunicationNeed.INTERPRETER and self.interpreter:
            return f"{need.label}: {self.interpreter}"
        return str(need.label)

    @property
    def is_dead(self) -> bool:
        """Whether they are recorded as having died."""
        return self.whereabouts == self.Whereabouts.DEAD

    @property
    def too_young(self) -> bool:
        """Whether nobody of this age is texted at all."""
        return self.age_band in settings.AGE_BANDS_WITHOUT_TEXTS

    def lacks_competence(self, *, shared_phone: bool) -> bool:
        """Whether this age needs recorded competence and a phone of its own, and one is missing."""
        if self.age_band not in settings.AGE_BANDS_WITH_COMPETENCE:
            return False
        return self.competence_at is None or shared_phone


class CapacityNote(SealedModel):
    """What was found about one decision a person had to make; about no other decision."""

    class Finding(models.TextChoices):
        CAN = "can", "Can decide this"
        WITH_SUPPORT = "with_support", "Can decide this with support"
        CANNOT_NOW = "cannot_now", "Cannot decide this now"

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="capacity_notes")
    decision = EncryptedField()
    finding = models.CharField(max_length=12, choices=Finding)
    note = EncryptedField()
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(decision="") & ~models.Q(note=""),
                name="a_capacity_note_says_which_decision_and_why",
            )
        ]

    def __str__(self) -> str:
        return f"capacity note {self.public_id}"
