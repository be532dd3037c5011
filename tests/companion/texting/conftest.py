"""A provider that takes everything, for stories told through webhooks."""

import pytest

from messaging import twilio
from tests.fakes import FakeTwilio


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    """The stand-in at the one seam."""
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    monkeypatch.setattr(twilio, "find", fake.find)
    return fake
