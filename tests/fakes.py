"""Stand-ins at the one seam to the outside, `messaging/twilio/`; and the simplest of gates."""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from messaging.gate import Send, Withhold
from messaging.models import OutgoingMessage
from messaging.twilio import Accepted, Answer, Found

SIDS = count(1)


def new_sid(kind: str = "SM") -> str:
    """A message id as the provider makes them, never the same twice."""
    return f"{kind}{next(SIDS):032x}"


class FakeTwilio:
    """Takes every text, unless told what to answer; remembers what it was given."""

    def __init__(self) -> None:
        self.sent: list[Send] = []
        self.callbacks: list[str] = []
        self.answers: deque[Answer | Exception] = deque()
        self.kept: list[Found] = []
        self.forgotten: list[str] = []
        self.unable: deque[Exception] = deque()

    def will(self, *answers: Answer | Exception) -> None:
        """Answer the next texts so."""
        self.answers.extend(answers)

    def send(self, text: Send, callback_url: str) -> Answer:
        self.sent.append(text)
        self.callbacks.append(callback_url)
        answer = self.answers.popleft() if self.answers else Accepted(new_sid())
        if isinstance(answer, Exception):
            raise answer
        return answer

    def find(self, number: str, sender: str, after: datetime) -> list[Found]:
        return list(self.kept)

    def forget(self, provider_id: str) -> None:
        if self.unable:
            raise self.unable.popleft()
        self.forgotten.append(provider_id)

    @property
    def tokens(self) -> list[str]:
        """The tokens of the calls so far, oldest first."""
        return [url.rstrip("/").rpartition("/")[2] for url in self.callbacks]


def open_gate(message: OutgoingMessage) -> Send | Withhold:
    """Let everything through that has a number to go to."""
    number = message.live_number
    if number is None:
        return Withhold("no_number")
    body = str(message.own_words or message.wording)
    return Send(number.sender, str(number.digits), body, 3600, "cover", "en")


def shut_gate(message: OutgoingMessage) -> Send | Withhold:
    """Let nothing through until somebody releases it."""
    return Withhold("not_told")


def broken_gate(message: OutgoingMessage) -> Send | Withhold:
    """Raise for one wording, let through the rest."""
    if message.wording == "poison":
        raise ValueError(message.wording.upper())
    return open_gate(message)


def bodies(texts: Iterable[Send]) -> list[str]:
    """What was said, in the order it was said."""
    return [text.body for text in texts]
