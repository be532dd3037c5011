"""Bytes are sealed as words are: with their owner's key, and for their own row alone."""

import os
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from messaging.models import IncomingMessage, Medium
from vault import keys
from vault.errors import CannotOpen, KeyDestroyed, NotOpened, NotSealed

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) + os.urandom(2000)


def kept(place: int = 0) -> Medium:
    message = IncomingMessage.objects.get_or_create(provider_id="MM1")[0]
    return Medium.objects.create(
        message=message, place=place, owner_id=uuid4(), content=CONTENT,
        state="kept", due_at=None, settled_at=timezone.now(),
    )  # fmt: skip


def test_bytes_come_back_as_they_went_and_stand_sealed_in_the_table() -> None:
    row = kept()
    keys.forget()
    assert Medium.objects.get().content == CONTENT
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM messaging_medium")
        [[stored]] = cursor.fetchall()
    assert stored.startswith("1.") and len(stored) < len(CONTENT) * 1.4 + 200
    assert CONTENT[:64] not in stored.encode()
    assert str(row.owner_id) not in stored


def test_without_the_owners_key_they_are_gone() -> None:
    row = kept()
    keys.destroy(row.owner_id)
    with pytest.raises(KeyDestroyed):
        _ = Medium.objects.get().content


def test_in_another_row_they_do_not_open() -> None:
    one, other = kept(), kept(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_medium SET owner_id = (SELECT owner_id FROM messaging_medium"
            " WHERE id = %s), content = (SELECT content FROM messaging_medium WHERE id = %s)"
            " WHERE id = %s",
            [one.pk, one.pk, other.pk],
        )
    with pytest.raises(CannotOpen):
        _ = Medium.objects.get(pk=other.pk).content


def test_there_is_no_way_round_the_seal() -> None:
    row = kept()
    with pytest.raises(NotSealed):
        Medium.objects.update(content=b"plain")
    with pytest.raises(NotOpened):
        list(Medium.objects.values("content"))
    with pytest.raises(NotSealed):
        Medium.objects.filter(content=CONTENT).exists()
    with pytest.raises(TypeError):
        row.content = "words"  # type: ignore[assignment]
