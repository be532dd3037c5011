"""What an error does beyond its own text: an opt-out, a freeze, a word to the operator."""

import logging

from messaging.changes.numbers import freeze_number, hold_number, provider_opted_out
from messaging.faults import FREEZE_AT_ONCE, FREEZE_AT_TWICE, TELL_OPERATOR, Fault, fault_of
from messaging.models import ENDED_THERE, OutgoingMessage

log = logging.getLogger(__name__)


def heed(message_id: int, code: str) -> None:
    """Act on an error once its text has been settled with it; the same from wherever it came.

    Inside the transaction that settled it. What is said of a number that was changed since does
    nothing to the new one; but who opted out on whichever phone is texted on none.
    """
    text = OutgoingMessage.objects.only("owner_id", "claimed_at").get(pk=message_id)
    fault = fault_of(code)
    if fault == Fault.OPTED_OUT:
        provider_opted_out(text.owner_id)
    elif fault in FREEZE_AT_ONCE:
        freeze_number(text.owner_id, fault.value, of=text.claimed_at)
    elif fault in FREEZE_AT_TWICE and _twice_running(text):
        freeze_number(text.owner_id, "unreachable", of=text.claimed_at)
    elif fault in TELL_OPERATOR:
        log.error("the text provider reports error %d; whoever runs this must look", int(code))


def _twice_running(text: OutgoingMessage) -> bool:
    """Whether the last two of the person's texts of which we know the end found nobody.

    The number is held: of two texts that end at one moment, the second sees what became of the
    first.
    """
    hold_number(text.owner_id)
    ended = OutgoingMessage.objects.filter(owner_id=text.owner_id, state__in=ENDED_THERE)
    # What was our own fault says nothing about their phone.
    ended = ended.exclude(reason__in=TELL_OPERATOR).order_by("-claimed_at", "-id")
    faults = list(ended.values_list("reason", flat=True)[:2])
    return len(faults) == 2 and set(faults) <= {fault.value for fault in FREEZE_AT_TWICE}
