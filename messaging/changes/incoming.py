"""What comes in: kept in one statement, then handled once."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from messaging.changes.media import media_of_handled, note_media
from messaging.models import IncomingMessage, index_of
from messaging.nudge import nudge
from messaging.statements import insert_once

# Seconds to wait after each failure; from the third on the text is handed over unread.
RETRY_AFTER = (5, 30, 0, 60)
HAND_OVER_AFTER = 3


def _storable(text: str) -> str:
    """PostgreSQL holds no NUL: show it as its symbol rather than lose it."""
    return text.replace("\x00", "\u2400")


def accept_incoming(
    fields: Mapping[str, str], kind: IncomingMessage.Kind = IncomingMessage.Kind.TEXT
) -> bool:
    """Keep what the provider posted: one INSERT and, unless media came, nothing else.

    False for a replay.
    """
    kept = {_storable(name): _storable(value) for name, value in fields.items()}
    sid = "CallSid" if kind == IncomingMessage.Kind.CALL else "MessageSid"
    sender = kept.get("From", "").strip()
    media = kept.get("NumMedia", "")
    message = IncomingMessage(
        kind=kind,
        provider_id=kept[sid],
        sender_index=index_of(sender),
        from_number=sender,
        to_number=kept.get("To", "").strip()[:64],
        body=kept.get("Body", ""),
        fields=json.dumps(kept, ensure_ascii=False),
        num_media=min(int(media), 99) if media.isascii() and media.isdigit() else 0,
    )
    is_new = _with_media(message, kept) if message.num_media else insert_once(message)
    if is_new:
        nudge("incoming")
    return is_new


@transaction.atomic
def _with_media(message: IncomingMessage, fields: Mapping[str, str]) -> bool:
    """Keep a text and note what came with it, both or neither."""
    is_new = insert_once(message)
    if is_new:
        note_media(IncomingMessage.objects.get(provider_id=message.provider_id), fields)
    return is_new


def take_incoming(public_ids: Collection[UUID]) -> list[IncomingMessage]:
    """Lock texts that wait to be handled; without those already handled, or in other hands.

    For the outermost transaction of the handler: one text is handled once, and the texts of one
    sender in the order received.
    """
    rows = IncomingMessage.objects.filter(public_id__in=public_ids, handled_at__isnull=True)
    skip_locked = connection.features.has_select_for_update_skip_locked
    return list(rows.select_for_update(skip_locked=skip_locked, no_key=True).order_by("id"))


def mark_handled(
    incoming: IncomingMessage,
    outcome: str,
    *,
    owner_id: UUID | None = None,
    thread: UUID | None = None,
) -> None:
    """Say what was understood and whose it is; what was sealed for nobody is sealed for them."""
    incoming.handled_at, incoming.outcome, incoming.thread = timezone.now(), outcome, thread
    changed = ["handled_at", "outcome", "thread"]
    if owner_id is not None and incoming.owner_id != owner_id:
        incoming.change_owner(owner_id)
        changed += ["owner_id", "from_number", "body", "fields"]
    incoming.save(update_fields=changed)
    if incoming.num_media:
        media_of_handled(incoming, owner_id)


def record_failure(public_id: UUID) -> None:
    """Handling raised: count it and try again later."""
    rows = IncomingMessage.objects.filter(public_id=public_id, handled_at__isnull=True)
    failures = rows.values_list("failures", flat=True).first() or 0
    wait = RETRY_AFTER[min(failures, len(RETRY_AFTER) - 1)]
    retry_at = timezone.now() + timedelta(seconds=wait)
    rows.update(failures=F("failures") + 1, retry_at=retry_at)
