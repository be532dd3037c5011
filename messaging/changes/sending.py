"""Claim and call: how a queued text leaves, once, and never blindly twice."""

import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from messaging import gate, twilio
from messaging.changes import pacing
from messaging.changes.pacing import Pace
from messaging.failing import kind_and_place
from messaging.gate import Send, Withhold
from messaging.models import (
    Attempt,
    Batch,
    Number,
    OutgoingMessage,
    State,
    prepare_keys,
    sealed,
)
from messaging.nudge import nudge_in
from messaging.statements import moment, update_each
from messaging.twilio import Ambiguous, Answer

BATCH = 20
# A text in `sending` for longer than this has lost its worker.
LOST_AFTER = timedelta(seconds=60)
GATE_RETRY = timedelta(seconds=60)
# For so many seconds what the gate said holds: who says STOP meanwhile must not be texted.
FRESH = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """One text that may leave now, in the hands of one worker."""

    message_id: int
    owner_id: UUID
    attempts: int
    token: str
    send: Send
    queued_for: datetime | None
    # When the gate let it through, by the clock that only runs on.
    asked_at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Stale:
    """It waited in our hands for too long: nothing was sent, the gate is to be asked again."""


class GateFailed(Exception):
    """The gate raised for one message; the rest of its batch must not suffer."""

    def __init__(self, message_id: int, cause: Exception) -> None:
        super().__init__(message_id)
        self.message_id, self.cause = message_id, cause


def claim_batch(limit: int = BATCH) -> list[Claim]:
    """Claim texts that are due, replies first, one a person, each let through by the gate.

    None only when none may leave: behind what the gate withheld, others may be due.
    """
    while True:
        now = timezone.now()
        urgency = OutgoingMessage.objects.most_urgent(now)
        if urgency is None:
            return []
        try:
            with transaction.atomic():
                claims, withheld, pace = _claim(limit, urgency, now)
                pacing.spend([c.send for c in claims if c.send.sender in pace.held], now)
            # Not inside: an answer must not wait for a number that another worker holds.
            pacing.spend([c.send for c in claims if c.send.sender not in pace.held], now)
            if claims or not withheld:
                if pace.barred and not claims:
                    nudge_in("outgoing", pacing.next_free(pace.barred, now))
                return claims
        except GateFailed as failed:
            log.error("the gate failed: %s", kind_and_place(failed.cause))
            _hold_back(failed.message_id)


def _hold_back(message_id: int) -> None:
    """Not told is not sent: a text whose gate raised is withheld, and asked about again."""
    OutgoingMessage.objects.filter(pk=message_id, state=State.QUEUED).update(
        state=State.WITHHELD, reason="gate_failed", due_at=timezone.now() + GATE_RETRY
    )


def _claim(limit: int, urgency: int, now: datetime) -> tuple[list[Claim], int, Pace]:
    """Texts that may leave, how many the gate withheld on the way, and at what pace."""
    messages, pace = _lock_due(now, limit, urgency)
    if not messages:
        return [], 0, pace
    messages = _free_recipients(messages)
    prepare_keys(message.owner_id for message in messages)
    claims: list[tuple[OutgoingMessage, Claim]] = []
    withheld: dict[Withhold, list[int]] = defaultdict(list)
    for message in messages:
        answer = _ask(message)
        if isinstance(answer, Withhold):
            withheld[answer].append(message.pk)
        else:
            token = secrets.token_urlsafe(24)
            number = message.attempts + 1
            claim = Claim(message.pk, message.owner_id, number, token, answer, message.due_at)
            claims.append((message, claim))
    for held, ids in withheld.items():
        OutgoingMessage.objects.filter(pk__in=ids).update(
            state=State.WITHHELD, reason=held.reason[:40] or "withheld", due_at=held.until
        )
    _keep(claims, now)
    return [claim for _, claim in claims], sum(map(len, withheld.values())), pace


def _lock_due(now: datetime, limit: int, urgency: int) -> tuple[list[OutgoingMessage], Pace]:
    if urgency == OutgoingMessage.REPLY:
        pace = pacing.pace_of_answers(now)
        if answers := _lock_these(now, limit, OutgoingMessage.REPLY, pace):
            return answers, pace
    pace = pacing.pace_of_the_rest(now)
    for priority in (OutgoingMessage.NEWS, OutgoingMessage.REMINDER):
        if messages := _lock_these(now, limit, priority, pace):
            return messages, pace
    return [], pace


def _lock_these(now: datetime, limit: int, priority: int, pace: Pace) -> list[OutgoingMessage]:
    if pace.bars_all:
        return []
    due = OutgoingMessage.objects.due(now).not_from(pace.barred).filter(priority=priority)
    locked = due.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return list(locked.select_related("reply_to")[:limit])  # which the gate asks about


def _free_recipients(messages: list[OutgoingMessage]) -> list[OutgoingMessage]:
    """Those whose recipient is in no other worker's hands; lock their numbers.

    One person's texts are claimed by one worker at a time, so that a budget cannot be overdrawn.
    """
    owners = {message.owner_id for message in messages}
    live = Number.objects.live()
    locked = {
        number.owner_id: number
        for number in live.filter(owner_id__in=owners).select_for_update(
            skip_locked=True, no_key=True
        )
    }
    # Asked again under the lock: another worker may have claimed for them since we looked.
    sending = OutgoingMessage.objects.filter(owner_id__in=owners, state=State.SENDING)
    busy = set(sending.values_list("owner_id", flat=True))
    if missing := owners - locked.keys():
        busy |= set(live.filter(owner_id__in=missing).values_list("owner_id", flat=True))
    free = [message for message in messages if message.owner_id not in busy]
    batch = Batch(free)
    for message in free:
        message.live_number, message.batch = locked.get(message.owner_id), batch
    return free


def _ask(message: OutgoingMessage) -> Send | Withhold:
    try:
        return gate.ask(message)
    except Exception as error:
        raise GateFailed(message.pk, error) from error


def _keep(claims: Sequence[tuple[OutgoingMessage, Claim]], now: datetime) -> None:
    """Write down what is about to be sent, before anything is."""
    if not claims:
        return
    rows = []
    for message, claim in claims:
        text = claim.send
        message.body = text.body
        until = moment(now + timedelta(seconds=text.valid_for))
        kept = (text.sender, text.level, text.language, text.version, until)
        rows.append((message.pk, sealed(message, "body"), *kept))
    update_each(
        OutgoingMessage,
        "id",
        ("body", "sender", "level", "language", "version", "valid_until"),
        rows,
        also="state = %s, claimed_at = %s, due_at = %s, attempts = attempts + 1",
        parameters=(State.SENDING.value, moment(now), moment(now + LOST_AFTER)),
    )
    Attempt.objects.bulk_create(
        Attempt(message_id=claim.message_id, token=claim.token, started_at=now)
        for _, claim in claims
    )


def deliver(claim: Claim) -> Answer | Stale:
    """Call the provider. Touches no database, so that it may run in any thread."""
    if time.monotonic() - claim.asked_at > FRESH:
        return Stale()
    path = reverse("messaging:status", args=[claim.token])
    try:
        return twilio.send(claim.send, settings.PUBLIC_BASE_URL + path)
    except Exception as error:  # whatever it was, something may have left the house
        log.error("sending raised %s", kind_and_place(error))
        return Ambiguous(type(error).__name__)
