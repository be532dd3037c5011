"""Every change to numbers and messages: assign, compose, claim, deliver, record."""

from messaging.changes.callbacks import record_callback
from messaging.changes.forgetting import forget_at_provider
from messaging.changes.incoming import accept_incoming, mark_handled, record_failure, take_incoming
from messaging.changes.media import fetch_again, fetch_due
from messaging.changes.numbers import (
    NumberUnusable,
    assign_number,
    end_number,
    freeze_number,
    live_number,
    live_senders,
    normalised_mobile,
    numbers_behind,
    opt_in,
    opt_out,
    owner_of,
    owners_behind,
    unfreeze_number,
    verify_number,
)
from messaging.changes.outgoing import bring_forward, compose, drop, let_go, queue_last, release
from messaging.changes.results import record_results
from messaging.changes.sending import Claim, Stale, claim_batch, deliver
from messaging.changes.strangers import let_go_of_stranger
from messaging.changes.sweeps import beat, look_up_unknowns, sweep_states
from messaging.models import IncomingMessage

__all__ = [
    "Claim",
    "IncomingMessage",
    "NumberUnusable",
    "Stale",
    "accept_incoming",
    "assign_number",
    "beat",
    "bring_forward",
    "claim_batch",
    "compose",
    "deliver",
    "drop",
    "end_number",
    "fetch_again",
    "fetch_due",
    "forget_at_provider",
    "freeze_number",
    "let_go",
    "let_go_of_stranger",
    "live_number",
    "live_senders",
    "look_up_unknowns",
    "mark_handled",
    "normalised_mobile",
    "numbers_behind",
    "opt_in",
    "opt_out",
    "owner_of",
    "owners_behind",
    "queue_last",
    "record_callback",
    "record_failure",
    "record_results",
    "release",
    "sweep_states",
    "take_incoming",
    "unfreeze_number",
    "verify_number",
]
