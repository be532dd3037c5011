"""Numbers, messages and delivery states: what is stored, and questions about it."""

from django.db import connection

from messaging.models.delivery import Attempt, Heartbeat, StatusCallback
from messaging.models.incoming import IncomingMessage, IncomingQuerySet
from messaging.models.media import Medium, MediumQuerySet
from messaging.models.numbers import Number, drama_numbers_allowed, index_of
from messaging.models.outgoing import Batch, OutgoingMessage, OutgoingQuerySet
from messaging.models.senders import Sender
from messaging.models.states import ENDED_THERE, NOT_TAKEN, RANK, SETTLED, TAKEN, State
from vault.fields import EncryptedField
from vault.keys import forget as forget_keys
from vault.keys import prepare as prepare_keys
from vault.models import SealedModel

__all__ = [
    "ENDED_THERE",
    "NOT_TAKEN",
    "RANK",
    "SETTLED",
    "TAKEN",
    "Attempt",
    "Batch",
    "Heartbeat",
    "IncomingMessage",
    "IncomingQuerySet",
    "Medium",
    "MediumQuerySet",
    "Number",
    "OutgoingMessage",
    "OutgoingQuerySet",
    "Sender",
    "State",
    "StatusCallback",
    "drama_numbers_allowed",
    "forget_keys",
    "index_of",
    "prepare_keys",
    "sealed",
]


def sealed(row: SealedModel, name: str) -> str:
    """What a statement of ours may write into a sealed column of this row."""
    field = row._meta.get_field(name)
    if not isinstance(field, EncryptedField):
        raise TypeError(f"{name} is not sealed")
    return str(field.get_db_prep_save(field.pre_save(row, False), connection))
