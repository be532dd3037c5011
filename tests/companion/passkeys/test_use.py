"""A passkey after the password: whose, for what, once, and verified by its owner."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from companion.models import Passkey, SealedTotpDevice, User
from tests import factories
from tests.passkeys import (
    ACCOUNT,
    ADD,
    CODE,
    REMOVE,
    Key,
    add,
    asked_on,
    halfway,
    is_inside,
    kinds,
    knows,
    use,
)
from tests.signing_in import let_code_grow_old, sign_in, unused_code

SIGN_IN, CODES = "/sign-in/", "/account/recovery-codes/"

pytestmark = pytest.mark.django_db


def test_a_passkey_after_the_password_opens_the_account(user: User, key: Key) -> None:
    client = halfway(user)
    before = client.session.session_key
    page = client.get(f"{CODE}?next=/account/")
    assertContains(page, "Use a passkey")
    assertContains(page, 'name="code"')
    assert knows(asked_on(page), key)
    assert not is_inside(client)
    signed_in = kinds(user).count("signed_in")
    answer = use(client, key, f"{CODE}?next=/account/%3Fpage=2")
    assert answer.headers["Location"] == "/account/?page=2"
    assertContains(client.get(ACCOUNT), "Last used")
    assertNotContains(client.get(ACCOUNT), "Not used yet")
    assert kinds(user).count("signed_in") == signed_in + 1
    assert client.session.session_key != before
    assert client.get(ADD).status_code == 200  # It is a fresh factor too.


def test_without_a_passkey_nothing_is_asked_of_one(user: User, key: Key) -> None:
    ollie = factories.user("Ollie")
    sign_in(Client(), ollie)
    page = halfway(ollie).get(CODE)
    assertNotContains(page, "passkey.js")
    assertNotContains(page, "Use a passkey")


def test_without_a_password_a_passkey_opens_nothing(user: User, key: Key) -> None:
    said = key.sign(asked_on(halfway(user).get(CODE)))
    thief = Client()
    assertNotContains(thief.get(SIGN_IN), "passkey")
    for page in (CODE, ADD, REMOVE, SIGN_IN):
        thief.post(page, {"code": "", "passkey": said})
        assert thief.get(page).status_code in {200, 302, 405}
    assert not is_inside(thief)
    right = halfway(user)
    use(right, key)
    assert is_inside(right)


def test_whoever_is_not_verified_by_the_passkey_is_refused(user: User, key: Key) -> None:
    client = halfway(user)
    assert asked_on(client.get(CODE))["userVerification"] == "required"
    key.verifies = False
    assertContains(use(client, key), "That passkey did not work here")
    assert not is_inside(client)
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        key.verifies = True
        use(client, key)
        assert is_inside(client)


def test_the_passkey_of_somebody_else_is_refused(user: User, key: Key) -> None:
    theirs, stranger, other = Key(), factories.user("Ollie"), Client()
    sign_in(other, stranger)
    add(other, theirs)
    client, later = halfway(user), timezone.now() + timedelta(seconds=5)
    assertContains(use(client, theirs), "That passkey did not work here")
    # Not under the name of the right one either.
    theirs.id = key.id
    with time_machine.travel(later):
        assertContains(use(client, theirs), "That passkey did not work here")
        assert not is_inside(client)
    with time_machine.travel(later + timedelta(seconds=5)):
        use(client, key)
        assert is_inside(client)


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://testserver"}, {"host": "localhost"}, {"count": -1}, {"id": b"another"}],
)
def test_what_was_signed_elsewhere_or_by_a_copy_is_refused(
    user: User, key: Key, wrong: dict[str, object]
) -> None:
    use(halfway(user), key)
    client, right = halfway(user), dict(vars(key))
    vars(key).update(wrong)
    if "count" in wrong:  # A copy counts on from where it was taken.
        key.count = right["count"] - 1
    assertContains(use(client, key), "That passkey did not work here")
    assert not is_inside(client)
    vars(key).update(right)
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        use(client, key)
        assert is_inside(client)


def test_a_passkey_that_counts_nothing_works_again_and_again(user: User) -> None:
    client, key = Client(), Key(counts=False)
    sign_in(client, user)
    add(client, key)
    for _ in range(2):
        client = halfway(user)
        use(client, key)
        assert is_inside(client)


def test_what_was_signed_counts_once_and_for_one_browser_only(user: User) -> None:
    client, key = Client(), Key(counts=False)
    sign_in(client, user)
    add(client, key)
    office, thief = halfway(user), halfway(user)
    said = {"passkey": key.sign(asked_on(office.get(CODE)))}
    thief.get(CODE)
    thief.post(CODE, said)
    assert not is_inside(thief)
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        office.post(CODE, said)
        assert is_inside(office)
        let_code_grow_old(office)
        again = {"fresh_passkey": key.sign(asked_on(office.post(CODES))), "fresh_code": ""}
        assertContains(office.post(CODES, again), "Your recovery codes")
        let_code_grow_old(office)
        assertContains(office.post(CODES, again), "did not work here", status_code=422)


def test_what_was_signed_for_signing_in_confirms_no_dangerous_act(user: User, key: Key) -> None:
    client = halfway(user)
    said = key.sign(asked_on(client.get(CODE)))
    client.post(CODE, {"code": unused_code(user)})
    let_code_grow_old(client)
    answer = client.post(CODES, {"fresh_code": "", "fresh_passkey": said})
    assertContains(answer, "did not work here", status_code=422)


def test_an_app_and_passkeys_share_one_count_of_tries(user: User, key: Key) -> None:
    with time_machine.travel("2026-11-27 10:00:10", tick=False) as clock:
        client = halfway(user)
        for tried in range(5):
            client.post(CODE, {"passkey": "{}" if tried % 2 else Key().sign({"challenge": "AA"})})
            client.get(CODE)
            clock.shift(2**tried + 1)
        client.get(CODE)
        client.post(CODE, {"passkey": "not even that"})
        assertContains(client.post(CODE, {"code": unused_code(user)}), "Too many wrong codes")
        assertContains(use(client, key), "Too many wrong codes")
        assert not is_inside(client)
        clock.shift(2**5 + 1)
        use(client, key)
        assert is_inside(client)
        assert SealedTotpDevice.objects.get(user=user).throttling_failure_count == 0


def test_whoever_has_passkeys_alone_waits_after_a_wrong_one_too(user: User, key: Key) -> None:
    SealedTotpDevice.objects.all().delete()
    with time_machine.travel("2026-11-27 10:00:10", tick=False) as clock:
        client = halfway(user)
        assertContains(use(client, Key()), "That passkey did not work here")
        assertContains(use(client, key), "Too many wrong codes")
        clock.shift(2)
        use(client, key)
        assert is_inside(client)


def test_wrong_codes_close_the_door_for_passkeys_too(user: User, key: Key) -> None:
    with time_machine.travel("2026-11-27 10:00:10", tick=False) as clock:
        client = halfway(user)
        client.post(CODE, {"code": "000000"})
        assertContains(use(client, key), "Too many wrong codes")
        clock.shift(2)
        use(client, key)
        assert is_inside(client)


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "rawId", "type", "response", "x"]), inner)
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=NESTED, part=st.sampled_from(["", "rawId", "signature", "userHandle", "[["]))
def test_whatever_a_browser_says_it_is_refused_and_never_an_error(
    user: User, key: Key, said: object, part: str
) -> None:
    for kind in (SealedTotpDevice, Passkey):  # Each as if nothing had been tried before it.
        kind.objects.filter(user=user).update(throttling_failure_count=0)
    client = halfway(user)
    whole = json.loads(key.sign(asked_on(client.get(CODE))))
    within = whole if part == "rawId" else whole["response"]
    within[part] = "é" if part == "userHandle" else said
    words = {"": json.dumps(said), "[[": "[" * 15_000}.get(part, json.dumps(whole))
    assertContains(client.post(CODE, {"passkey": words}), "That passkey did not work here")
    assert not is_inside(client)


def test_a_passkey_is_a_fresh_factor_and_keeps_what_was_typed(user: User, key: Key) -> None:
    client = Client()
    sign_in(client, user)
    let_code_grow_old(client)
    page = client.post(CODES, {"typed": "this"})
    assertContains(page, "Use a passkey", status_code=403)
    assertContains(page, 'value="this"', status_code=403)
    said = key.sign(asked_on(page))
    key.verifies = False
    wrong = {"fresh_code": "", "fresh_passkey": key.sign(asked_on(page)), "typed": "this"}
    assertContains(client.post(CODES, wrong), "did not work here", status_code=422)
    assert not user.recovery_codes.exists()
    key.verifies = True
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        # Asked anew: what was asked before is forgotten, whoever signed it.
        old = {"fresh_code": "", "fresh_passkey": said}
        page = client.post(CODES, old)
        assertContains(page, "did not work here", status_code=422)
        assertNotContains(page, "clientDataJSON", status_code=422)
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        said = key.sign(asked_on(page))
        answer = client.post(CODES, {"fresh_code": "", "fresh_passkey": said, "typed": "this"})
        assertContains(answer, "Your recovery codes")
    assert "code_given_again" in kinds(user)
