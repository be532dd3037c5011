"""What was asked and answered by text lately, as far as the next text depends on it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce

from companion.access.contact import UNDER_WAY
from companion.models import Question, Subject, WordingKey
from messaging.models import IncomingMessage, OutgoingMessage


def came_at(texts: Collection[UUID]) -> dict[UUID, datetime]:
    """When these texts of people's own came."""
    came = IncomingMessage.objects.filter(public_id__in=texts)
    return dict(came.values_list("public_id", "received_at"))


def invited_at(owners: Collection[UUID]) -> dict[UUID, dict[UUID, datetime]]:
    """Which invitations left for people, and when each was claimed; by person."""
    invitations = OutgoingMessage.objects.filter(
        owner_id__in=list(owners),
        wording=WordingKey.INVITATION,
        state__in=UNDER_WAY,
    )
    left: dict[UUID, dict[UUID, datetime]] = defaultdict(dict)
    for owner_id, message, moment in invitations.values_list("owner_id", "public_id", "claimed_at"):
        if moment:
            left[owner_id][message] = moment
    return left


def asked_since(messages: Collection[UUID], since: datetime) -> dict[UUID, datetime]:
    """Which of these questions left, and when; sending and unknown ones count as asked."""
    sent = OutgoingMessage.objects.filter(public_id__in=messages, state__in=UNDER_WAY).annotate(
        left_at=Coalesce("accepted_at", "claimed_at")
    )
    return dict(sent.filter(left_at__gt=since).values_list("public_id", "left_at"))


def left_since(messages: Collection[UUID], since: datetime) -> dict[UUID, datetime]:
    """Which of these questions the provider surely took since then, and when each left us.

    It may be on the phone, and answered, before we have written down that it was taken.
    """
    taken = OutgoingMessage.objects.filter(public_id__in=messages, accepted_at__gt=since)
    left = taken.annotate(left_at=Coalesce("claimed_at", "accepted_at"))
    return dict(left.values_list("public_id", "left_at"))


def last_answered(subject: Subject, since: datetime) -> Question | None:
    """The question that the person's own text answered last, if that is not too long ago."""
    answered = Question.objects.filter(
        side__subject=subject,
        side__left_at__isnull=True,
        settled_as=Question.Settled.ANSWERED,
        settled_at__gte=since,
    )
    return answered.select_related("side__subject").order_by("-settled_at", "-pk").first()


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
