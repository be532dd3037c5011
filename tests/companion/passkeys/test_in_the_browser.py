"""Passkeys in a real browser, with an authenticator that the browser itself plays."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from companion.changes.invitations import invite_again
from companion.models import Passkey, User
from tests import factories
from tests.passkeys import ADD, CODE
from tests.postbox import invitation_link
from tests.signing_in import device_of, let_code_grow_old, sign_in, sign_in_halfway, unused_code
from tests.windows import BOTH, carries, look

ACCOUNT, CODES = "/account/", "/account/recovery-codes/"

pytestmark = pytest.mark.browser


@pytest.fixture
def user(live_server: Any, settings: Any) -> User:
    settings.PASSKEY_HOST, settings.PASSKEY_ORIGIN = "localhost", live_server.url
    user = factories.user("Sam Reed")
    device_of(user)
    return user


class Machine:
    """A window on a machine that keeps passkeys."""

    def __init__(self, page: Any, *, verifies: bool = True) -> None:
        self.page = page
        page.set_default_timeout(6000)
        self.line = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        self.id = self._plug_in(verifies)

    def _plug_in(self, verifies: bool) -> str:
        options = {
            "protocol": "ctap2",
            "transport": "internal" if verifies else "usb",
            "hasResidentKey": verifies,
            "hasUserVerification": verifies,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        added = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(added["authenticatorId"])

    def passkeys(self) -> list[Any]:
        """What it keeps."""
        asked = {"authenticatorId": self.id}
        return list(self.line.send("WebAuthn.getCredentials", asked)["credentials"])

    def take(self, passkey: Any) -> None:
        """Put a passkey into it that another one keeps."""
        given = {"authenticatorId": self.id, "credential": passkey}
        self.line.send("WebAuthn.addCredential", given)

    def verify(self, verified: bool) -> None:
        """Whether the finger is the right one."""
        said = {"authenticatorId": self.id, "isUserVerified": verified}
        self.line.send("WebAuthn.setUserVerified", said)


def window(new_page: Any, client: Client, width: int = 1280) -> Any:
    page = new_page(width=width)
    carries(page, client)
    return page


def inside(new_page: Any, user: User, width: int = 1280) -> Any:
    client = Client()
    sign_in(client, user)
    return window(new_page, client, width)


def added(new_page: Any, user: User, name: str = "Work phone") -> Machine:
    """A machine on which the user made a passkey."""
    machine = Machine(inside(new_page, user))
    machine.page.goto(ACCOUNT)
    machine.page.click("text=Add a passkey")
    machine.page.fill("#id_name", name)
    machine.page.click("text=Make the passkey")
    machine.page.wait_for_selector("text=Your passkey is added.")
    return machine


def at_the_second_step(page: Any, user: User) -> None:
    """The password was right, in this window."""
    page.context.clear_cookies()
    client = Client()
    sign_in_halfway(client, User.objects.get(pk=user.pk))
    carries(page, client)
    page.goto(CODE)


def sign_in_kept(page: Any) -> str:
    """The key of this window's sign-in."""
    return str(next(one["value"] for one in page.context.cookies() if one["name"] == "s"))


def test_a_passkey_is_added_signs_in_confirms_and_is_removed(new_page: Any, user: User) -> None:
    machine = added(new_page, user)
    page = machine.page
    assert "Work phone" in page.inner_text("main")
    look(page, *BOTH)
    assert len(machine.passkeys()) == 1
    page.click("main >> text=Sign out")
    page.fill("#id_email", user.email)
    page.fill("#id_password", factories.PASSWORD)
    page.click("text=Continue")
    page.wait_for_selector("text=Use a passkey")
    look(page, *BOTH)
    page.fill("#id_code", "12")  # Begun, and given up.
    page.click("text=Use a passkey")
    page.wait_for_url("**/account/")
    at_home = Client()
    at_home.cookies["s"] = sign_in_kept(page)
    let_code_grow_old(at_home)
    page.goto(CODES)
    page.click("text=Make new codes")
    page.wait_for_selector("text=Your code, once more")
    look(page, *BOTH)
    page.click("text=Use a passkey")
    page.wait_for_selector("text=They are shown only now")
    page.goto(ACCOUNT)
    page.click("button:has-text('Remove')")
    page.wait_for_selector("text=The passkey is removed")
    assert not Passkey.objects.exists()
    at_the_second_step(page, user)
    assert not page.is_visible("text=Use a passkey")
    page.fill("#id_code", unused_code(user))
    page.click("main button:has-text('Sign in')")
    page.wait_for_url("**/account/")


