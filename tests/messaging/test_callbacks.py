"""Status callbacks: any order, any number of times, the same end."""

from itertools import permutations
from uuid import UUID

import pytest
from django.test import Client

from messaging.changes import claim_batch, compose, live_number, record_callback, record_results
from messaging.delivering import deliver_due
from messaging.models import OutgoingMessage, State, StatusCallback
from messaging.twilio import Accepted, Ambiguous
from tests.fakes import FakeTwilio, new_sid
from tests.messaging import handlers
from tests.messaging.provider import post_status

pytestmark = pytest.mark.django_db

STORIES = {
    "delivered": [("queued", ""), ("sent", ""), ("delivered", "")],
    "undelivered": [("sent", ""), ("undelivered", "30003"), ("failed", "30008")],
    "failed": [("sent", ""), ("failed", "30007"), ("failed", "30008")],
}


def sent_text(person: UUID, provider: FakeTwilio) -> OutgoingMessage:
    compose(person, "hello")
    deliver_due(5)
    return OutgoingMessage.objects.latest("id")


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_callbacks_in_every_order_and_doubled_end_alike(
    person: UUID, provider: FakeTwilio, story: list[tuple[str, str]]
) -> None:
    message = sent_text(person, provider)
    sid, token = message.provider_id or "", provider.tokens[0]
    ends = set()
    for order in permutations(story + story[:1]):
        OutgoingMessage.objects.update(state=State.ACCEPTED, error_code="", reason="")
        StatusCallback.objects.all().delete()
        for status, error in order + order[::-1]:
            record_callback(token, sid, status, error)
        message.refresh_from_db()
        ends.add((message.state, message.error_code, message.reason, message.provider_id))
        assert StatusCallback.objects.count() == len(story)
    assert len(ends) == 1


def test_a_text_moves_forward_through_signed_callbacks(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    message = sent_text(person, provider)
    for status in ("sent", "delivered", "sent", "queued", "failed"):
        answer = post_status(client, provider.tokens[0], message.provider_id or "", status)
        assert answer.status_code == 200
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert message.settled_at is not None
    assert StatusCallback.objects.count() == 4


def test_a_callback_that_overtakes_the_response_is_believed(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    message = compose(person, "hello")
    [claim] = claim_batch()
    sid = new_sid()
    post_status(client, claim.token, sid, "delivered")
    record_results([(claim, Accepted(sid))])
    message.refresh_from_db()
    assert (message.state, message.provider_id) == (State.DELIVERED, sid)
    assert message.accepted_at is not None


def test_a_callback_settles_what_was_unknown(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    provider.will(Ambiguous("ReadTimeoutError"))
    message = sent_text(person, provider)
    assert message.state == State.UNKNOWN
    sid = new_sid()
    post_status(client, provider.tokens[0], sid, "sent")
    message.refresh_from_db()
    assert (message.state, message.provider_id, message.due_at) == (State.SENT, sid, None)


def test_a_forgotten_token_is_made_up_for_by_the_message_id(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    message = sent_text(person, provider)
    post_status(client, "nobody-knows", message.provider_id or "", "delivered")
    message.refresh_from_db()
    assert message.state == State.DELIVERED


def test_a_callback_that_names_another_texts_id_is_kept_and_not_believed(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    first = sent_text(person, provider)
    provider.will(Ambiguous("http_500"))
    second = sent_text(person, provider)
    answer = post_status(client, provider.tokens[1], first.provider_id or "", "delivered")
    assert answer.status_code == 200
    second.refresh_from_db()
    assert second.state == State.UNKNOWN
    assert StatusCallback.objects.count() == 1


def test_an_unknown_status_changes_nothing(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    message = sent_text(person, provider)
    sid = message.provider_id or ""
    assert post_status(client, provider.tokens[0], sid, "teleported").status_code == 200
    message.refresh_from_db()
    assert message.state == State.ACCEPTED


def test_an_opt_out_told_in_a_callback_counts_as_stop_once(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    handlers.OPTED_OUT.clear()
    message = sent_text(person, provider)
    for _ in range(2):
        post_status(client, provider.tokens[0], message.provider_id or "", "failed", "21610")
    message.refresh_from_db()
    assert (message.state, message.error_code) == (State.FAILED, "21610")
    number = live_number(person)
    assert number is not None
    assert number.opted_out_at is not None
    assert handlers.OPTED_OUT == [person]


def test_unreachable_twice_running_freezes_the_number(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    frozen = []
    for place, error in enumerate(("30003", "30008", "30005", "30006")):
        message = sent_text(person, provider)
        sid = message.provider_id or ""
        post_status(client, provider.tokens[place], sid, "undelivered", error)
        number = live_number(person)
        assert number is not None
        frozen.append(number.frozen_because)
    assert frozen == ["", "", "", "unreachable"]
