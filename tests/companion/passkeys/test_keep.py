"""Passkeys looked after: added, removed, in place of an app, and where they belong."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from webauthn import base64url_to_bytes

from companion.changes.account import close_account
from companion.changes.errors import Refused
from companion.changes.invitations import invite_again, take_invitation_by_passkey
from companion.changes.resets import ask_for_reset, confirm_reset
from companion.environment import passkey_place
from companion.models import Invitation, Notice, Passkey, SealedTotpDevice, User
from companion.tasks import send_letters
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
from tests.postbox import invitation_link
from tests.signing_in import let_code_grow_old, sign_in, unused_code

SIGN_IN = "/sign-in/"
APP, PAPER, PASSWORD = "/invitation/app/", "/sign-in/recovery-code/", "seven green ladders"

pytestmark = pytest.mark.django_db


def test_a_passkey_is_added_by_somebody_who_gave_a_code_just_now(user: User) -> None:
    client, key = Client(), Key()
    sign_in(client, user)
    let_code_grow_old(client)
    assertContains(client.get(ADD), "Your code, once more", status_code=403)
    answer = client.post(ADD, {"name": "Mine", "passkey": key.make({"challenge": "AAAA"})})
    assertContains(answer, "Your code, once more", status_code=403)
    assert not Passkey.objects.exists()
    client.post(ADD, {"fresh_code": unused_code(user)})
    assert add(client, key).headers["Location"] == ACCOUNT
    assertContains(client.get(ACCOUNT), "Work phone")
    assert "passkey_added" in kinds(user)
    send_letters()
    letter = mail.outbox[-1]
    assert (letter.to, "A passkey was added" in letter.body) == ([user.email], True)
    assert "Work phone" not in letter.body


def test_a_password_alone_adds_none(user: User) -> None:
    client = halfway(user)
    assert client.get(ADD).headers["Location"].startswith(CODE)
    client.post(ADD, {"name": "Mine", "passkey": Key().make({"challenge": "AAAA"})})
    client.post(REMOVE, {"passkey": user.public_id})
    assert not Passkey.objects.exists()


def wrong_keys() -> dict[str, Key]:
    return {
        "its owner was not verified": Key(verifies=False),
        "another page asked": Key(origin="http://elsewhere.example"),
        "of another service": Key(host="elsewhere.example"),
        "too long a name": Key(id=b"x" * 1024),
    }


@pytest.mark.parametrize("wrong", wrong_keys())
def test_a_passkey_that_is_not_right_is_not_added(user: User, wrong: str) -> None:
    client = Client()
    sign_in(client, user)
    assertContains(add(client, wrong_keys()[wrong]), "could not be added", status_code=422)
    assert not Passkey.objects.exists()
    assert not Notice.objects.exists()
    assert add(client, Key()).status_code == 302


def test_what_a_page_asked_is_answered_once_and_in_time(user: User) -> None:
    client, key = Client(), Key()
    sign_in(client, user)
    said = {"name": "Mine", "passkey": key.make(asked_on(client.get(ADD)))}
    client.get(ADD)
    assertContains(client.post(ADD, said), "could not be added", status_code=422)
    assert client.post(ADD, {"name": "Mine", "passkey": ""}).status_code == 422
    with time_machine.travel("2026-11-27 10:00:00", tick=False) as clock:
        sign_in(client, user)
        said = {"name": "Mine", "passkey": key.make(asked_on(client.get(ADD)))}
        clock.shift(timedelta(minutes=31))
        sign_in_again = client.session
        for at in ("signed_in_at", "seen_at", "factor_at"):
            sign_in_again[at] = int(timezone.now().timestamp())
        sign_in_again.save()
        assertContains(client.post(ADD, said), "open too long", status_code=422)
    assert not Passkey.objects.exists()


def test_one_passkey_belongs_to_one_account_and_an_account_has_ten(user: User, key: Key) -> None:
    other, ours = Client(), Client()
    sign_in(other, factories.user("Ollie"))
    sign_in(ours, user)
    for client in (other, ours):
        assertContains(add(client, key), "here already", status_code=422)
    assert knows(asked_on(ours.get(ADD)), key)
    assert not knows(asked_on(other.get(ADD)), key)
    for _ in range(9):
        assert add(ours, Key()).status_code == 302
    assertContains(add(ours, Key()), "Ten passkeys are the most", status_code=422)
    assert add(other, Key()).status_code == 302


def test_a_passkey_is_removed_after_a_code_and_its_sign_ins_end(user: User, key: Key) -> None:
    stolen, office = halfway(user), Client()
    use(stolen, key)
    assert is_inside(stolen)
    sign_in(office, user)
    chosen = {"passkey": str(Passkey.objects.get().public_id)}
    let_code_grow_old(office)
    page = office.post(REMOVE, chosen)
    assertContains(page, "Your code, once more", status_code=403)
    assertContains(page, chosen["passkey"], status_code=403)
    office.post(REMOVE, {**chosen, "fresh_code": unused_code(user)})
    assert not Passkey.objects.exists()
    assert (is_inside(office), is_inside(stolen)) == (True, False)
    assert stolen.get(ACCOUNT).headers["Location"] == f"{SIGN_IN}?next=%2Faccount%2F"
    assert "passkey_removed" in kinds(user)
    send_letters()
    assert "A passkey was removed" in mail.outbox[-1].body
    assert office.post(REMOVE, chosen).status_code == 404
    assert office.post(REMOVE).status_code == 422


def test_whoever_came_in_with_the_passkey_that_goes_stays_in(user: User, key: Key) -> None:
    client = halfway(user)
    use(client, key)
    chosen = {"passkey": str(Passkey.objects.get().public_id)}
    assertContains(client.post(REMOVE, chosen, follow=True), "The passkey is removed")
    assert is_inside(client)


def test_nobody_removes_the_passkey_of_somebody_else(user: User, key: Key) -> None:
    outsider, chosen = Client(), {"passkey": str(Passkey.objects.get().public_id)}
    sign_in(outsider, factories.user("Ollie"))
    assert outsider.post(REMOVE, chosen).status_code == 404
    assertNotContains(outsider.get(ACCOUNT), "Work phone")
    owner = Client()
    sign_in(owner, user)
    assert owner.post(REMOVE, chosen).status_code == 302
    assert not Passkey.objects.exists()


def test_the_last_way_in_stays(user: User, key: Key) -> None:
    client = halfway(user)
    use(client, key)
    SealedTotpDevice.objects.all().delete()
    chosen = {"passkey": str(Passkey.objects.get().public_id)}
    assertContains(client.post(REMOVE, chosen, follow=True), "This is your only way in")
    assert Passkey.objects.count() == 1
    add(client, Key(), "Key on my ring")
    client.post(REMOVE, chosen)
    assert list(Passkey.objects.values_list("name", flat=True)) == ["Key on my ring"]
    assert is_inside(client)


def test_the_app_goes_after_a_code_and_only_where_a_passkey_remains(user: User) -> None:
    stolen, office, remove = Client(), Client(), "/account/app/remove/"
    for client in (stolen, office):
        sign_in(client, user)
    assertNotContains(office.get(ACCOUNT), "Remove the app")
    assertContains(office.post(remove), "your only way in", status_code=409)
    assert SealedTotpDevice.objects.filter(user=user).exists()
    add(office, Key())
    assertContains(office.get(ACCOUNT), "Remove the app")
    let_code_grow_old(office)
    assertContains(office.post(remove), "Your code, once more", status_code=403)
    assert SealedTotpDevice.objects.filter(user=user).exists()
    office.post(remove, {"fresh_code": unused_code(user)})
    assert not SealedTotpDevice.objects.filter(user=user).exists()
    assert (is_inside(office), is_inside(stolen)) == (True, False)
    assert "app_removed" in kinds(user)
    send_letters()
    assert any("authenticator app was removed" in email.body for email in mail.outbox)
    assertNotContains(office.get(ACCOUNT), "Remove the app")
    assert office.post(remove).status_code == 404
    # The last passkey stays now.
    office.post(REMOVE, {"passkey": str(Passkey.objects.get().public_id)})
    assert Passkey.objects.filter(user=user).exists()


def test_a_reset_and_a_closed_account_leave_no_passkey(user: User, key: Key) -> None:
    ada, ivo, ollie = (factories.user(name) for name in ("Ada", "Ivo", "Ollie"))
    other, inside = Client(), halfway(user)
    sign_in(other, ollie)
    add(other, Key())
    use(inside, key)
    confirm_reset(ask_for_reset(user, acting_user=ada), acting_user=ivo)
    assert not is_inside(inside)
    assert list(Passkey.objects.values_list("user__name", flat=True)) == ["Ollie"]
    close_account(ollie, acting_user=ada)
    assert not Passkey.objects.exists()


def invited() -> tuple[User, Client]:
    """Somebody who was invited and has chosen a password; their browser."""
    nia, phone = User.objects.create_user("nia@example.org", name="Nia Newcomer"), Client()
    invite_again(nia, acting_user=factories.user("Ada Byrne"))
    phone.get(invitation_link())
    phone.post("/invitation/", {"password": PASSWORD, "again": PASSWORD})
    return nia, phone


def test_an_invited_person_may_take_a_passkey_in_place_of_an_app() -> None:
    (nia, phone), key = invited(), Key()
    key.verifies = False
    page = phone.get(APP)
    answer = phone.post(APP, {"code": "", "passkey": key.make(asked_on(page))})
    assertContains(answer, "could not be added", status_code=422)
    assertContains(phone.post(APP, {"code": ""}), "Enter the code", status_code=422)
    nia.refresh_from_db()
    assert not nia.has_usable_password()
    key.verifies = True
    said = {"code": "", "passkey": key.make(asked_on(phone.get(APP)))}
    answer = phone.post(APP, said)
    assertContains(answer, "Your recovery codes")
    assert is_inside(phone)
    assertContains(Client().post(APP, said), "This link does not work")
    assert not SealedTotpDevice.objects.filter(user=nia).exists()
    again = Client()
    again.post(SIGN_IN, {"email": nia.email, "password": PASSWORD})
    page = again.get(CODE)
    assertContains(page, "This browser cannot use one")
    assertNotContains(page, 'name="code"')
    use(again, key)
    assert is_inside(again)
    paper = re.findall(r"<code>([A-Z0-9-]{14})</code>", answer.content.decode())
    lost = Client()
    lost.post(SIGN_IN, {"email": nia.email, "password": PASSWORD})
    assertContains(lost.post(PAPER, {"code": "AAAA-AAAA-AAAA"}), "not one of your")
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        lost.post(PAPER, {"code": paper[0]})
        assert is_inside(lost)


def test_a_link_that_is_over_takes_no_passkey() -> None:
    (_, phone), key = invited(), Key()
    said = {"code": "", "passkey": key.make(asked_on(phone.get(APP)))}
    Invitation.objects.update(ended_at=timezone.now())
    assertContains(phone.post(APP, said), "This link does not work")
    with pytest.raises(Refused, match="does not work any more"):
        challenge = base64url_to_bytes("AAAA")
        name, over = "Mine", Invitation.objects.get()
        take_invitation_by_passkey(over, "", name, key.make({"challenge": "AAAA"}), challenge)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://Companion.Example.org", "companion.example.org", "https://companion.example.org"),
        ("https://example.org:443/bookings", "example.org", "https://example.org"),
        ("https://example.org:8443", "example.org", "https://example.org:8443"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://[::1]:8000", "localhost", "http://localhost:8000"),
        ("http://localhost:8123", "localhost", "http://localhost:8123"),
    ],
)
def test_passkeys_belong_to_the_public_address(address: str, host: str, origin: str) -> None:
    assert passkey_place("PUBLIC_BASE_URL", address) == (host, origin)


@pytest.mark.parametrize(
    "address",
    [
        "https://203.0.113.7",
        "https://[2001:db8::7]",
        "https://example.org:port",
        "https://someone@example.org",
        "https://bücher.example",
    ],
)
def test_an_address_that_no_passkey_can_belong_to_stops_the_start(address: str) -> None:
    start = [sys.executable, "-c", "import companion.settings"]
    said = {"capture_output": True, "text": True, "check": False}
    wrong = subprocess.run(start, env={**os.environ, "PUBLIC_BASE_URL": address}, **said)
    assert wrong.returncode
    assert "ImproperlyConfigured: PUBLIC_BASE_URL" in wrong.stderr
