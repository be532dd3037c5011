"""Alive, and ready: what machines that watch the service are told."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from amqp.exceptions import AccessRefused
from celery import current_app
from django.test import Client
from django.utils import timezone

from companion.access import health
from messaging.changes import compose
from messaging.models import Heartbeat, IncomingMessage, OutgoingMessage, Sender
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Heartbeat:
    return Heartbeat.objects.create(name="worker", beaten_at=timezone.now())


def failing(client: Client) -> set[str]:
    answer = client.get("/readyz")
    checks = answer.json()["checks"]
    failed = {name for name, check in checks.items() if not check["ok"]}
    assert answer.status_code == (503 if failed else 200)
    assert answer.json()["ready"] is not bool(failed)
    return failed


def test_it_is_alive_without_a_worker(client: Client) -> None:
    assert client.get("/healthz").json() == {"alive": True}


def test_it_is_ready_when_everything_answers(client: Client, worker: Heartbeat) -> None:
    assert failing(client) == set()


def test_it_is_not_ready_before_a_worker_was_seen(client: Client) -> None:
    assert failing(client) == {"worker"}


def test_it_is_not_ready_once_the_worker_falls_silent(client: Client, worker: Heartbeat) -> None:
    Heartbeat.objects.update(beaten_at=timezone.now() - timedelta(seconds=61))
    assert failing(client) == {"worker"}


def test_it_is_not_ready_while_a_text_waits_too_long_to_be_sent(
    client: Client, worker: Heartbeat
) -> None:
    late = timezone.now() - timedelta(minutes=6)
    OutgoingMessage.objects.create(owner_id=uuid4(), wording="call_kept", due_at=late)
    assert failing(client) == {"outbox"}
    OutgoingMessage.objects.update(due_at=timezone.now() + timedelta(days=1))
    assert failing(client) == set()


def test_what_waits_its_turn_is_not_late_but_an_answer_is(
    client: Client, worker: Heartbeat
) -> None:
    late, soon = timezone.now() - timedelta(minutes=6), timezone.now() + timedelta(seconds=9)
    text = OutgoingMessage.objects.create(owner_id=uuid4(), wording="call_kept", due_at=late)
    Sender.objects.create(number="+447700900900", free_at=soon)
    assert failing(client) == set()
    OutgoingMessage.objects.filter(pk=text.pk).update(priority=OutgoingMessage.REPLY)
    assert failing(client) == {"outbox"}


def test_it_is_not_ready_while_a_text_waits_too_long_to_be_read(
    client: Client, worker: Heartbeat
) -> None:
    late = timezone.now() - timedelta(minutes=6)
    IncomingMessage.objects.create(
        provider_id="SM1", sender_index="x", to_number="+447700900900", received_at=late
    )
    assert failing(client) == {"inbox"}


def test_it_is_not_ready_while_the_broker_is_away(
    client: Client, worker: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = current_app.connection_for_write("redis://127.0.0.1:9/0")
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_: away)
    assert failing(client) == {"broker"}


def test_it_is_not_ready_while_the_broker_refuses_us(
    client: Client, worker: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuses = current_app.connection_for_write("amqp://somebody:wrong@127.0.0.1:9//")

    def refused(**_: object) -> None:
        raise AccessRefused

    monkeypatch.setattr(refuses, "ensure_connection", refused)
    monkeypatch.setattr(current_app, "connection_for_write", lambda **_: refuses)
    assert failing(client) == {"broker"}


def test_it_says_nothing_of_anybody(client: Client, worker: Heartbeat) -> None:
    OutgoingMessage.objects.create(
        owner_id=uuid4(), wording="call_kept", due_at=timezone.now(), own_words="canary"
    )
    text = client.get("/readyz").content.decode()
    assert set(client.get("/readyz").json()) == {"ready", "checks"}
    assert "canary" not in text


def test_how_late_we_are_is_what_the_oldest_that_is_due_has_waited() -> None:
    now = timezone.now()
    minute = timedelta(minutes=1)
    texts = [compose(uuid4(), "hello") for _ in range(6)]
    for text, state, ago, priority in zip(
        texts,
        ("queued", "queued", "queued", "withheld", "failed", "queued"),
        (2, 3, -1, 9, 9, 1),
        (1, 1, OutgoingMessage.REPLY, 1, 1, OutgoingMessage.REPLY),
        strict=True,
    ):
        fields = {"due_at": now - ago * minute, "priority": priority, "reason": "never"}
        OutgoingMessage.objects.filter(pk=text.pk).update(state=state, **fields)
    sender = Sender.objects.create(number="+447700900900", free_at=now)
    with time_machine.travel(now, tick=False):
        assert health.outbox_lag() == 3 * minute
        Sender.objects.filter(pk=sender.pk).update(free_at=now + minute)
        assert health.outbox_lag() == minute
        OutgoingMessage.objects.exclude(pk=texts[2].pk).delete()
        assert health.outbox_lag() == health.inbox_lag() == timedelta(0)
        for ago in (5, 3, 9):
            strangers = factories.strangers_text("Hello")
            fields = {"received_at": now - ago * minute}
            if ago < 5:
                fields["handled_at"] = None
            IncomingMessage.objects.filter(pk=strangers.pk).update(**fields)
        assert health.inbox_lag() == 3 * minute
        Heartbeat.objects.all().delete()
        assert health.worker_seen() is None
        Heartbeat.objects.create(name="worker", beaten_at=now - minute)
        assert health.worker_seen() == minute and health.database_answers() is True
