"""One person with a number, an open gate, and a provider that takes everything."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings

from messaging import twilio
from messaging.changes import assign_number, verify_number
from messaging.models import forget_keys
from tests.fakes import FakeTwilio
from tests.messaging.provider import PHONE, SENDER


@pytest.fixture(autouse=True)
def hooks(settings: LazySettings) -> Iterator[None]:
    settings.MESSAGING_GATE = "tests.fakes.open_gate"
    settings.MESSAGING_INCOMING = "tests.messaging.handlers.keep"
    settings.MESSAGING_MAY_COME_TWICE = "tests.messaging.handlers.harmless"
    settings.MESSAGING_OPTED_OUT = "tests.messaging.handlers.opted_out"
    yield
    forget_keys()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    monkeypatch.setattr(twilio, "find", fake.find)
    monkeypatch.setattr(twilio, "forget", fake.forget)
    return fake


@pytest.fixture
def person(db: None) -> UUID:
    owner_id = uuid4()
    assign_number(owner_id, PHONE, SENDER)
    verify_number(owner_id)
    return owner_id
