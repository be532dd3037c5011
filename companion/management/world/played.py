"""Texts of the invented past: let through the real gate, taken by the stand-in's own store."""

from django.conf import settings

from companion.models import CaseSubject
from messaging.changes import accept_incoming, claim_batch, record_callback, record_results
from messaging.handling import handle_waiting
from messaging.models import Number, Sender
from messaging.simulator.records import Enclosed
from messaging.simulator.store import Store
from messaging.simulator.webhooks import inbound_fields
from messaging.twilio import Accepted


def says(side: CaseSubject, *texts: str) -> None:
    """The person texts, one after the other, and reads what comes back each time."""
    for text in texts:
        sends(side, text)


def sends(side: CaseSubject, text: str, *along: Enclosed) -> None:
    """One text, and what the person sends along: it is fetched once the demonstration runs."""
    number = Number.objects.live().get(owner_id=side.subject.public_id)
    with Store(settings.VAR / "simulator.sqlite3") as store:
        message = store.add_message(
            "inbound",
            number.digits,
            number.sender,
            text,
            status="received",
            kind="MM" if along else "SM",
        )
        media = store.media.enclose(message.sid, along)
    accept_incoming(inbound_fields(message, "", media))
    handle_waiting(10)
    delivers()


# A wrong number, and perhaps somebody's new phone.
STRANGERS = (
    ("+447700900981", "Is this the dentist? I cannot come on Thursday."),
    ("+447700900982", "It is me. This is my new phone, he has the old one. Please tell nobody."),
)


def strangers_text() -> None:
    """Texts from numbers that are nobody's."""
    with Store(settings.VAR / "simulator.sqlite3") as store:
        came = [
            store.add_message("inbound", number, settings.TWILIO_FROM[0], text, status="received")
            for number, text in STRANGERS
        ]
    for message in came:
        accept_incoming(inbound_fields(message, "", []))
    handle_waiting(10)
    delivers()


def delivers() -> None:
    """Everything that may leave now leaves, and is taken."""
    with Store(settings.VAR / "simulator.sqlite3") as store:
        while claims := claim_batch():
            taken = [
                store.add_message(
                    "outbound-api",
                    claim.send.sender,
                    claim.send.number,
                    claim.send.body,
                    status="delivered",
                )
                for claim in claims
            ]
            pairs = list(zip(claims, taken, strict=True))
            record_results((claim, Accepted(message.sid)) for claim, message in pairs)
            for claim, message in pairs:
                record_callback(claim.token, message.sid, "delivered", "")
            Sender.objects.all().delete()  # the past goes by at no pace
