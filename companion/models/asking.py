"""What members of a panel ask each other between meetings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from companion.models.actions import AgreedAction
from companion.models.panels import CaseSubject
from companion.models.people import User
from companion.models.words import Need
from vault.fields import EncryptedField
from vault.models import SealedModel


class MemberQuestion(SealedModel):
    """One member asks another about a need or an agreed action; whoever reads that reads this."""

    side = models.ForeignKey(CaseSubject, models.PROTECT, related_name="member_questions")
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="member_questions"
    )
    agreed_action = models.ForeignKey(
        AgreedAction, models.PROTECT, null=True, blank=True, related_name="member_questions"
    )
    words = EncryptedField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = EncryptedField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(need__isnull=False, agreed_action__isnull=True)
                | Q(need__isnull=True, agreed_action__isnull=False),
                name="a_member_asks_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(words="")
                & (
                    Q(answer="", answered_at__isnull=True)
                    | (~Q(answer="") & Q(answered_at__isnull=False))
                ),
                name="a_members_question_has_words_and_its_answer_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"question of a member {self.public_id}"
