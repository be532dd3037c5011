"""Answering needs, and deciding when the person hears of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from companion.access.overrides import widened_unknown_to_them
from companion.changes.errors import DecidedAlready, NothingToTell
from companion.changes.holding import hold
from companion.changes.reviews import still_open
from companion.history import record
from companion.models import (
    ActionKind,
    AgreedAction,
    EventKind,
    Need,
    PanelAnswer,
    Telling,
    TellingBefore,
    User,
    WordingKey,
)
from messaging.changes import compose, queue_last

Outcome = PanelAnswer.Outcome
TOLD_BY_ADVOCATE = frozenset({Outcome.PARTLY, Outcome.DECLINED})
NOT_TOLD = frozenset({ActionKind.ENFORCE, ActionKind.SHARE})


@dataclass(frozen=True)
class Tell:
    """When the person hears of an answer or action; *not told* needs a reason and a review date."""

    when: str
    reason: str = ""
    review_on: date | None = None


def usual_telling(*, outcome: str = "", kind: str = "") -> str:
    """What is decided unless somebody decides otherwise."""
    if kind in NOT_TOLD:
        return Telling.When.NOT_TOLD
    return Telling.When.ADVOCATE_FIRST if outcome in TOLD_BY_ADVOCATE else Telling.When.NOW


@transaction.atomic
def answer_need(
    need: Need,
    outcome: str,
    reason: str,
    tell: Tell,
    *,
    acting_user: User,
    owed_by: User | None = None,
    owed_until: date | None = None,
) -> PanelAnswer:
    """Record the panel's answer and tell the person, if it is safe to."""
    still_open(need.side)
    subject = need.side.subject
    answer = PanelAnswer.objects.create(
        need=need,
        owner_id=subject.public_id,
        outcome=outcome,
        reason=reason,
        owed_by=owed_by,
        owed_until=owed_until,
        answered_by=acting_user,
    )
    record(EventKind.NEED_ANSWERED, about=answer, chain=subject.public_id, acting_user=acting_user)
    decide_telling(answer, tell, acting_user=acting_user)
    compose(
        subject.public_id,
        WordingKey(f"need_answered_{outcome}"),
        about=answer.public_id,
        thread=need.side.public_id,
    )
    return answer


def decide_telling(
    told_of: PanelAnswer | AgreedAction, tell: Tell, *, acting_user: User
) -> Telling:
    """Keep when, and by whom, the person hears of it."""
    tell = _as_they_know(told_of, tell)
    telling = Telling.objects.create(
        answer=told_of if isinstance(told_of, PanelAnswer) else None,
        agreed_action=told_of if isinstance(told_of, AgreedAction) else None,
        owner_id=told_of.owner_id,
        when=tell.when,
        reason=tell.reason,
        review_on=tell.review_on,
        decided_by=acting_user,
    )
    record(
        EventKind.TELLING_DECIDED,
        about=telling,
        chain=told_of.owner_id,
        acting_user=acting_user,
    )
    return telling


@transaction.atomic
def decide_again(telling: Telling, tell: Tell, *, acting_user: User) -> None:
    """Tell somebody after all, or keep why they are still not told; what stood before is kept."""
    hold(telling.owner_id)
    telling = Telling.objects.select_related("answer__need", "agreed_action").get(pk=telling.pk)
    told_of = telling.answer or telling.agreed_action
    if telling.when != Telling.When.NOT_TOLD or telling.review_on is None or told_of is None:
        raise DecidedAlready
    still_open(told_of.need.side if isinstance(told_of, PanelAnswer) else told_of.side)
    TellingBefore.objects.create(
        telling=telling,
        owner_id=telling.owner_id,
        reason=telling.reason,
        review_on=telling.review_on,
        decided_by=telling.decided_by,
        decided_at=telling.decided_at,
    )
    tell = _as_they_know(told_of, tell)
    telling.when, telling.reason, telling.review_on = tell.when, tell.reason, tell.review_on
    telling.decided_by, telling.decided_at = acting_user, timezone.now()
    telling.save(update_fields=["when", "reason", "review_on", "decided_by", "decided_at"])
    chain = telling.owner_id
    record(EventKind.TELLING_DECIDED, about=telling, chain=chain, acting_user=acting_user)
    if telling.may_be_texted:
        queue_last(telling.owner_id, told_of.public_id)


def _as_they_know(told_of: PanelAnswer | AgreedAction, tell: Tell) -> Tell:
    """Nothing tells by text of what is read for safeguarding while the person does not know."""
    if tell.when == Telling.When.NOW and widened_unknown_to_them(_needs_of(told_of)):
        return Tell(Telling.When.ADVOCATE_FIRST)
    return tell


def _needs_of(told_of: PanelAnswer | AgreedAction) -> Iterable[Need]:
    return [told_of.need] if isinstance(told_of, PanelAnswer) else told_of.needs.all()


@transaction.atomic
def tell_in_person(telling: Telling, *, acting_user: User) -> None:
    """Keep that the advocate told the person; from now on a text may speak of it, in its turn."""
    hold(telling.owner_id)
    telling = Telling.objects.select_related("answer", "agreed_action").get(pk=telling.pk)
    if telling.when != Telling.When.ADVOCATE_FIRST or telling.told_at is not None:
        raise NothingToTell
    telling.told_at, telling.told_by = timezone.now(), acting_user
    telling.save(update_fields=["told_at", "told_by"])
    record(EventKind.TOLD, about=telling, chain=telling.owner_id, acting_user=acting_user)
    told_of = telling.answer or telling.agreed_action
    if told_of is not None:
        queue_last(telling.owner_id, told_of.public_id)
