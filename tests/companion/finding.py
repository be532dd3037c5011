"""What tests of who finds what share: a moment to stand at, a changed past, and doors."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models import Manager
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from companion.models import CaseSubject, StrangerText, User
from messaging.changes import accept_incoming, mark_handled
from messaging.models import IncomingMessage
from tests.fakes import new_sid

MOMENT = timedelta(seconds=1)


def at(moment: datetime) -> time_machine.travel:
    """At this moment, which stands still."""
    return time_machine.travel(moment, tick=False)


def change(record: Any, **fields: Any) -> None:
    """As the past left it."""
    type(record).objects.filter(pk=record.pk).update(**fields)


def is_for(door: Callable[[User, Any], object], record: Any, *users: User) -> None:
    """Each of these finds it, and nothing under another id."""
    for user in users:
        assert door(user, record.public_id) == record, user
        with pytest.raises(Http404):
            door(user, uuid4())


def is_not_for(door: Callable[[User, Any], object], record: Any, *users: User) -> None:
    """None of these finds it."""
    for user in users:
        with pytest.raises(Http404):
            door(user, record.public_id)


def came(side: CaseSubject | None, words: str, moment: datetime, **fields: Any) -> IncomingMessage:
    """A text that came then: from the person of a side, or from nobody we know."""
    posted = {"MessageSid": new_sid(), "Body": words, "From": "+447700900998", **fields}
    accept_incoming({"To": "+447700900900", **posted})
    made = IncomingMessage.objects.get(provider_id=posted["MessageSid"])
    whose = {"owner_id": side.subject.public_id, "thread": side.public_id} if side else {}
    mark_handled(made, StrangerText.USUAL, **whose)
    change(made, received_at=moment)
    made.refresh_from_db()
    return made


def comes_with(records: Iterable[Any], *ways: str) -> None:
    """What a page shows of each of these is there at once: the database is asked nothing more."""
    found = list(records)
    with CaptureQueriesContext(connection) as asked:
        for way in ways:
            ends = found
            for part in way.split("."):
                ends = [end for one in ends for end in _all_of(getattr(one, part))]
            assert ends, way
            assert not asked.captured_queries, way


def _all_of(reached: Any) -> list[Any]:
    if reached is None:
        return []
    return list(reached.all()) if isinstance(reached, Manager) else [reached]
