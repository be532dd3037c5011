"""Keys are fetched once, are made once, and do not outlive the work they were fetched for."""

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test.utils import CaptureQueriesContext

from messaging.models import IncomingMessage, Number
from tests.vault.conftest import again, new_number, overwrite, save_number, save_text, stored
from vault import keys
from vault.data_keys import DataKey
from vault.errors import CannotOpen


def held() -> dict[UUID, Any]:
    """The data keys in the ring of this context."""
    ring = keys._current.get()
    return ring.keys if ring else {}


@pytest.mark.django_db
def test_thirty_rows_of_thirty_owners_open_with_one_query_for_their_keys() -> None:
    Number.objects.bulk_create(new_number(place) for place in range(30))
    keys.forget()
    rows = list(Number.objects.order_by("id"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        digits = [row.digits for row in rows]
    assert digits == [f"+447700900{place:03d}" for place in range(30)]
    assert len(queries) == 1


@pytest.mark.django_db
def test_thirty_rows_of_thirty_new_owners_are_written_with_four_statements() -> None:
    rows = [new_number(place) for place in range(30)]
    with CaptureQueriesContext(connection) as queries:
        Number.objects.bulk_create(rows)
    written = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    # Which keys there are; the missing ones made; what was kept of them; the rows.
    assert len(written) == 4
    assert DataKey.objects.count() == 30


@pytest.mark.django_db
def test_a_row_of_an_owner_who_has_a_key_makes_none_and_asks_once() -> None:
    owner_id = save_number(1).owner_id
    keys.forget()
    for place, asked in ((2, 1), (3, 0)):
        Number.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            Number.objects.bulk_create([new_number(place, owner_id)])
        about_keys = [query for query in queries if "vault_datakey" in query["sql"]]
        assert len(about_keys) == asked


@pytest.mark.django_db
def test_a_related_row_brings_its_owners_key_with_the_page(django_assert_num_queries: Any) -> None:
    texts = [save_text(f"text {place}", uuid4()) for place in range(5)]
    keys.forget()
    rows = list(IncomingMessage.objects.filter(pk__in=[text.pk for text in texts]))
    with django_assert_num_queries(1):
        assert {row.body for row in rows} == {f"text {place}" for place in range(5)}
        assert {row.from_number for row in rows} == {"+447700900123"}


@pytest.mark.django_db
def test_a_row_without_an_owner_needs_no_query_for_its_key(django_assert_num_queries: Any) -> None:
    text = again(save_text("hello"))
    with django_assert_num_queries(0):
        assert text.body == "hello"
    keys.forget()
    with django_assert_num_queries(1):
        save_text("one statement, and it is stored")


@pytest.mark.django_db
def test_more_owners_than_one_query_takes_are_fetched_in_batches(monkeypatch: Any) -> None:
    monkeypatch.setattr(keys, "BATCH", 4)
    Number.objects.bulk_create(new_number(place) for place in range(10))
    keys.forget()
    rows = list(Number.objects.order_by("id"))
    with CaptureQueriesContext(connection) as queries:
        assert [row.digits for row in rows] == [f"+447700900{place:03d}" for place in range(10)]
    assert len(queries) == 3


@pytest.mark.django_db
def test_no_key_outlives_a_request() -> None:
    number = again(save_number(1))
    assert number.digits
    assert held()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        request_finished.send(sender=None)
        assert not held()
        assert number.digits
        request_started.send(sender=None)
        assert not held()
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.django_db
def test_keys_of_one_thread_are_not_seen_by_another() -> None:
    save_number(1)
    seen: list[dict[UUID, Any]] = []
    thread = threading.Thread(target=lambda: seen.append(held()))
    thread.start()
    thread.join()
    assert held()
    assert seen == [{}]


@pytest.mark.django_db(transaction=True)
def test_a_key_whose_making_was_rolled_back_is_not_used_again() -> None:
    owner_id = uuid4()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        save_number(1, owner_id)
        _ = 1 / 0
    assert not DataKey.objects.exists()
    assert again(save_number(2, owner_id)).digits == "+447700900002"


@pytest.mark.django_db
def test_a_key_whose_savepoint_was_rolled_back_is_not_used_again() -> None:
    owner_id = uuid4()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            save_number(1, owner_id)
            _ = 1 / 0
        kept = save_number(2, owner_id)
    assert again(kept).digits == "+447700900002"


@pytest.mark.django_db(transaction=True)
def test_a_key_is_used_on_without_a_query_after_its_commit() -> None:
    owner_id = uuid4()
    with transaction.atomic():
        save_number(1, owner_id)
    with CaptureQueriesContext(connection) as queries:
        text = save_text("again", owner_id)
    assert not [query for query in queries if "vault_datakey" in query["sql"]]
    assert again(text).body == "again"


@pytest.mark.django_db
def test_whoever_is_erased_had_so_many_keys_used_or_not(
    django_capture_on_commit_callbacks: Any,
) -> None:
    used = save_number(1).owner_id
    unused = save_number(2).owner_id
    keys.forget()
    assert keys.opening_key(used, "d-1")
    assert [keys.destroy(owner_id) for owner_id in (used, unused, uuid4())] == [1, 1, 0]
    # Erased before the transaction that made their key has ended.
    with django_capture_on_commit_callbacks(execute=True) as committed:
        assert keys.destroy(save_number(3).owner_id) == 1
    assert committed


@pytest.mark.django_db(transaction=True)
def test_many_who_first_seal_for_one_owner_at_once_make_one_key() -> None:
    owner_id, together = uuid4(), threading.Barrier(8)
    saved: list[Any] = []

    def seal(place: int) -> None:
        try:
            together.wait()
            with transaction.atomic():
                saved.append(save_text(f"text {place}", owner_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=seal, args=[place]) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DataKey.objects.filter(owner_id=owner_id).count() == 1
    assert {again(text).body for text in saved} == {f"text {place}" for place in range(8)}


@pytest.mark.django_db
def test_a_new_generation_seals_and_the_old_one_still_opens() -> None:
    owner_id = uuid4()
    old = save_text("old", owner_id)
    newer = DataKey(owner_id=owner_id, generation=2)
    newer._wrap(b"n" * 32)
    newer.save()
    keys.forget()
    new = save_text("new", owner_id)
    assert stored(new, "body").startswith("1.d-2.")
    assert (again(old).body, again(new).body) == ("old", "new")


@pytest.mark.django_db
def test_a_data_key_is_wrapped_and_cannot_be_moved_to_another_owner() -> None:
    mine, other = save_number(1), save_number(2)
    my_key = DataKey.objects.get(owner_id=mine.owner_id)
    other_key = DataKey.objects.get(owner_id=other.owner_id)
    assert my_key.wrapped_with == "s-test1"
    assert my_key.open().id == "d-1"
    assert str(my_key) == f"{mine.owner_id} d-1"
    for moved in (
        DataKey(owner_id=other.owner_id, wrapped=my_key.wrapped, wrapped_with="s-test1"),
        DataKey(
            owner_id=mine.owner_id, generation=2, wrapped=my_key.wrapped, wrapped_with="s-test1"
        ),
    ):
        with pytest.raises(CannotOpen):
            moved.open()
    overwrite(other_key, "wrapped", my_key.wrapped)
    with pytest.raises(CannotOpen):
        _ = again(other).digits


@pytest.mark.django_db
def test_the_key_of_whoever_was_first_is_used(monkeypatch: Any) -> None:
    owner_id, fresh = uuid4(), DataKey.fresh

    def another_is_quicker(owner: UUID) -> DataKey:
        fresh(owner).save()
        return fresh(owner)

    monkeypatch.setattr(DataKey, "fresh", another_is_quicker)
    text = save_text("mine", owner_id)
    assert DataKey.objects.filter(owner_id=owner_id).count() == 1
    assert again(text).body == "mine"
