"""The provider keeps nobody's words longer than it must; ours are never touched."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from messaging.changes import compose, forget_at_provider, record_callback
from messaging.delivering import deliver_due
from messaging.models import IncomingMessage, OutgoingMessage
from messaging.twilio import MaybeSent
from tests.fakes import FakeTwilio
from tests.messaging.provider import INBOUND, VOICE, post, text_fields

pytestmark = pytest.mark.django_db


def test_a_text_is_forgotten_there_once_it_has_ended_and_not_before(
    person: UUID, provider: FakeTwilio
) -> None:
    compose(person, "hello")
    deliver_due(5)
    message = OutgoingMessage.objects.get()
    sid = message.provider_id or ""
    for status in ("", "sent"):
        record_callback(provider.tokens[0], sid, status, "")
        assert forget_at_provider(1) == 0
    record_callback(provider.tokens[0], sid, "delivered", "")
    assert [forget_at_provider(1), forget_at_provider(1)] == [1, 0]
    assert provider.forgotten == [sid]
    message.refresh_from_db()
    assert message.body == "hello"
    assert message.forgotten_at is not None


def test_what_came_in_is_forgotten_there_once_kept_and_a_call_has_no_words(
    client: Client, provider: FakeTwilio, db: None
) -> None:
    fields = text_fields("my own words")
    post(client, INBOUND, fields)
    post(client, VOICE, {**text_fields(), "CallSid": "CA" + "1" * 32})
    assert forget_at_provider(1) == 1
    assert provider.forgotten == [fields["MessageSid"]]
    assert IncomingMessage.objects.earliest("id").body == "my own words"


def test_what_could_not_be_forgotten_is_tried_again_later(
    client: Client, provider: FakeTwilio, db: None
) -> None:
    for _ in range(2):
        post(client, INBOUND, text_fields())
    provider.unable.append(MaybeSent("ReadTimeoutError"))
    assert [forget_at_provider(1), forget_at_provider(1)] == [1, 0]
    IncomingMessage.objects.exclude(forget_after=None).update(
        forget_after=timezone.now() - timedelta(seconds=1)
    )
    assert forget_at_provider(1) == 1
    assert len(set(provider.forgotten)) == 2
