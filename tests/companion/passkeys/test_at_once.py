"""Two at the same moment: what was signed counts once, and one way in is left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from companion.changes.errors import LastWayIn
from companion.changes.passkeys import check_passkey, remove_passkey
from companion.models import Passkey, SealedTotpDevice, User
from tests import factories
from tests.passkeys import Key, add
from tests.signing_in import sign_in

CHALLENGE = b"asked by nobody else"

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act says, all begun together."""

    def done(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(done, act) for act in acts]]


def owner(*keys: Key) -> User:
    user, client = factories.user("Sam Reed"), Client()
    sign_in(client, user)
    for key in keys:
        add(client, key)
    return user


def test_what_was_signed_is_taken_once() -> None:
    key = Key()
    user = owner(key)
    said = key.sign({"challenge": "YXNrZWQgYnkgbm9ib2R5IGVsc2U"})
    answers = at_once(*[lambda: check_passkey(user, said, CHALLENGE).right] * 8)
    assert answers.count(True) == 1


def test_of_the_last_two_ways_in_one_stays() -> None:
    user = owner(Key(), Key())
    SealedTotpDevice.objects.all().delete()

    def remove(passkey: Passkey) -> bool:
        try:
            remove_passkey(passkey, None, acting_user=user)
        except LastWayIn:
            return False
        return True

    acts = [lambda one=one: remove(one) for one in Passkey.objects.all()]
    assert sorted(at_once(*acts)) == [False, True]
    assert Passkey.objects.count() == 1
