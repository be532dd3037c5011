"""Texts of the invented past: let through the real gate, taken by the stand-in's own store."""

from django.conf import settings

from companion.models import CaseSubject
from messaging.changes import accept_incoming, claim_batch, record_callback, record_results
from messaging.models import Number, Sender
from messaging.simulator.store import Store
from messaging.tasks import handle_waiting
from messaging.twilio import Accepted


def says(side: CaseSubject, *texts: str) -> None:
    """The person texts, one after the other, and reads what comes back each time."""
    number = Number.objects.live().get(owner_id=side.subject.public_id)
    for text in texts:
        with Store(settings.VAR / "simulator.sqlite3") as store:
            message = store.add_message(
                "inbound", number.digits, number.sender, text, status="received"
            )
        accept_incoming(
            {
                "MessageSid": message.sid,
                "AccountSid": settings.TWILIO_ACCOUNT_SID,
                "From": number.digits,
                "To": number.sender,
                "Body": text,
                "NumMedia": "0",
            }
        )
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
