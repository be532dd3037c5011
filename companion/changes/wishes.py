"""What a person wants from a review of their case: asked by text, or written down with them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from companion.access.wishes import not_asked_before_review
from companion.changes.errors import ReviewDecided
from companion.changes.holding import hold
from companion.changes.questions import ask, settle
from companion.changes.words import choose_audience, keep_words
from companion.history import record
from companion.models import (
    Agency,
    CaseSubject,
    EventKind,
    Question,
    Review,
    ReviewWish,
    Statement,
    User,
    WordingKey,
)


def ask_before_reviews(now: datetime) -> None:
    """Ask each side once what they want, in the week before; no answer is an answer too."""
    for side in not_asked_before_review(now):
        with transaction.atomic():
            hold(side.subject.public_id)
            # The review may have been decided or moved, or somebody asked, in this moment.
            still = {one: one.review for one in not_asked_before_review(now)}  # type: ignore[attr-defined]
            if side in still:
                ask_for_wish(side, still[side])


def ask_for_wish(side: CaseSubject, review: UUID) -> None:
    """Put the question in the queue of one side."""
    ask(side, Question.Kind.REVIEW_WISH, WordingKey.REVIEW_WISH, about=review)


@transaction.atomic(savepoint=False)
def say_wish(
    review: Review,
    side: CaseSubject,
    wants: str,
    *,
    acting_user: User | None,
    statement: Statement | None = None,
) -> ReviewWish:
    """Keep what they want; the panel decides, and earlier wishes stay."""
    wish = ReviewWish.objects.create(
        review=review, side=side, wants=wants, statement=statement, recorded_by=acting_user
    )
    chain = side.subject.public_id
    record(EventKind.REVIEW_WISH_SAID, about=wish, chain=chain, acting_user=acting_user)
    return wish


@dataclass(frozen=True)
class Wished:
    """What they want as the advocate wrote it down with them, with words if they said any."""

    wants: str
    words: str = ""
    channel: str = ""
    audience: str = Statement.Audience.ADVOCATE
    agencies: tuple[Agency, ...] = ()


@transaction.atomic
def record_wish(
    review: Review, side: CaseSubject, wished: Wished, *, acting_user: User
) -> ReviewWish:
    """Keep what the person told their advocate; it is not asked by text any more."""
    subject = hold(side.subject.public_id)
    if not Review.objects.filter(pk=review.pk, decided_at__isnull=True).exists():
        raise ReviewDecided
    said = None
    if wished.words:
        said = keep_words(
            subject, wished.words, side=side, channel=wished.channel, acting_user=acting_user
        )
        agencies = list(wished.agencies)
        choose_audience(said, wished.audience, acting_user=acting_user, agencies=agencies)
    wish = say_wish(review, side, wished.wants, acting_user=acting_user, statement=said)
    for question in asked_before_a_review().filter(side=side):
        settle(question, Question.Settled.PASSED_OVER)
    return wish


def asked_before_a_review() -> QuerySet[Question]:
    """Open questions about what somebody wants from a review."""
    kinds = (Question.Kind.REVIEW_WISH, Question.Kind.SAY_WISH)
    open_ones = Question.objects.unsettled().filter(kind__in=kinds)
    return open_ones.select_related("side__subject")


@transaction.atomic(savepoint=False)
def say_it_in_words(wish: ReviewWish, statement: Statement) -> None:
    """Put their very words beside what they want."""
    wish.statement = statement
    wish.save(update_fields=["statement"])
