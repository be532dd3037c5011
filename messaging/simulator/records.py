"""A text at the provider, and a call the provider makes."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

# A report that comes late never takes a message back.
RANK = {"accepted": 0, "queued": 1, "sent": 2, "failed": 3, "undelivered": 3, "delivered": 3}
Direction = Literal["inbound", "outbound-api", "outbound-reply"]


@dataclass(frozen=True)
class Message:
    """One text at the provider. `body` is what it still holds, `said` what the phone shows."""

    id: int
    sid: str
    direction: Direction
    sender: str
    recipient: str
    body: str
    said: str
    status: str
    error_code: int | None
    status_callback: str
    service: str
    discard: bool
    created: float
    updated: float
    sent: float | None
    deleted: bool

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Message":
        """A text as it was kept."""
        kept = dict(row)
        return cls(**{**kept, "discard": bool(kept["discard"]), "deleted": bool(kept["deleted"])})

    @property
    def from_phone(self) -> bool:
        """Whether a phone wrote it, and not the service."""
        return self.direction == "inbound"

    @property
    def phone(self) -> str:
        """The number of the phone it was written on or for."""
        return self.sender if self.from_phone else self.recipient


@dataclass(frozen=True)
class Enclosed:
    """What a phone sends with a text: its bytes, and what the phone says they are."""

    content_type: str
    content: bytes


@dataclass(frozen=True)
class Medium:
    """Something that came with a text, as the provider keeps it."""

    sid: str
    message: str
    content_type: str
    content: bytes
    created: float
    deleted: bool

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Medium":
        """A medium as it was kept."""
        kept = dict(row)
        return cls(**{**kept, "deleted": bool(kept["deleted"])})


@dataclass(frozen=True)
class Webhook:
    """One call to the service, due at a time. Without `url` only the text moves on."""

    id: int
    message: str
    lane: str
    url: str
    fields: dict[str, str]
    status: str
    error_code: int | None
    due: float
    attempts: int = 0
    answer: int | None = None
    ended: float | None = None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Webhook":
        """A call as it was kept."""
        kept = dict(row)
        return cls(**{**kept, "fields": json.loads(kept["fields"])})
