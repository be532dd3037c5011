"""Agreeing actions, doing them, and what the person says of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from companion.changes.answers import Tell, decide_telling
from companion.changes.errors import AlreadyDone, GoesInACircle
from companion.changes.holding import hold
from companion.changes.questions import ask, settle_about
from companion.changes.reviews import still_open
from companion.history import record
from companion.models import (
    ActionResponse,
    AgreedAction,
    CaseSubject,
    Engagement,
    EventKind,
    Feedback,
    Need,
    Question,
    User,
    WordingKey,
)


@dataclass(frozen=True)
class Plan:
    """What a panel agrees to do, by whom and when."""

    what: str
    kind: str
    owned_by: User
    due_on: date
    newness: str = AgreedAction.Newness.NEW
    statutory: bool = False
    after: AgreedAction | None = None


@transaction.atomic
def agree_action(
    side: CaseSubject, plan: Plan, needs: Iterable[Need], tell: Tell, *, acting_user: User
) -> AgreedAction:
    """Agree an action and put it to the person, if it is safe to."""
    still_open(side)
    subject = side.subject
    action = AgreedAction.objects.create(
        side=side, owner_id=subject.public_id, agreed_by=acting_user, **vars(plan)
    )
    action.needs.set(needs)
    record(EventKind.ACTION_AGREED, about=action, chain=subject.public_id, acting_user=acting_user)
    decide_telling(action, tell, acting_user=acting_user)
    wording = WordingKey.REQUIREMENT_AGREED if plan.statutory else WordingKey.ACTION_AGREED
    ask(side, Question.Kind.AGREE, wording, about=action.public_id)
    return action


@transaction.atomic
def answer_action(
    action: AgreedAction, answer: str, *, words: str = "", acting_user: User | None
) -> ActionResponse:
    """Keep what the person says to an action; no is an answer like any other."""
    hold(action.owner_id)
    response = ActionResponse.objects.create(
        agreed_action=action,
        owner_id=action.owner_id,
        answer=answer,
        words=words,
        recorded_by=acting_user,
    )
    record(
        EventKind.ACTION_ANSWERED,
        about=response,
        chain=action.owner_id,
        acting_user=acting_user,
    )
    settle_about(action.public_id, Question.Kind.AGREE)
    return response


@transaction.atomic
def add_words(response: ActionResponse, words: str) -> None:
    """Keep the person's own words beside their answer."""
    response.words = words
    response.save(update_fields=["words"])
    record(EventKind.ACTION_ANSWERED, about=response, chain=response.owner_id, acting_user=None)


@transaction.atomic
def mark_done(action: AgreedAction, note: str = "", *, acting_user: User) -> AgreedAction:
    """Keep that the owner says it is done, and ask the person whether it is so."""
    hold(action.owner_id)
    action = AgreedAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    if action.done_at is not None:
        raise AlreadyDone
    action.done_at, action.done_by, action.done_note = timezone.now(), acting_user, note
    action.save(update_fields=["done_at", "done_by", "done_note"])
    record(EventKind.ACTION_DONE, about=action, chain=action.owner_id, acting_user=acting_user)
    settle_about(action.public_id, Question.Kind.AGREE, Question.Kind.SAY_CHANGE)
    ask(
        action.side,
        Question.Kind.HAPPENED,
        WordingKey.ACTION_DONE_HAPPENED,
        about=action.public_id,
    )
    return action


@transaction.atomic
def reorder(action: AgreedAction, after: AgreedAction | None, *, acting_user: User) -> None:
    """Let an action wait for another one of the same person, or for none."""
    hold(action.owner_id)
    action = AgreedAction.objects.get(pk=action.pk)
    if action.done_at is not None:
        raise AlreadyDone
    first = AgreedAction.objects.get(pk=after.pk, side=action.side_id) if after else None
    if first and action.pk in _waits_for(first):
        raise GoesInACircle
    action.after = first
    action.save(update_fields=["after"])
    record(EventKind.ORDER_CHANGED, about=action, chain=action.owner_id, acting_user=acting_user)


def _waits_for(action: AgreedAction) -> set[int]:
    """The action itself and all that comes before it."""
    first = dict(AgreedAction.objects.filter(side=action.side_id).values_list("pk", "after"))
    found: set[int] = set()
    next_one: int | None = action.pk
    while next_one is not None and next_one not in found:
        found.add(next_one)
        next_one = first[next_one]
    return found


@transaction.atomic
def record_attempt(
    action: AgreedAction, tried_on: date, *, achieved: bool, note: str = "", acting_user: User
) -> Engagement:
    """Keep that somebody tried to reach the person, and whether they did."""
    engagement = Engagement.objects.create(
        agreed_action=action,
        owner_id=action.owner_id,
        achieved=achieved,
        note=note,
        tried_on=tried_on,
        recorded_by=acting_user,
    )
    record(
        EventKind.ENGAGEMENT_RECORDED,
        about=engagement,
        chain=action.owner_id,
        acting_user=acting_user,
    )
    return engagement


@transaction.atomic
def give_feedback(
    action: AgreedAction,
    happened: str,
    *,
    helped: int | None = None,
    words: str = "",
    acting_user: User | None,
) -> Feedback:
    """Keep the person's account beside the owner's; where they differ, both stand."""
    hold(action.owner_id)
    feedback = Feedback.objects.create(
        agreed_action=action,
        owner_id=action.owner_id,
        happened=happened,
        helped=helped,
        words=words,
        recorded_by=acting_user,
    )
    record(
        EventKind.FEEDBACK_GIVEN,
        about=feedback,
        chain=action.owner_id,
        acting_user=acting_user,
    )
    settle_about(action.public_id, Question.Kind.HAPPENED)
    return feedback


@transaction.atomic
def say_helped(feedback: Feedback, helped: int, words: str = "") -> None:
    """Keep how much it helped, 1 to 5, and what was said beside it."""
    feedback.helped = helped
    feedback.words = words or feedback.words
    feedback.save(update_fields=["helped", "words"])
    record(EventKind.FEEDBACK_GIVEN, about=feedback, chain=feedback.owner_id, acting_user=None)
