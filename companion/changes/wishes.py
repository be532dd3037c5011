"""What a person wants from a review of their case: asked by text, and kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from companion.access.wishes import not_asked_before_review
from companion.changes.holding import hold
from companion.changes.questions import ask
from companion.history import record
from companion.models import (
    CaseSubject,
    EventKind,
    Question,
    Review,
    ReviewWish,
    Statement,
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
    review: Review, side: CaseSubject, wants: str, *, statement: Statement | None = None
) -> ReviewWish:
    """Keep what they want, from their own text; the panel decides, and earlier wishes stay."""
    wish = ReviewWish.objects.create(review=review, side=side, wants=wants, statement=statement)
    chain = side.subject.public_id
    record(EventKind.REVIEW_WISH_SAID, about=wish, chain=chain, acting_user=None)
    return wish


@transaction.atomic(savepoint=False)
def say_it_in_words(wish: ReviewWish, statement: Statement) -> None:
    """Put their very words beside what they want."""
    wish.statement = statement
    wish.save(update_fields=["statement"])
