"""What the provider's error codes mean to us, told in a response or in a callback alike."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a text did not arrive, as an advocate is told it."""

    OPTED_OUT = "opted_out"
    NUMBER = "number_refused"
    UNREACHABLE = "unreachable"
    NOT_IN_USE = "not_in_use"
    LANDLINE = "landline"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    TOO_LATE = "too_late"
    UNEXPLAINED = "unexplained"
    OPERATOR = "operator"
    PERMANENT = "refused"


FAULTS = {
    21610: Fault.OPTED_OUT,
    **dict.fromkeys((21211, 21214, 21217, 21401, 21421, 21614), Fault.NUMBER),
    30003: Fault.UNREACHABLE,
    30004: Fault.BLOCKED,
    30005: Fault.NOT_IN_USE,
    30006: Fault.LANDLINE,
    30007: Fault.FILTERED,
    30008: Fault.UNEXPLAINED,
    30036: Fault.TOO_LATE,
    **dict.fromkeys((20003, 20005, 20404, 20008, 21408), Fault.OPERATOR),
    **dict.fromkeys((21212, 21603, 21606, 21612, 21659, 21703, 63038), Fault.OPERATOR),
    **dict.fromkeys((30001, 30002, 30010, 30022, 30023, 30034), Fault.OPERATOR),
}
# Turned away for now: too many requests, or the sender's queue is full.
TOO_FAST = {14107, 20429, 21611, 63018}
# The account has no leave to ask that words are not kept. Ours to mend; the text can wait for it.
MAY_NOT_DISCARD = 30029
# Told once, the number takes nothing until it is verified anew.
FREEZE_AT_ONCE = {Fault.NUMBER}
# Nobody can be reached there, or it is another kind of line: told twice running, it is frozen.
FREEZE_AT_TWICE = {Fault.UNREACHABLE, Fault.NOT_IN_USE, Fault.LANDLINE}
# Nothing the person or their advocate can mend.
TELL_OPERATOR = {Fault.OPERATOR, Fault.FILTERED}


def fault_of(code: str) -> Fault:
    """What an error code means; one that is not listed is final."""
    number = int(code) if code.isascii() and code.isdigit() else 0
    return FAULTS.get(number, Fault.PERMANENT)
