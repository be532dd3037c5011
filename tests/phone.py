"""A person's phone in a test: it texts by signed webhook and reads what the provider was given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.test import Client

from companion.models import CaseSubject
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import Number
from tests.fakes import FakeTwilio, bodies
from tests.messaging.provider import INBOUND, post, text_fields


@dataclass
class Phone:
    """One mobile; `texts` answers with what came back."""

    number: str
    sender: str
    provider: FakeTwilio
    client: Client = field(default_factory=Client)

    def texts(self, body: str, **fields: str) -> list[str]:
        """Send one text, let the worker work, and read what came."""
        return self.hands_over(
            text_fields(body, **{"From": self.number, "To": self.sender, **fields})
        )

    def posts(self, body: str) -> None:
        """Send one text, which nobody handles yet."""
        fields = text_fields(body, **{"From": self.number, "To": self.sender})
        assert post(self.client, INBOUND, fields).status_code == 200

    def hands_over(self, fields: Mapping[str, str]) -> list[str]:
        """Have the provider post these fields, let the worker work, and read what came."""
        before = len(self.provider.sent)
        answer = post(self.client, INBOUND, fields)
        assert answer.status_code == 200
        handle_waiting(5)
        deliver_due(5)
        return self.received()[self._mine_before(before) :]

    def waits(self) -> list[str]:
        """Let the worker work, and read what came unasked."""
        before = len(self.received())
        deliver_due(5)
        return self.received()[before:]

    def received(self) -> list[str]:
        """Everything that ever came to this phone."""
        return bodies(text for text in self.provider.sent if text.number == self.number)

    def _mine_before(self, count: int) -> int:
        return sum(text.number == self.number for text in self.provider.sent[:count])


def phone_of(side: CaseSubject, provider: FakeTwilio) -> Phone:
    """The phone in the hand of the person of this side."""
    number = Number.objects.live().get(owner_id=side.subject.public_id)
    return Phone(number.digits, number.sender, provider)
