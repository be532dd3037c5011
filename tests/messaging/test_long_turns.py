"""While nobody texts us a delivery goes on; whoever texts is answered in the middle of it."""

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from messaging import delivering, tasks, twilio
from messaging.changes import assign_number, compose
from messaging.models import OutgoingMessage, State
from messaging.tasks import deliver_outgoing
from tests.fakes import FakeTwilio, bodies
from tests.messaging.provider import INBOUND, SENDER, post, text_fields

NEWS = 40

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked for in a delivery whose own turn has no time and makes one call at once."""
    called: list[str] = []

    def note(kind: str, what: str) -> None:
        if kind == "outgoing":
            called.append(what)

    monkeypatch.setattr(tasks, "nudge", lambda kind: note(kind, "go on"))
    monkeypatch.setattr(tasks, "nudge_in", lambda kind, _: note(kind, "come too"))
    monkeypatch.setattr(tasks, "hands_full", set())
    monkeypatch.setattr(tasks, "TURN", 0.0)
    monkeypatch.setattr(tasks, "LOOK", 0.05)
    monkeypatch.setattr(delivering, "CONCURRENCY", 1)
    monkeypatch.setattr(delivering, "AHEAD", 0)
    monkeypatch.setattr(delivering, "WORTH_IT", 1)
    return called


@pytest.fixture
def news(provider: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(NEWS):
        owner_id = uuid4()
        assign_number(owner_id, f"+447700900{place + 100}", SENDER)
        compose(owner_id, "news", priority=OutgoingMessage.REMINDER)
    take = provider.send

    def send(text: Any, callback_url: str) -> Any:
        threading.Event().wait(0.03)
        return take(text, callback_url)

    monkeypatch.setattr(twilio, "send", send)


def waiting() -> int:
    return OutgoingMessage.objects.filter(state=State.QUEUED).count()


@pytest.mark.usefixtures("news")
def test_while_nobody_texts_one_task_delivers_all_and_calls_another_beside(
    provider: FakeTwilio, asked_for: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "LONGER", 120.0)
    deliver_outgoing()
    assert (len(provider.sent), waiting()) == (NEWS, 0)
    assert asked_for == ["come too"]
    assert "outgoing" not in tasks.hands_full, "at the next flood it calls somebody again"


@pytest.mark.usefixtures("news")
def test_it_does_not_go_on_for_ever(asked_for: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "LONGER", 0.1)
    deliver_outgoing()
    assert waiting() > 0
    assert asked_for == ["come too", "go on"]
    deliver_outgoing()
    assert asked_for[2:] == ["go on"], "whoever was called is there already"


@pytest.mark.usefixtures("news")
def test_whoever_texts_is_answered_at_once_and_what_follows_gets_its_turn(
    client: Client,
    person: UUID,
    provider: FakeTwilio,
    asked_for: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "LONGER", 120.0)
    post(client, INBOUND, text_fields())
    deliver_outgoing()
    assert "thanks" in bodies(provider.sent)[:3]
    assert waiting() > NEWS / 2
    assert asked_for[-1] == "go on"


@pytest.mark.usefixtures("asked_for", "news")
def test_what_is_out_is_written_down_whatever_breaks_meanwhile(
    provider: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KeyError), delivering.Delivery() as delivery:
        delivery.go_on(0.01)
        raise KeyError
    assert len(provider.sent) >= 1
    assert not OutgoingMessage.objects.filter(state=State.SENDING).exists()
    assert OutgoingMessage.objects.accepted().count() == len(provider.sent)
