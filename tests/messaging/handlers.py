"""What stands in for the service behind messaging: handlers of texts, and of opt-outs."""

from uuid import UUID

from django.db import transaction

from messaging.changes import compose, mark_handled, owner_of, take_incoming
from messaging.models import OutgoingMessage

HANDED_OVER: list[UUID] = []
OPTED_OUT: list[UUID] = []


@transaction.atomic
def keep(public_id: UUID, *, as_is: bool = False) -> bool:
    """Give the text to whoever's number it came from, and answer."""
    incoming = take_incoming(public_id)
    if incoming is None:
        return False
    owner_id = owner_of(str(incoming.from_number), incoming.to_number)
    mark_handled(incoming, "kept", owner_id=owner_id)
    if owner_id is not None:
        compose(owner_id, "thanks", reply_to=incoming)
    return True


def poisoned(public_id: UUID, *, as_is: bool = False) -> bool:
    """Choke on the text until it is handed over unread."""
    if not as_is:
        with transaction.atomic():
            incoming = take_incoming(public_id)
            assert incoming is not None
            assert incoming.owner_id is None
            compose(public_id, "half an answer")
            raise ValueError("what they said")
    HANDED_OVER.append(public_id)
    with transaction.atomic():
        incoming = take_incoming(public_id)
        assert incoming is not None
        mark_handled(incoming, "handed_over")
    return True


def opted_out(owner_id: UUID) -> None:
    OPTED_OUT.append(owner_id)


def opt_out_fails(owner_id: UUID) -> None:
    OutgoingMessage.objects.filter(owner_id=owner_id).delete()
    raise ValueError("nobody to tell")
