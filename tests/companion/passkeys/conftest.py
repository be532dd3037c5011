"""Somebody with an account, and a passkey that they added."""

import pytest
from django.test import Client

from companion.models import User
from tests import factories
from tests.passkeys import ACCOUNT, Key, add
from tests.signing_in import sign_in


@pytest.fixture
def user() -> User:
    return factories.user("Sam Reed")


@pytest.fixture
def key(user: User) -> Key:
    """A passkey that the user added."""
    key, client = Key(), Client()
    sign_in(client, user)
    assert add(client, key).headers["Location"] == ACCOUNT
    return key
