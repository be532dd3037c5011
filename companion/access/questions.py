"""What was asked and answered by text lately, as far as the next text depends on it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce

from companion.models import Question, Subject, WordingKey
from messaging.models import IncomingMessage, OutgoingMessage


def came_at(texts: Collection[UUID]) -> dict[UUID, datetime]:
    """When these texts of people's own came."""
    came = IncomingMessage.objects.filter(public_id__in=texts)
    return dict(came.values_list("public_id", "received_at"))


def left_since(messages: Collection[UUID], since: datetime) -> dict[UUID, datetime]:
    """Which of these questions the provider surely took since then, and when each left us.

    It may be on the phone, and answered, before we have written down that it was taken.
    """
    taken = OutgoingMessage.objects.filter(public_id__in=messages, accepted_at__gt=since)
    left = taken.annotate(left_at=Coalesce("claimed_at", "accepted_at"))
    return dict(left.values_list("public_id", "left_at"))


def asked_anew_by_undo(question: Question) -> bool:
    """Whether a question is open because its answer was just taken back."""
    asked = OutgoingMessage.objects.filter(public_id=question.message)
    return asked.filter(reply_to__outcome="undo").exists()


def was_asked_which(subject: Subject, since: datetime) -> bool:
    """Whether somebody was asked lately which question a number of theirs answers."""
    asked = OutgoingMessage.objects.filter(
        owner_id=subject.public_id, wording=WordingKey.WHICH_ONE, created_at__gt=since
    )
    return asked.exists()


def advocate_wrote_since(subject: Subject, since: datetime) -> bool:
    """Whether words of their advocate's own left since then: what comes may answer them."""
    wrote = OutgoingMessage.objects.filter(
        owner_id=subject.public_id, wording=WordingKey.ADVOCATE_WORDS, accepted_at__gt=since
    )
    return wrote.exists()


def unanswered_since(subject: Subject, since: datetime) -> bool:
    """Whether something asked of them was let go unanswered since then."""
    let_go = Question.objects.filter(
        side__subject=subject, settled_as=Question.Settled.EXPIRED, settled_at__gt=since
    )
    return let_go.exists()
