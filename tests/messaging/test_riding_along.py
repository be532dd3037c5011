"""What waits rides along with a reply, unless a worker has it in hand by then."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from messaging.changes import bring_forward, claim_batch, compose, record_results
from messaging.changes.sending import deliver
from messaging.models import IncomingMessage, OutgoingMessage, State
from tests.crossing import after, anything_read
from tests.fakes import FakeTwilio, bodies
from tests.messaging.provider import PHONE, SENDER
from tests.messaging.test_sending import state_of

pytestmark = pytest.mark.django_db

NOTHING = OutgoingMessage.objects.none().values_list("about", flat=True)


def text_from(owner_id: UUID) -> IncomingMessage:
    return IncomingMessage.objects.create(
        owner_id=owner_id,
        provider_id="SM1",
        sender_index="them",
        from_number=PHONE,
        to_number=SENDER,
        body="NEED a flat",
        fields="{}",
    )


def test_what_waits_rides_along(person: UUID, provider: FakeTwilio) -> None:
    news, incoming = compose(person, "news"), text_from(person)
    bring_forward(person, incoming, (), NOTHING)
    news.refresh_from_db()
    assert (news.reply_to_id, news.priority) == (incoming.pk, OutgoingMessage.REPLY)


@pytest.mark.parametrize("until", ["claimed", "accepted"])
def test_what_a_worker_took_meanwhile_is_not_queued_again(
    person: UUID, provider: FakeTwilio, until: str
) -> None:
    news, incoming = compose(person, "news"), text_from(person)

    def take() -> None:
        claims = claim_batch()
        if until == "accepted":
            record_results([(claim, deliver(claim)) for claim in claims])

    with connection.execute_wrapper(after(anything_read, take)):
        bring_forward(person, incoming, (), NOTHING)
    assert state_of(news) == (State.SENDING if until == "claimed" else State.ACCEPTED)
    record_results([(claim, deliver(claim)) for claim in claim_batch()])
    assert bodies(provider.sent) == ([] if until == "claimed" else ["news"])


@pytest.mark.parametrize("state", [State.QUEUED, State.WITHHELD, State.SENDING, State.UNKNOWN])
def test_the_database_itself_keeps_what_was_accepted_from_waiting_again(
    person: UUID, provider: FakeTwilio, state: State
) -> None:
    news = compose(person, "news")
    record_results([(claim, deliver(claim)) for claim in claim_batch()])
    texts = OutgoingMessage.objects.filter(pk=news.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        texts.update(state=state, reason="any", due_at=news.created_at)
