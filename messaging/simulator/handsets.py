"""Phones as the page shows them: who holds them, what is on the screen, what waits."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from messaging.simulator import outbox
from messaging.simulator.enclosing import picture_of
from messaging.simulator.outbox import Standing
from messaging.simulator.records import Message, Webhook
from messaging.simulator.samples import SAMPLES
from messaging.simulator.standin import StandIn

ZONE = ZoneInfo("Europe/London")
MOST_PHONES = 16
_ARRIVED = {"sent", "delivered", "received"}


@dataclass(frozen=True)
class Line:
    """One bubble. `standing` is the service's own view of it, None where it has none."""

    body: str
    written_here: bool
    arrived: bool
    clock: str
    network: str
    other_number: str
    standing: Standing | None
    enclosed: list[tuple[str, str, bool]]
    """Id and type of what was sent along, and whether it is a picture."""


@dataclass(frozen=True)
class Handset:
    """One phone: its number, who holds it, the number it writes to, its lines."""

    number: str
    holder: str
    sender: str
    lines: list[Line]
    waiting: list[Standing]
    clock: str
    blocks: bool
    rang: tuple[str, Standing] | None
    """When it last rang the service, and whether the service took note."""
    samples: list[tuple[str, str]] = field(
        default_factory=lambda: [(name, sample.label) for name, sample in SAMPLES.items()]
    )
    """What can be sent along without having it: name and label."""

    @property
    def digits(self) -> str:
        """The number without its plus, as it stands in addresses."""
        return self.number.removeprefix("+")


def handsets(standin: StandIn) -> list[Handset]:
    """The phones of the demonstration's people first, then those last used."""
    people = _people()
    numbers = [*people, *(n for n in standin.store.phones(MOST_PHONES) if n not in people)]
    return [handset(standin, number, people) for number in numbers[:MOST_PHONES]]


def handset(
    standin: StandIn, number: str, people: dict[str, tuple[str, str]] | None = None
) -> Handset:
    """One phone, whether or not it was ever used."""
    holder, own_sender = (_people() if people is None else people).get(number, ("", ""))
    thread = standin.store.thread(number)
    sender = own_sender or _last_sender(thread) or settings.TWILIO_FROM[0]
    waiting = [] if standin.alone else outbox.waiting(number, sender)
    return Handset(
        number=number,
        holder=holder,
        sender=sender,
        lines=_lines(standin, thread, sender),
        waiting=waiting,
        clock=datetime.now(ZONE).strftime("%H:%M"),
        blocks=standin.store.is_blocked(sender, number),
        rang=_rang(standin.store.last_call_from(number)),
    )


def number_from(text: str) -> str:
    """The E.164 form of a number as somebody typed it (07…, 00…, +…), or nothing."""
    digits = re.sub(r"[\s().-]", "", text)
    digits = re.sub(r"^(\+|00)", "", digits) if not digits.startswith("07") else f"44{digits[1:]}"
    return f"+{digits}" if re.fullmatch(r"[1-9]\d{7,14}", digits) else ""


def _people() -> dict[str, tuple[str, str]]:
    """Number → name and sender of the invented people, where a demonstration wrote them down."""
    try:
        told = json.loads((settings.VAR / "demo.json").read_text())
    except (OSError, ValueError):
        return {}
    return {
        person["phone"]: (person["name"], person.get("sender", ""))
        for person in told.get("subjects", [])
        if person.get("phone")
    }


def _last_sender(thread: Sequence[Message]) -> str:
    """The number of the service this phone last wrote to or heard from."""
    last = thread[-1] if thread else None
    return "" if last is None else last.recipient if last.from_phone else last.sender


def _lines(standin: StandIn, thread: list[Message], sender: str) -> list[Line]:
    sids = [message.sid for message in thread]
    standings = {} if standin.alone else outbox.standings(sids)
    written = [message.sid for message in thread if message.from_phone]
    calls = {call.message: call for call in standin.store.webhooks_of(written)}
    enclosed = standin.store.media.named(written)
    return [
        Line(
            body=message.said,
            written_here=message.from_phone,
            arrived=message.status in _ARRIVED,
            clock=_clock(message.created),
            network=_network(message),
            other_number=_other(message, sender),
            standing=_handed_over(calls[message.sid])
            if message.sid in calls
            else standings.get(message.sid),
            enclosed=[
                (sid, type_, picture_of(sid) is not None)
                for sid, type_ in enclosed.get(message.sid, [])
            ],
        )
        for message in thread
    ]


def _other(message: Message, sender: str) -> str:
    """The service's number, where it is not the one this phone usually writes to."""
    theirs = message.recipient if message.from_phone else message.sender
    return "" if theirs == sender else theirs


def _network(message: Message) -> str:
    """What the network did with a text to the phone, where there is something to say."""
    if message.direction == "outbound-reply":
        return "the provider's own reply"
    if message.error_code:
        return f"never arrived ({message.error_code})"
    return "" if message.status in _ARRIVED else "on its way"


def _handed_over(call: Webhook) -> Standing:
    """Whether the service took a text from the phone."""
    if not call.ended:
        return Standing("open", "on its way")
    if call.answer is None:
        return Standing("urgent", "no answer")
    if call.answer >= 300:
        return Standing("urgent", f"refused ({call.answer})")
    return Standing("done", "the service has it")


def _rang(call: Webhook | None) -> tuple[str, Standing] | None:
    return (_clock(call.due), _handed_over(call)) if call else None


def _clock(seconds: float) -> str:
    """The time of day; with the day, unless it is today."""
    moment = datetime.fromtimestamp(seconds, ZONE)
    same_day = moment.date() == datetime.now(ZONE).date()
    return moment.strftime("%H:%M" if same_day else "%a %d %b %H:%M")
