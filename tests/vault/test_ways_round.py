"""Every way round the seal is refused: writing, showing, seeking and sorting."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import models, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Upper

from messaging.models import Number, OutgoingMessage
from tests.vault.conftest import again, new_number, save_number, stored
from vault import keys
from vault.errors import NotOpened, NotSealed

pytestmark = pytest.mark.django_db


def test_update_refuses_a_sealed_field_and_an_owner() -> None:
    number = save_number(1)
    before = stored(number, "digits")
    for change in (
        {"digits": "+447700900002"},
        {"digits": Value("+447700900002")},
        {"digits": F("sender")},
        {"digits": ""},
        {"owner_id": uuid4()},
        {"public_id": uuid4()},
    ):
        with pytest.raises(NotSealed):
            Number.objects.update(**change)
    assert stored(number, "digits") == before
    assert Number.objects.update(sender="+447700900901") == 1


def test_even_the_base_manager_writes_nothing_unsealed() -> None:
    number = save_number(1)
    before = stored(number, "digits")
    for written in ("+447700900002", Value("+447700900002"), F("sender"), Upper("sender")):
        with pytest.raises(NotSealed), transaction.atomic():
            Number._base_manager.update(digits=written)
    number.digits = "+447700900002"
    with pytest.raises(NotSealed), transaction.atomic():
        Number._base_manager.bulk_update([number], ["digits"])
    assert stored(number, "digits") == before


def test_bulk_update_refuses_a_sealed_field() -> None:
    number = save_number(1)
    before = stored(number, "digits")
    number.digits = "+447700900002"
    number.sender = "+447700900901"
    with pytest.raises(NotSealed):
        Number.objects.bulk_update([number], ["digits"])
    assert stored(number, "digits") == before
    assert Number.objects.bulk_update([number], ["sender"]) == 1


def test_in_bulk_batches_are_kept_and_what_is_there_may_stay(
    django_assert_num_queries: Any,
) -> None:
    rows = [save_number(1), save_number(2)]
    for row in rows:
        row.sender = "+447700900901"
    with django_assert_num_queries(2):
        Number.objects.bulk_update(rows, ["sender"], batch_size=1)
    others = [new_number(place) for place in (3, 4)]
    keys.prepare(row.owner_id for row in others)
    with django_assert_num_queries(2):
        Number.objects.bulk_create(others, batch_size=1)
    same = new_number(5)
    same.public_id = rows[0].public_id
    Number.objects.bulk_create([same], ignore_conflicts=True)
    assert again(rows[0]).digits == "+447700900001"


def test_bulk_create_does_not_overwrite_rows() -> None:
    number = save_number(1)
    with pytest.raises(NotSealed):
        Number.objects.bulk_create(
            [number], update_conflicts=True, update_fields=["digits"], unique_fields=["public_id"]
        )
    assert again(number).digits == "+447700900001"


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Number.objects.values(),
        lambda: Number.objects.values_list(),
        lambda: Number.objects.values("digits"),
        lambda: Number.objects.values("id", "digits"),
        lambda: Number.objects.values_list("digits", flat=True),
        lambda: Number.objects.values(other=F("digits")),
        lambda: Number.objects.annotate(other=F("digits")).values("other"),
        lambda: Number.objects.annotate(other=Max("digits")).values("other"),
        lambda: OutgoingMessage.objects.values("reply_to__body"),
    ],
)
def test_values_refuse_to_show_a_sealed_field(ask: Any) -> None:
    save_number(1)
    with pytest.raises(NotOpened):
        ask()


def test_values_of_other_fields_work() -> None:
    number = save_number(1)
    assert list(Number.objects.values_list("public_id", flat=True)) == [number.public_id]
    assert Number.objects.values("sender").annotate(n=models.Count("id")).get()["n"] == 1


@pytest.mark.parametrize(
    "ask",
    [
        {"digits": "+447700900001"},
        {"digits__in": ["+447700900001"]},
        {"digits__startswith": "+44"},
        {"digits__icontains": "77"},
        {"digits__gt": ""},
        {"digits__regex": "."},
        {"digits__lower": "+447700900001"},
        {"digits__lower__exact": "+447700900001"},
        {"digits": F("sender")},
        {"digits": Value("+447700900001")},
    ],
)
def test_a_sealed_field_cannot_be_sought(ask: dict[str, Any]) -> None:
    save_number(1)
    with pytest.raises(NotSealed):
        list(Number.objects.filter(**ask))


def test_a_sealed_field_cannot_be_sorted_by() -> None:
    for name in ("digits", "-digits"):
        with pytest.raises(NotOpened):
            Number.objects.order_by(name)


def test_a_sealed_field_is_not_written_to_a_fixture() -> None:
    with pytest.raises(NotOpened):
        serializers.serialize("json", [save_number(1)])


def test_only_text_can_be_put_into_a_sealed_field() -> None:
    for value in (7, b"bytes", F("sender"), ["list"]):
        with pytest.raises(TypeError, match=f"holds str, not {type(value).__name__}"):
            Number(digits=value)
