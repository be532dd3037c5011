"""rotate_keys moves everything to the new key, and may be stopped at any moment."""

import threading
import time
from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from messaging.models import IncomingMessage, Medium
from tests.vault.conftest import again, save_number, save_text, service_key, stored
from vault import rotation
from vault.data_keys import DataKey

OLD, NEW = service_key("test1", "a"), service_key("new", "n")

pytestmark = pytest.mark.django_db


def rotate() -> str:
    output = StringIO()
    call_command("rotate_keys", stdout=output)
    return output.getvalue()


@pytest.fixture
def rows() -> list[Any]:
    return [
        *(save_number(place) for place in range(5)),
        *(save_text(f"text {place}") for place in range(5)),
        save_text("handled", uuid4()),
    ]


def said(rows: list[Any]) -> list[str]:
    return [getattr(again(row), "body", None) or again(row).digits for row in rows]


def test_after_rotation_the_old_key_is_needed_no_more(
    rows: list[Any], use_keys: Callable[..., None]
) -> None:
    before = said(rows)
    use_keys(NEW, OLD)
    assert said(rows) == before
    assert "Everything is under the key 'new'." in rotate()
    use_keys(NEW)
    assert said(rows) == before


def test_rotation_leaves_what_the_data_keys_sealed_as_it_is(
    rows: list[Any], use_keys: Callable[..., None]
) -> None:
    sealed = stored(rows[0], "digits")
    use_keys(NEW, OLD)
    rotate()
    assert stored(rows[0], "digits") == sealed


def test_rotation_stopped_half_way_is_readable_and_goes_on_where_it_was(
    rows: list[Any], use_keys: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = said(rows)
    monkeypatch.setattr(rotation, "BATCH", 2)
    use_keys(NEW, OLD)
    assert next(rotation.rewrap_data_keys()) == 2
    assert DataKey.objects.filter(wrapped_with="s-new").count() == 2
    assert said(rows) == before
    output = rotate()
    assert "4 data keys wrapped again: done." in output
    assert "5 messaging.IncomingMessage rows sealed again: done." in output
    use_keys(NEW)
    assert said(rows) == before


def test_rotation_run_twice_has_nothing_left_to_do(
    rows: list[Any], use_keys: Callable[..., None]
) -> None:
    use_keys(NEW, OLD)
    rotate()
    sealed = stored(rows[5], "body")
    output = rotate()
    assert "0 data keys wrapped again: done." in output
    assert stored(rows[5], "body") == sealed


def test_rotation_without_the_old_key_stops_and_changes_nothing(
    rows: list[Any], use_keys: Callable[..., None]
) -> None:
    before = said(rows)
    use_keys(NEW)
    with pytest.raises(CommandError, match="'s-test1'"):
        rotate()
    use_keys(OLD)
    assert said(rows) == before


@pytest.mark.django_db(transaction=True)
def test_rotation_does_not_take_back_a_row_that_is_finding_its_owner(
    use_keys: Callable[..., None],
) -> None:
    text = save_text("I am scared")
    use_keys(NEW, OLD)

    def rotate_elsewhere() -> None:
        try:
            rotate()
        finally:
            connection.close()

    rotation_elsewhere = threading.Thread(target=rotate_elsewhere)
    with transaction.atomic():
        handled = again(text)
        handled.change_owner(uuid4())
        handled.save()
        rotation_elsewhere.start()
        time.sleep(0.3)
    rotation_elsewhere.join()
    assert stored(text, "body").startswith("1.d-1.")
    assert again(text).body == "I am scared"


def test_what_may_wait_for_its_owner_is_sealed_again_and_nothing_else() -> None:
    assert rotation.models_that_may_wait_for_an_owner() == [IncomingMessage, Medium]
