"""Workers at the same moment, and one that is killed half way: one text, never none, never two."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from companion.changes.planned import end_plan
from companion.models import PlannedText
from companion.tasks import write_planned_texts
from companion.texting import planned
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plan() -> PlannedText:
    """Due this minute, and twice more."""
    cast = make_cast()
    OutgoingMessage.objects.all().delete()
    made = factories.planned(cast.side, cast.advocate)
    made.next_at = timezone.now() - timedelta(seconds=1)
    made.at = timezone.localtime(made.next_at).time()
    made.next_on = made.starts_on = timezone.localdate(made.next_at)
    made.save()
    return made


def at_once(*acts: Callable[[], object]) -> None:
    def done(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for future in [pool.submit(done, act) for act in acts]:
            future.result()


def test_eight_workers_at_once_write_one(plan: PlannedText) -> None:
    at_once(*[write_planned_texts] * 8)
    assert OutgoingMessage.objects.filter(about=plan.public_id).count() == 1
    before = plan.next_on
    plan.refresh_from_db()
    assert before and plan.next_on == before + timedelta(days=1)


def test_ended_in_the_very_moment_it_is_due_it_goes_or_goes_not(plan: PlannedText) -> None:
    at_once(write_planned_texts, lambda: end_plan(plan, acting_user=plan.planned_by))
    plan.refresh_from_db()
    assert plan.ended_at
    states = [text.state for text in OutgoingMessage.objects.filter(about=plan.public_id)]
    assert states in ([], ["expired"])


def test_a_worker_killed_between_the_two_leaves_neither_and_the_next_does_both(
    plan: PlannedText,
) -> None:
    connections.close_all()
    child = os.fork()
    if child == 0:
        planned.write_planned = killed_after(planned.write_planned)
        write_planned_texts()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert not OutgoingMessage.objects.exists()
    write_planned_texts()
    assert OutgoingMessage.objects.filter(about=plan.public_id).count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        write_planned_texts()
    assert OutgoingMessage.objects.filter(about=plan.public_id).count() == 2


def killed_after(write: Callable[..., object]) -> Callable[..., object]:
    """Do all of it, and be killed before it is committed."""

    def and_die(*args: object) -> object:
        write(*args)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    return and_die
