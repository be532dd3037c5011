"""A worker that the broker no longer reaches goes on by itself; while tasks come it keeps still."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from messaging.changes import beat, compose
from messaging.models import Heartbeat
from messaging.watch import SILENT_AFTER, tasks_have_stopped, work_until_quiet
from tests.fakes import FakeTwilio, bodies

pytestmark = pytest.mark.django_db


def test_it_works_only_once_no_sweep_has_come_for_a_while() -> None:
    assert tasks_have_stopped()
    beat("worker")
    assert not tasks_have_stopped()
    long_ago = timezone.now() - SILENT_AFTER - timedelta(seconds=1)
    Heartbeat.objects.update(beaten_at=long_ago)
    assert tasks_have_stopped()


def test_it_does_all_that_waits_and_claims_no_sign_of_life(
    person: UUID, provider: FakeTwilio
) -> None:
    for words in ("one", "two"):
        compose(person, words)
    assert work_until_quiet() == 2
    assert bodies(provider.sent) == ["one", "two"]
    assert not Heartbeat.objects.exists()


def test_what_else_cannot_wait_for_the_broker_is_done_too(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    done: list[str] = []
    for task in settings.MESSAGING_WITHOUT_BROKER:
        monkeypatch.setattr(task, lambda task=task: done.append(task.rpartition(".")[2]))
    work_until_quiet()
    assert done == ["tell", "send_letters"]
