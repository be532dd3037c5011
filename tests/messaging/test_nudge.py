"""Nudges: after commit only, coalesced, and never in anybody's way."""

import threading
import time
from typing import Any

import pytest
from celery import current_app
from django.db import transaction

from companion.changes.post import ALERTS, LETTERS
from messaging import tasks
from messaging.changes import accept_incoming
from messaging.nudge import NUDGERS, TASKS, Nudger, nudge
from tests.fakes import new_sid


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(
        type(current_app._get_current_object()),  # type: ignore[attr-defined]
        "send_task",
        lambda self, name, *args, **options: names.append(name),
    )
    return names


def eventually(condition: Any) -> bool:
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.005)
    return bool(condition())


def test_a_hundred_nudges_at_once_become_a_few_tasks(sent: list[str]) -> None:
    nudger = Nudger("incoming", TASKS["incoming"])
    for _ in range(100):
        nudger.nudge()
    assert eventually(lambda: sent)
    time.sleep(0.1)
    assert 1 <= len(sent) <= 2
    assert set(sent) == {"messaging.tasks.handle_incoming"}


def test_a_nudge_after_a_pause_is_not_lost(sent: list[str]) -> None:
    nudger = Nudger("outgoing", TASKS["outgoing"])
    for expected in range(1, 4):
        nudger.nudge()
        assert eventually(lambda expected=expected: len(sent) >= expected)


def test_while_all_are_busy_old_nudges_are_let_go_but_never_one_for_an_email(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the clock's tasks wait behind hundreds of nudges; the sweep is ten seconds away."""
    sent: dict[str, Any] = {}
    monkeypatch.setattr(
        type(current_app._get_current_object()),  # type: ignore[attr-defined]
        "send_task",
        lambda self, name, *args, **options: sent.update({name: options["expires"]}),
    )
    for nudger in (*NUDGERS.values(), ALERTS, LETTERS):
        nudger._send()
    assert sent.pop(ALERTS.task) is sent.pop(LETTERS.task) is None
    assert sent == dict.fromkeys(TASKS.values(), 10.0)


def test_an_alert_has_a_queue_of_its_own_that_the_worker_takes_from() -> None:
    def queue_of(task: str) -> Any:
        return current_app.amqp.router.route({}, task)["queue"]

    assert queue_of(ALERTS.task).name == "alerts"
    assert {queue_of(task).name for task in TASKS.values()} == {"celery"}
    taken = current_app.amqp.queues.consume_from.values()
    assert {(queue.name, queue.routing_key) for queue in taken} == {
        ("celery", "celery"),
        ("alerts", "alerts"),
    }


@pytest.mark.django_db(transaction=True)
def test_nobody_is_nudged_before_the_commit_nor_after_a_rollback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nudged: list[str] = []
    monkeypatch.setattr(Nudger, "nudge", lambda self: nudged.append(self.kind))
    with transaction.atomic():
        nudge("outgoing")
        assert nudged == []
    assert nudged == ["outgoing"]
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        nudge("incoming")
        raise ValueError("undone")
    assert nudged == ["outgoing"]


@pytest.mark.django_db(transaction=True)
def test_a_text_is_kept_though_the_broker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Event()

    def gone(self: Any, name: str, *args: object, **options: object) -> None:
        tried.set()
        raise ConnectionError("no broker")

    monkeypatch.setattr(type(current_app._get_current_object()), "send_task", gone)  # type: ignore[attr-defined]
    assert accept_incoming({"MessageSid": new_sid(), "Body": "hello"})
    assert tried.wait(5)


def test_each_process_that_a_flood_fills_calls_one_more_beside_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[str] = []
    monkeypatch.setattr(tasks, "nudge", lambda kind: called.append(f"{kind} goes on"))
    monkeypatch.setattr(tasks, "nudge_in", lambda kind, _: called.append(f"{kind} beside"))
    monkeypatch.setattr(tasks, "hands_full", set())
    monkeypatch.setattr(tasks, "TURN", 0.0)

    def turn() -> list[str]:
        called.clear()
        tasks._take_turn("outgoing", lambda seconds: 1)
        return list(called)

    assert turn() == ["outgoing beside", "outgoing goes on"]
    assert turn() == turn() == ["outgoing goes on"]
    monkeypatch.setattr(tasks, "TURN", 60.0)
    assert turn() == []
    monkeypatch.setattr(tasks, "TURN", 0.0)
    assert turn() == ["outgoing beside", "outgoing goes on"]
