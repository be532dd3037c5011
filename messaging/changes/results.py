"""What came of the calls: written down, and never over what a callback already said."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from messaging.changes import pacing
from messaging.changes.faults import heed
from messaging.changes.sending import LOST_AFTER, Claim, Stale
from messaging.faults import fault_of
from messaging.models import NOT_TAKEN, Attempt, OutgoingMessage, OutgoingQuerySet, State
from messaging.nudge import nudge
from messaging.statements import moment, update_each
from messaging.twilio import Accepted, Ambiguous, Answer, Refused, Retry

FIRST_BACKOFF, LONGEST_BACKOFF = timedelta(seconds=5), timedelta(minutes=10)
UNDECIDED = (State.SENDING, State.UNKNOWN)


def record_results(results: Iterable[tuple[Claim, Answer | Stale]]) -> None:
    """Write down what the provider answered; never overrides what a callback already said.

    What was taken comes first: whatever an error of another text leads to, it is not lost.
    """
    results = list(results)
    if taken := [(claim, a.provider_id) for claim, a in results if isinstance(a, Accepted)]:
        _record_accepted(taken)
    for claim, answer in results:
        match answer:
            case Refused():
                _record_refused(claim, answer)
            case Retry():
                _record_retry(claim, answer)
            case Ambiguous(why):
                _record_ambiguous(claim, why)
            case Stale():
                _record_stale(claim)


@transaction.atomic
def _record_accepted(accepted: Sequence[tuple[Claim, str]]) -> None:
    """Also of an old try whose text waits again by now: it must not go once more."""
    update_each(
        OutgoingMessage,
        "id",
        ("provider_id",),
        [(claim.message_id, provider_id) for claim, provider_id in accepted],
        also="state = %s, accepted_at = %s, reason = '', due_at = NULL, settled_at = NULL",
        parameters=(State.ACCEPTED.value, moment(timezone.now()), *[s.value for s in NOT_TAKEN]),
        where=f"state IN ({', '.join(['%s'] * len(NOT_TAKEN))})",
    )
    tokens = [claim.token for claim, _ in accepted]
    Attempt.objects.filter(token__in=tokens).update(outcome="accepted")


@transaction.atomic
def _record_refused(claim: Claim, answer: Refused) -> None:
    _end_attempt(claim, "refused", answer.code)
    now = timezone.now()
    _undecided(claim).update(
        state=State.FAILED,
        reason=fault_of(answer.code).value,
        error_code=answer.code,
        settled_at=now,
        due_at=None,
    )
    heed(claim.message_id, answer.code)


@transaction.atomic
def _record_retry(claim: Claim, answer: Retry) -> None:
    """What never left is queued again: later, or in its place, once its number has rested."""
    wait = min(FIRST_BACKOFF * 2 ** min(claim.attempts - 1, 10), LONGEST_BACKOFF)
    due_at = timezone.now() + wait
    if answer.rest is not None:
        pacing.rest(claim.send.sender, answer.rest)
        due_at = claim.queued_for or timezone.now()
    _queue_again(claim, answer.why, due_at)


def _record_stale(claim: Claim) -> None:
    _queue_again(claim, "stale", claim.queued_for or timezone.now())
    nudge("outgoing")


@transaction.atomic
def _queue_again(claim: Claim, why: str, due_at: datetime) -> None:
    _end_attempt(claim, "not_sent", why)
    _undecided(claim).update(state=State.QUEUED, due_at=due_at)


@transaction.atomic
def _record_ambiguous(claim: Claim, why: str) -> None:
    _end_attempt(claim, "unknown", why)
    _undecided(claim).update(state=State.UNKNOWN, due_at=timezone.now() + LOST_AFTER)


def _undecided(claim: Claim) -> OutgoingQuerySet:
    """The text, while this try is its newest: a process that stood still may come too late."""
    return OutgoingMessage.objects.filter(
        pk=claim.message_id, state__in=UNDECIDED, attempts=claim.attempts
    )


def _end_attempt(claim: Claim, outcome: str, code: str) -> None:
    Attempt.objects.filter(token=claim.token).update(outcome=outcome, error_code=code[:16])
