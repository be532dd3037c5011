"""Rows to seal: the numbers and texts of people who do not exist."""

import base64
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models

from messaging.models import IncomingMessage, Number, index_of
from vault import keys


@pytest.fixture(autouse=True)
def an_empty_ring() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


def service_key(name: str, letter: str) -> str:
    return f"{name}:{base64.b64encode(letter.encode() * 32).decode()}"


@pytest.fixture
def use_keys(settings: Any) -> Callable[..., None]:
    """Run on with these service keys, the current one first, as after a restart."""

    def use(*specs: str) -> None:
        settings.FIELD_KEYS = list(specs)
        keys.forget()

    return use


def new_number(place: int = 0, owner_id: UUID | None = None) -> Number:
    digits = f"+447700900{place:03d}"
    return Number(
        owner_id=owner_id or uuid4(), digits=digits, index=index_of(digits), sender="+447700900900"
    )


def save_number(place: int = 0, owner_id: UUID | None = None) -> Number:
    number = new_number(place, owner_id)
    number.save()
    return number


def save_text(body: str = "I want to stay in my home", owner_id: UUID | None = None) -> Any:
    return IncomingMessage.objects.create(
        owner_id=owner_id,
        provider_id=f"SM{uuid4().hex}",
        sender_index=index_of("+447700900123"),
        from_number="+447700900123",
        to_number="+447700900900",
        body=body,
        fields="{}",
    )


def stored(row: models.Model, column: str) -> str:
    """What really stands in the database."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [row.pk])  # noqa: S608
        return str(cursor.fetchone()[0])


def overwrite(row: models.Model, column: str, text: str) -> None:
    """Write to the database as somebody would who has it but has no key."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s',  # noqa: S608
            [text, row.pk],
        )


def again(row: Any) -> Any:
    """The same row, read anew with an empty ring."""
    keys.forget()
    return type(row).objects.get(pk=row.pk)
