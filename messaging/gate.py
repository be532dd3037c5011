"""What a gate may answer when it is asked whether a message may leave now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.models import OutgoingMessage


@dataclass(frozen=True)
class Send:
    """It may leave now: these words, from this sender, to this number (both E.164).

    `valid_for` is in seconds, 1 to 36,000: how long the provider may keep trying.
    """

    sender: str
    number: str
    body: str
    valid_for: int
    level: str
    language: str
    # Which version of the words.
    version: str = ""


@dataclass(frozen=True)
class Withhold:
    """It may not leave; ask again at `until`, or, when that is None, only once released."""

    reason: str
    until: datetime | None = None


Gate = Callable[[OutgoingMessage], Send | Withhold]


def ask(message: OutgoingMessage) -> Send | Withhold:
    """Ask the one safety check, named by MESSAGING_GATE, about one message."""
    gate: Gate = import_string(settings.MESSAGING_GATE)
    return gate(message)
