"""Taking an answer back, soon after it was given; both stay in the history."""

from datetime import timedelta

from django.db import transaction

from companion.access.wishes import newest_wish
from companion.changes.actions import answer_action
from companion.changes.questions import settle
from companion.changes.words import choose_audience
from companion.history import record
from companion.models import (
    ActionResponse,
    AgreedAction,
    EventKind,
    Goal,
    Need,
    Question,
    Review,
    ReviewWish,
    Statement,
)

WITHIN = timedelta(hours=1)
Kind = Question.Kind
# What each answer may have led to; a question about it is let go with the answer.
FOLLOWED_BY = {
    Kind.AGREE: Kind.SAY_CHANGE,
    Kind.HAPPENED: Kind.HELPED,
    Kind.IMPORTANCE: Kind.AUDIENCE,
    Kind.GOAL_RATING: Kind.GOAL_AUDIENCE,
    Kind.HELPED: None,
    Kind.AUDIENCE: None,
    Kind.GOAL_AUDIENCE: None,
    Kind.TURN_TO: None,
    Kind.REVIEW_WISH: Kind.SAY_WISH,
    Kind.SAY_WISH: None,
}


@transaction.atomic(savepoint=False)
def take_back(question: Question) -> bool:
    """Let a question be answered anew; False where that is not for a text to do.

    An agreement or a wish no longer stands, and words are for the advocate only, until it is. What
    was said of an action, a goal or someone to turn to stands until something newer does.
    """
    if question.kind not in FOLLOWED_BY or _is_over(question):
        return False
    if question.kind == Kind.AGREE:
        action = AgreedAction.objects.select_related("side__subject").get(public_id=question.about)
        answer_action(action, ActionResponse.Answer.COULD_NOT, acting_user=None)
    elif question.kind == Kind.REVIEW_WISH:
        _take_back_wish(question)
    elif statement := _statement_of(question):
        choose_audience(statement, Statement.Audience.ADVOCATE, acting_user=None)
    follows = FOLLOWED_BY[Kind(question.kind)]
    for after in Question.objects.unsettled().filter(side=question.side, kind=follows):
        settle(after, Question.Settled.PASSED_OVER)
    question.settled_at, question.settled_as, question.asked_twice = None, "", False
    question.save(update_fields=["settled_at", "settled_as", "asked_twice"])
    side = question.side
    chain = side.subject.public_id
    record(EventKind.ANSWER_TAKEN_BACK, about=side, chain=chain, acting_user=None)
    return True


def _take_back_wish(question: Question) -> None:
    wish = newest_wish(question.side, question.about)
    if wish is None:
        return
    wish.taken_back = True
    wish.save(update_fields=["taken_back"])
    if wish.statement:
        choose_audience(wish.statement, Statement.Audience.ADVOCATE, acting_user=None)


def _is_over(question: Question) -> bool:
    """Whether what was asked about was done, or decided, since: then it is past taking back."""
    if question.kind == Kind.REVIEW_WISH:
        return Review.objects.filter(public_id=question.about, decided_at__isnull=False).exists()
    done = AgreedAction.objects.filter(public_id=question.about, done_at__isnull=False)
    return question.kind == Kind.AGREE and done.exists()


def _statement_of(question: Question) -> Statement | None:
    """The words whose readers this answer may have chosen; none of an older goal."""
    if question.kind in {Kind.IMPORTANCE, Kind.AUDIENCE}:
        need = Need.objects.select_related("statement__subject").get(public_id=question.about)
        return need.statement
    if question.kind == Kind.GOAL_AUDIENCE:
        goal = Goal.objects.select_related("statement__subject").get(public_id=question.about)
        return goal.statement
    if question.kind == Kind.SAY_WISH:
        wishes = ReviewWish.objects.select_related("statement__subject")
        return wishes.get(public_id=question.about).statement
    return None
