"""People who text while everything is being killed, through a provider that tries twice."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from twilio.request_validator import RequestValidator

from companion.models import CaseSubject
from messaging.models import Number
from tests import factories
from tests.messaging.provider import INBOUND

LANES = 5
NEXT_TRY = 1.0  # seconds


@dataclass
class Phone:
    """A phone, whose it is if we know, and how many texts it has sent."""

    owner_id: UUID | None
    number: str
    sender: str
    texts: int = 0


@dataclass(frozen=True)
class Text:
    """What was texted; `keeps_words` when the service must keep it as a statement."""

    sid: str
    phone: Phone = field(compare=False)
    body: str
    keeps_words: bool


def people(how_many: int) -> list[Phone]:
    """People who take part, of one panel, each with a phone."""
    charity = factories.agency("Harbour Advocacy", "voluntary")
    advocate = factories.user("Amal Advocate", charity)
    coordinator = factories.user("Cora Coordinator", factories.agency("Police"))
    panel = factories.panel("Hill Town MARAC", coordinator=coordinator)
    phones = []
    for at in range(how_many):
        side = factories.side(f"Person {at}", panel, advocate, coordinator)
        factories.taking_part(side, advocate)
        phones.append(phone_in(side))
    return phones


def phone_in(side: CaseSubject) -> Phone:
    """The phone of the person of this side."""
    number = Number.objects.live().get(owner_id=side.subject.public_id)
    return Phone(side.subject.public_id, str(number.digits), number.sender)


class Provider:
    """Signs and posts texts; a call that gets no good answer is made once more."""

    def __init__(self, url: str) -> None:
        self.url, self.host = url, urlsplit(url).netloc
        self.retried = 0
        self.headers: dict[str, str] = {}
        validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)  # type: ignore[no-untyped-call]
        self.sign = validator.compute_signature

    def hands_over(self, text: Text, stop: threading.Event) -> bool:
        """Whether the service said 200, at the first or the second try."""
        if self._post(text):
            return True
        self.retried += 1
        stop.wait(NEXT_TRY)
        return self._post(text)

    def _post(self, text: Text) -> bool:
        fields = {
            "MessageSid": text.sid,
            "AccountSid": settings.TWILIO_ACCOUNT_SID,
            "From": text.phone.number,
            "To": text.phone.sender,
            "Body": text.body,
            "NumMedia": "0",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self.sign(self.url + INBOUND, fields),
            **self.headers,
        }
        connection = HTTPConnection(self.host, timeout=15)
        try:
            connection.request("POST", INBOUND, urlencode(fields), headers)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


class Crowd:
    """Everybody texts, at random, a few at a time; one person's texts go one after another."""

    def __init__(self, provider: Provider, phones: Sequence[Phone], seed: int) -> None:
        self.provider, self.seed = provider, seed
        self.acknowledged: list[Text] = []
        self.given_up: list[Text] = []
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self._text, args=(phones[lane::LANES], lane))
            for lane in range(LANES)
        ]

    def start(self) -> None:
        """Begin to text."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Finish the present texts, and stop."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _text(self, phones: Sequence[Phone], lane: int) -> None:
        chance = Random(f"{self.seed}/{lane}")
        while not self.stopping.wait(chance.uniform(0.1, 0.6)):
            text = next_text(chance.choice(phones), chance)
            taken = self.provider.hands_over(text, self.stopping)
            (self.acknowledged if taken else self.given_up).append(text)


def next_text(phone: Phone, chance: Random) -> Text:
    """What this person texts next: a need, how much it matters and who may know, or a call."""
    phone.texts += 1
    name = f"{phone.number[-3:]} {phone.texts}"
    bodies = (f"NEED help with the form {name}", "5 2", f"CALL me about the letter {name}")
    body = bodies[phone.texts % len(bodies)]
    return Text(f"SM{chance.getrandbits(128):032x}", phone, body, keeps_words=body != "5 2")


def by_sid(texts: Iterable[Text]) -> dict[str, Text]:
    """Texts by the provider's id."""
    return {text.sid: text for text in texts}
