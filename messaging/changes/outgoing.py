"""Composing: an outgoing row is written in the transaction of the change that caused it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from messaging.models import IncomingMessage, OutgoingMessage, State
from messaging.nudge import nudge


def compose(
    recipient: UUID,
    wording: str,
    *,
    about: UUID | None = None,
    thread: UUID | None = None,
    own_words: str = "",
    reply_to: IncomingMessage | None = None,
    asks: bool = False,
    version: str = "",
    priority: int | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> OutgoingMessage:
    """Queue a text; the gate decides when it is claimed. A reply goes ahead of anything else.

    `version` is that of the words, where they were said before and must not have changed.
    """
    if priority is None:
        priority = OutgoingMessage.NEWS if reply_to is None else OutgoingMessage.REPLY
    now = timezone.now()
    message = OutgoingMessage(
        owner_id=recipient,
        wording=str(wording),
        about=about,
        thread=thread,
        own_words=own_words,
        reply_to=reply_to,
        asks=asks,
        version=version,
        priority=priority,
        created_at=now,
        due_at=due_at or now,
        expires_at=expires_at,
    )
    message.save(force_insert=True)
    if message.due_at is not None and message.due_at <= now:
        nudge("outgoing")
    return message


def release(recipient: UUID, reasons: Collection[str] | None = None) -> int:
    """Queue the person's withheld texts again, all or those withheld for these reasons."""
    withheld = OutgoingMessage.objects.filter(owner_id=recipient, state=State.WITHHELD)
    if reasons is not None:
        withheld = withheld.filter(reason__in=list(reasons))
    released = withheld.update(state=State.QUEUED, reason="", due_at=timezone.now())
    if released:
        nudge("outgoing")
    return released


@transaction.atomic
def queue_last(recipient: UUID, about: UUID) -> None:
    """Queue what waits about a thing behind all else that waits: it could not leave before.

    The order in which texts were written decides between those that wait, so they are written anew.
    """
    waiting = OutgoingMessage.objects.filter(
        owner_id=recipient, about=about, state__in=[State.QUEUED, State.WITHHELD], attempts=0
    ).order_by("pk")
    messages = list(waiting.select_for_update(no_key=True))
    OutgoingMessage.objects.filter(pk__in=[message.pk for message in messages]).delete()
    for message in messages:
        message.pk, message.reply_to, message.priority = None, None, OutgoingMessage.NEWS
        message.state, message.reason = State.QUEUED, ""
        message.created_at = message.due_at = timezone.now()
        message.save(force_insert=True)
    if messages:
        nudge("outgoing")


def drop(recipient: UUID, about: UUID) -> None:
    """Let go of what waits about a thing and is not leaving yet; it stays as something not sent."""
    waiting = OutgoingMessage.objects.filter(
        owner_id=recipient, about=about, state__in=[State.QUEUED, State.WITHHELD]
    )
    waiting.update(state=State.EXPIRED, reason="dropped", settled_at=timezone.now(), due_at=None)


def let_go(public_id: UUID) -> None:
    """Let go of one text that waits, because what it asks was answered; not if it is leaving."""
    waiting = OutgoingMessage.objects.filter(
        public_id=public_id, state__in=[State.QUEUED, State.WITHHELD]
    )
    waiting.update(state=State.EXPIRED, reason="answered", settled_at=timezone.now(), due_at=None)


def bring_forward(
    recipient: UUID,
    incoming: IncomingMessage,
    reasons: Collection[str],
    never_about: QuerySet[Any, UUID],
) -> None:
    """Let the next piece of news and the next question that wait ride along with a reply.

    So does a question that rode along before and found another open. What may not leave takes no
    place of theirs: else somebody could tell that it is there.
    """
    waiting = (
        OutgoingMessage.objects.filter(
            Q(state=State.QUEUED) | Q(state=State.WITHHELD, reason__in=list(reasons)),
            Q(reply_to__isnull=True) | Q(asks=True, reply_to__pk__lt=incoming.pk),
            owner_id=recipient,
        )
        .exclude(about__in=never_about)
        .order_by("pk")
    )
    # The oldest of each comes last, and stays.
    riding = {asks: pk for pk, asks in waiting.values_list("pk", "asks").reverse()}
    if not riding:
        return
    # Asked once more in the statement itself: by now a worker may have taken it, and what is queued
    # again would come twice.
    still_waiting = waiting.order_by().filter(pk__in=list(riding.values()))
    moved = still_waiting.update(
        reply_to=incoming,
        state=State.QUEUED,
        reason="",
        priority=OutgoingMessage.REPLY,
        due_at=timezone.now(),
    )
    if moved:
        nudge("outgoing")
