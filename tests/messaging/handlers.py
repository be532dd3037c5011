"""What stands in for the service behind messaging: handlers of texts, and of opt-outs."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from messaging.changes import compose, mark_handled, owner_of, take_incoming
from messaging.models import OutgoingMessage

HANDED_OVER: list[UUID] = []
OPTED_OUT: list[UUID] = []


@transaction.atomic
def keep(public_ids: Sequence[UUID], *, as_is: bool = False) -> int:
    """Give each text to whoever's number it came from, and answer."""
    messages = take_incoming(public_ids)
    for incoming in messages:
        owner_id = owner_of(str(incoming.from_number), incoming.to_number)
        mark_handled(incoming, "kept", owner_id=owner_id)
        if owner_id is not None:
            compose(owner_id, "thanks", reply_to=incoming)
    return len(messages)


def keep_but_one(public_ids: Sequence[UUID], *, as_is: bool = False) -> int:
    """As `keep`, and choke on the one that says poison."""
    with transaction.atomic():
        if any(incoming.body == "poison" for incoming in take_incoming(public_ids)):
            raise ValueError("what they said")
        return keep(public_ids)


@transaction.atomic
def poisoned(public_ids: Sequence[UUID], *, as_is: bool = False) -> int:
    """Choke on the text until it is handed over unread."""
    [incoming] = take_incoming(public_ids)
    if not as_is:
        assert incoming.owner_id is None
        compose(incoming.public_id, "half an answer")
        raise ValueError("what they said")
    HANDED_OVER.append(incoming.public_id)
    mark_handled(incoming, "handed_over")
    return 1


def opted_out(owner_id: UUID) -> None:
    OPTED_OUT.append(owner_id)


def opt_out_fails(owner_id: UUID) -> None:
    OutgoingMessage.objects.filter(owner_id=owner_id).delete()
    raise ValueError("nobody to tell")


def harmless(message: OutgoingMessage) -> bool:
    """A wording that harms nobody if it comes twice."""
    return message.wording == "harmless"
