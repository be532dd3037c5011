"""What came in is handled once, in order, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from messaging.changes import accept_incoming, compose, take_incoming
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import Heartbeat, IncomingMessage, OutgoingMessage, State
from messaging.tasks import deliver_outgoing, sweep
from tests.fakes import FakeTwilio, bodies
from tests.messaging import handlers
from tests.messaging.provider import INBOUND, post, text_fields

pytestmark = pytest.mark.django_db


def test_a_text_becomes_its_owners_and_is_answered(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    post(client, INBOUND, text_fields("NEED a job"))
    handle_waiting(5)
    text = IncomingMessage.objects.get()
    assert (text.owner_id, text.body, text.outcome) == (person, "NEED a job", "kept")
    assert text.handled_at is not None
    deliver_due(5)
    assert bodies(provider.sent) == ["thanks"]


def test_whoever_texts_is_answered_first_by_a_task_that_came_for_news(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    compose(person, "news", priority=OutgoingMessage.REMINDER)
    post(client, INBOUND, text_fields())
    deliver_outgoing()
    assert bodies(provider.sent) == ["thanks", "news"]


def test_a_text_is_handled_once_however_often_it_is_swept(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    post(client, INBOUND, text_fields())
    for _ in range(3):
        sweep()
    assert OutgoingMessage.objects.count() == 1
    assert len(provider.sent) == 1
    assert Heartbeat.objects.count() == 1


def test_a_text_to_another_sender_belongs_to_nobody(
    client: Client, person: UUID, provider: FakeTwilio
) -> None:
    post(client, INBOUND, text_fields(To="+447700900901"))
    handle_waiting(5)
    assert IncomingMessage.objects.get().owner_id is None
    assert not OutgoingMessage.objects.exists()


def test_texts_of_one_sender_wait_for_the_one_before(client: Client) -> None:
    for body in ("one", "two"):
        post(client, INBOUND, text_fields(body))
    post(client, INBOUND, text_fields("other", From="+447700900002"))
    waiting = IncomingMessage.objects.waiting(timezone.now())
    assert [text.body for text in waiting] == ["one", "other"]
    IncomingMessage.objects.filter(pk=waiting[0].pk).update(
        retry_at=timezone.now() + timedelta(seconds=30)
    )
    waiting = IncomingMessage.objects.waiting(timezone.now())
    assert [text.body for text in waiting] == ["other"]


def test_a_text_that_cannot_be_handled_is_handed_over_unread_and_leaves_no_half_answer(
    client: Client, settings: Any
) -> None:
    settings.MESSAGING_INCOMING = "tests.messaging.handlers.poisoned"
    handlers.HANDED_OVER.clear()
    post(client, INBOUND, text_fields())
    waits = []
    for _ in range(3):
        IncomingMessage.objects.update(retry_at=None)
        now = timezone.now()
        with_one_try(now)
        text = IncomingMessage.objects.get()
        assert text.retry_at is not None
        waits.append(round((text.retry_at - now).total_seconds()))
    assert waits == [5, 30, 0]
    assert handlers.HANDED_OVER == []
    handle_waiting(5)
    text = IncomingMessage.objects.get()
    assert handlers.HANDED_OVER == [text.public_id]
    assert (text.outcome, text.failures) == ("handed_over", 3)
    assert not OutgoingMessage.objects.exists()


def with_one_try(now: Any) -> None:
    from messaging.handling import handle_one

    for public_id, failures in IncomingMessage.objects.waiting(now).values_list(
        "public_id", "failures"
    ):
        handle_one(public_id, failures)


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_handle_each_text_once(person: UUID, provider: FakeTwilio) -> None:
    for _ in range(20):
        accept_incoming(text_fields())

    def work(_: int) -> None:
        try:
            handle_waiting(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    handle_waiting(10)
    assert OutgoingMessage.objects.filter(state=State.QUEUED).count() == 20
    replied_to = OutgoingMessage.objects.order_by("id").values_list("reply_to_id", flat=True)
    assert list(replied_to) == sorted(replied_to)


def test_a_text_already_handled_cannot_be_taken_again(client: Client) -> None:
    post(client, INBOUND, text_fields())
    text = IncomingMessage.objects.get()
    handle_waiting(5)
    assert take_incoming([text.public_id, uuid4()]) == []
