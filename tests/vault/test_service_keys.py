"""The service starts only with usable keys, and says which setting is wrong."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from tests.vault.conftest import again, save_number, save_text, service_key
from vault import service_keys
from vault.errors import CannotOpen, KeyNotConfigured

GOOD = base64.b64encode(b"k" * 32).decode()


@pytest.mark.parametrize(
    "keys",
    [
        None,
        [],
        "",
        f"one:{GOOD}",
        [GOOD],
        [f":{GOOD}"],
        [f"two words:{GOOD}"],
        [f"a.b:{GOOD}"],
        ["one:"],
        ["one:short"],
        ["one:" + base64.b64encode(b"k" * 16).decode()],
        ["one:" + base64.b64encode(b"k" * 33).decode()],
        ["one:" + base64.b64encode(b"\0" * 32).decode()],
        ["one:" + GOOD[:-2] + "!!"],
        [f"one:{GOOD}", f"one:{GOOD}"],
        [f"one:{GOOD}", "two:damaged"],
    ],
)
def test_the_service_does_not_start_without_usable_field_keys(settings: Any, keys: Any) -> None:
    settings.FIELD_KEYS = keys
    with pytest.raises(
        ImproperlyConfigured, match=r"^(Each key in )?FIELD_KEYS (must|starts|holds)"
    ):
        apps.get_app_config("vault").ready()


@pytest.mark.parametrize("key", [None, "", "short", GOOD + "A", base64.b64encode(b"k").decode()])
def test_the_service_does_not_start_without_a_usable_index_key(settings: Any, key: Any) -> None:
    settings.INDEX_KEY = key
    with pytest.raises(ImproperlyConfigured, match=r"^INDEX_KEY must hold"):
        apps.get_app_config("vault").ready()


@pytest.mark.parametrize("name", ["FIELD_KEYS", "INDEX_KEY"])
def test_the_service_does_not_start_where_a_setting_of_keys_is_missing(
    settings: Any, name: str
) -> None:
    delattr(settings, name)
    with pytest.raises(ImproperlyConfigured, match=f"^{name} must"):
        apps.get_app_config("vault").ready()


def test_the_index_key_may_not_be_a_field_key(settings: Any) -> None:
    settings.FIELD_KEYS, settings.INDEX_KEY = [f"one:{GOOD}"], GOOD
    with pytest.raises(ImproperlyConfigured, match="INDEX_KEY"):
        service_keys.require()


def test_a_refusal_to_start_does_not_quote_the_key(settings: Any) -> None:
    settings.FIELD_KEYS = [f"one:{GOOD}", f"two:{GOOD}slip"]
    with pytest.raises(ImproperlyConfigured) as refusal:
        service_keys.require()
    assert GOOD not in str(refusal.value)


def test_the_keys_do_not_hang_on_the_secret_key(settings: Any) -> None:
    before = service_keys.current(), service_keys.index_key()
    settings.SECRET_KEY = "another one altogether"
    assert (service_keys.current(), service_keys.index_key()) == before


@pytest.mark.django_db
def test_another_key_under_the_same_name_opens_nothing(use_keys: Callable[..., None]) -> None:
    number, text = save_number(1), save_text("hello")
    use_keys(service_key("test1", "x"))
    with pytest.raises(CannotOpen):
        _ = again(number).digits
    with pytest.raises(CannotOpen):
        _ = again(text).body


@pytest.mark.django_db
def test_without_the_key_nothing_opens_and_nothing_new_is_written_over(
    use_keys: Callable[..., None],
) -> None:
    number, text = save_number(1), save_text("hello")
    use_keys(service_key("other", "x"))
    with pytest.raises(KeyNotConfigured):
        _ = again(number).digits
    with pytest.raises(KeyNotConfigured):
        _ = again(text).body
    with pytest.raises(KeyNotConfigured), transaction.atomic():
        save_text("more", number.owner_id)
    use_keys(service_key("test1", "a"))
    assert again(number).digits == "+447700900001"
