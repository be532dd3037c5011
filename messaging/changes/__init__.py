"""Every change to numbers and messages: assign, compose, claim, deliver, record."""

from messaging.changes.incoming import accept_incoming, mark_handled, record_failure, take_incoming
from messaging.changes.numbers import (
    NumberUnusable,
    assign_number,
    end_number,
    freeze_number,
    live_number,
    opt_in,
    opt_out,
    owner_of,
    unfreeze_number,
    verify_number,
)
from messaging.changes.outgoing import compose, release

__all__ = [
    "NumberUnusable",
    "accept_incoming",
    "assign_number",
    "compose",
    "end_number",
    "freeze_number",
    "live_number",
    "mark_handled",
    "opt_in",
    "opt_out",
    "owner_of",
    "record_failure",
    "release",
    "take_incoming",
    "unfreeze_number",
    "verify_number",
]
