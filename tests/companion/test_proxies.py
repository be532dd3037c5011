"""Wrong passwords are counted by account and address, and nobody can lend themselves another."""

import pytest
from django.test import Client, override_settings

from tests import factories

EMAIL = "sam.reed@example.org"

pytestmark = pytest.mark.django_db


def tries(proxies: int, *forwarded: str) -> list[int]:
    """The answers to one wrong password from each of these, all through one proxy."""
    factories.user("Sam Reed")
    client = Client()
    wrong = {"email": EMAIL, "password": "not this one"}
    with override_settings(TRUSTED_PROXIES=proxies):
        return [
            client.post("/sign-in/", wrong, headers={"X-Forwarded-For": one}).status_code
            for one in forwarded
        ]


def test_without_a_trusted_proxy_a_forged_address_changes_nothing() -> None:
    forged = [f"203.0.113.{number}" for number in range(5)]
    assert tries(0, *forged) == [200, 200, 200, 200, 429]


def test_behind_one_what_was_forged_before_it_changes_nothing() -> None:
    forged = [f"203.0.113.{number}, 198.51.100.7" for number in range(5)]
    assert tries(1, *forged) == [200, 200, 200, 200, 429]


def test_behind_one_a_colleague_elsewhere_is_not_locked_out() -> None:
    assert tries(1, *["198.51.100.7"] * 5, "198.51.100.8") == [200, 200, 200, 200, 429, 200]


def test_nonsense_from_a_proxy_counts_as_the_proxy_itself() -> None:
    assert tries(1, *[f"nonsense{number}" for number in range(5)])[-1] == 429