def test_the_wrong_finger_opens_nothing_and_the_right_one_does(new_page: Any, user: User) -> None:
    machine = added(new_page, user)
    page = machine.page
    at_the_second_step(page, user)
    machine.verify(False)
    page.click("text=Use a passkey")
    page.wait_for_selector("text=Nothing came from your passkey")
    look(page, *BOTH)
    page.goto(ACCOUNT)
    assert CODE in page.url
    machine.verify(True)
    page.click("text=Use a passkey")
    page.wait_for_url("**/account/")


def test_a_key_that_verifies_nobody_can_be_neither_added_nor_used(
    new_page: Any, user: User
) -> None:
    machine = Machine(inside(new_page, user), verifies=False)
    page = machine.page
    page.goto(ADD)
    # A page that has been tampered with asks for less than ours.
    page.evaluate(
        """() => { const part = document.querySelector("[data-passkey]");
        const asked = JSON.parse(part.dataset.options);
        asked.authenticatorSelection.userVerification = "discouraged";
        asked.authenticatorSelection.residentKey = "discouraged";
        part.dataset.options = JSON.stringify(asked); }"""
    )
    page.click("text=Make the passkey")
    page.wait_for_selector("text=That passkey could not be added")
    assert not Passkey.objects.exists()


def test_the_passkey_of_somebody_else_is_refused(new_page: Any, user: User) -> None:
    machine = added(new_page, user)
    page, mine = machine.page, machine.passkeys()[0]
    other = factories.user("Ollie")
    theirs = added(new_page, other, "Not Sam's")
    at_the_second_step(page, user)
    # Sam's page is made to ask for Ollie's passkey, on a machine that has it.
    machine.take(theirs.passkeys()[0])
    page.evaluate(
        """(id) => { const part = document.querySelector("[data-passkey]");
        const asked = JSON.parse(part.dataset.options);
        asked.allowCredentials[0].id = id;
        part.dataset.options = JSON.stringify(asked); }""",
        Passkey.objects.get(user=other).credential_id,
    )
    page.click("text=Use a passkey")
    page.wait_for_selector("text=That passkey did not work here")
    with time_machine.travel(timezone.now() + timezone.timedelta(seconds=5)):
        page.click("text=Use a passkey")
        page.wait_for_url("**/account/")
    assert mine["signCount"] <= Passkey.objects.get(user=user).sign_count


def test_the_same_device_is_not_added_twice(new_page: Any, user: User) -> None:
    page = added(new_page, user).page
    page.goto(ADD)
    page.press("#id_name", "Enter")
    page.wait_for_selector("text=This device has a passkey for you already")
    look(page, *BOTH)
    assert Passkey.objects.filter(user=user, confirmed=True).count() == 1


def test_under_another_name_the_page_says_where_passkeys_work(new_page: Any, user: User) -> None:
    page = added(new_page, user).page
    at_the_second_step(page, user)
    here = page.url.replace(CODE, "")
    there = here.replace("localhost", "127.0.0.1")
    kept = [{"name": "s", "value": sign_in_kept(page), "url": there}]
    page.context.add_cookies(kept)
    page.goto(there + CODE)
    page.click("text=Use a passkey")
    page.wait_for_selector(f"text=They do at: {here}")
    assert page.url == there + CODE  # and nobody is inside


def test_without_script_there_is_no_button_and_a_code_does(
    new_page: Any, browser: Any, live_server: Any, user: User
) -> None:
    added(new_page, user)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    at_the_second_step(page, user)
    assert not page.is_visible("text=Use a passkey")
    page.fill("#id_code", unused_code(user))
    page.click("main button:has-text('Sign in')")
    page.wait_for_url("**/account/")
    page.goto(ADD)
    assert page.is_visible("text=This browser cannot make a passkey")
    assert not page.is_visible("text=Make the passkey")
    context.close()


def test_an_invited_person_makes_a_passkey_and_comes_back_with_it(
    new_page: Any, user: User
) -> None:
    nia = User.objects.create_user("nia@example.org", name="Nia Newcomer")
    machine = Machine(new_page(width=360))
    page = machine.page
    invite_again(nia, acting_user=user)
    page.goto(invitation_link())
    page.fill("#id_password", "seven green ladders")
    page.fill("#id_again", "seven green ladders")
    page.click("text=Go on")
    page.wait_for_selector("text=No app on your phone?")
    look(page, *BOTH)
    page.click("text=Make a passkey in place of an app")
    page.wait_for_selector("text=Your recovery codes")
    at_the_second_step(page, nia)
    assert not page.is_visible("#id_code")
    look(page, *BOTH)
    page.click("text=Use a passkey")
    page.wait_for_url("**/account/")
