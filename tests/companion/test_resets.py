"""A lost phone and no paper: two administrators, and its owner is told before anything changes."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.account import close_account, give_authenticator
from companion.changes.errors import (
    NothingToReset,
    OwnAccount,
    Refused,
    ResetOver,
    SecondPersonNeeded,
)
from companion.changes.recovery import make_recovery_codes
from companion.changes.resets import ask_for_reset, confirm_reset, stop_reset
from companion.models import Event, FactorReset, RecoveryCode, SealedTotpDevice, SignIn, User
from companion.tasks import send_letters
from tests import factories
from tests.postbox import invitation_link
from tests.signing_in import code_for, sign_in

PASSWORD = "seven green ladders"
ACCOUNT, DESK = "/account/", "/administration/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    user = factories.user("Sam Reed")
    user.set_password(PASSWORD)
    user.save()
    give_authenticator(user)
    make_recovery_codes(user, acting_user=user)
    return user


def administrator(name: str) -> Client:
    client = Client()
    sign_in(client, factories.user(name, is_administrator=True))
    return client


def page_of(user: User) -> str:
    return f"/administration/people/{user.public_id}/reset/"


def ways_in(user: User) -> tuple[int, int]:
    devices = SealedTotpDevice.objects.filter(user=user, confirmed=True)
    return devices.count(), RecoveryCode.objects.filter(user=user).count()


def test_two_administrators_give_a_lost_account_back_to_its_owner(owner: User) -> None:
    ada, ivo, phone = administrator("Ada Byrne"), administrator("Ivo Penn"), Client()
    sign_in(phone, owner)
    ada.post(page_of(owner), {"do": "ask"})
    assertContains(ivo.get(page_of(owner)), "has not left yet")
    send_letters()
    assertContains(ivo.get(page_of(owner)), "tells them of this has left")
    assert [(letter.to, "Nothing has changed yet" in letter.body) for letter in mail.outbox] == [
        ([owner.email], True)
    ]
    assertContains(ada.post(page_of(owner), {"do": "confirm"}, follow=True), "You asked for this")
    assert ways_in(owner) == (1, 10)
    assert phone.get(ACCOUNT).status_code == 200
    assertContains(ivo.get(DESK), "Sam Reed has lost their phone: Ada Byrne asks")
    ivo.post(page_of(owner), {"do": "confirm"})
    assert ways_in(owner) == (0, 0)
    assert not SignIn.objects.filter(user=owner).exists()
    assert phone.get(ACCOUNT).status_code == 302
    assertNotContains(ivo.get(DESK), "has lost their phone")
    link = invitation_link()
    assert mail.outbox[-1].to == [owner.email]
    anew = Client()
    anew.get(link)
    anew.post("/invitation/", {"password": PASSWORD, "again": PASSWORD})
    anew.post("/invitation/app/", {"code": code_for(owner)})
    assert anew.get(ACCOUNT).status_code == 200
    kinds = Event.objects.filter(about_id=owner.public_id).values_list("kind", "user__name")
    assert {("factor_reset_asked", "Ada Byrne"), ("factor_reset", "Ivo Penn")} <= set(kinds)


def test_the_old_password_and_code_open_nothing_after_it(owner: User) -> None:
    for name, do in (("Ada Byrne", "ask"), ("Ivo Penn", "confirm")):
        administrator(name).post(page_of(owner), {"do": do})
    thief = Client()
    answer = thief.post("/sign-in/", {"email": owner.email, "password": PASSWORD})
    assertContains(answer, "is not right")


def test_nobody_does_it_alone_to_themselves_or_without_an_administrator(owner: User) -> None:
    ada, stranger = administrator("Ada Byrne"), Client()
    sign_in(stranger, factories.user("Ollie"))
    for do in ("ask", "confirm"):
        assert stranger.post(page_of(owner), {"do": do}).status_code == 404
    assert stranger.get(page_of(owner)).status_code == 404
    own = User.objects.get(name="Ada Byrne")
    assertContains(ada.post(page_of(own), {"do": "ask"}, follow=True), "your own account")
    assert not FactorReset.objects.exists()
    ada.post(page_of(owner), {"do": "confirm"})
    assert ways_in(owner) == (1, 10)
    ada.post(page_of(owner), {"do": "ask"})
    reset = FactorReset.objects.get()
    for wrong in ({"confirmed_by": own}, {"confirmed_by": owner}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=reset.pk).update(confirmed_at=timezone.now(), **wrong)


@pytest.mark.parametrize("over", ["stopped", "too old", "closed"])
def test_what_is_over_takes_nothing_off(owner: User, over: str) -> None:
    administrator("Ada Byrne").post(page_of(owner), {"do": "ask"})
    ivo = administrator("Ivo Penn")
    later = timedelta(hours=25 if over == "too old" else 0)
    if over == "stopped":
        ivo.post(page_of(owner), {"do": "stop"})
    if over == "closed":
        ivo.post(f"/administration/people/{owner.public_id}/close/")
    with time_machine.travel(timezone.now() + later):
        sign_in(ivo, User.objects.get(name="Ivo Penn"))
        ivo.post(page_of(owner), {"do": "confirm"})
    assert ways_in(owner) == (1, 10)


def test_where_no_email_leaves_the_first_one_is_told_to_ring(owner: User, settings: object) -> None:
    settings.MAIL_LEAVES = False  # type: ignore[attr-defined]
    page = administrator("Ada Byrne").post(page_of(owner), {"do": "ask"}, follow=True)
    assertContains(page, "No email leaves here. Tell them yourself")
    assertContains(page, "They have had no email about this.")


def test_help_is_there_for_somebody_who_cannot_get_in(client: Client, owner: User) -> None:
    assertContains(client.get("/sign-in/"), "/sign-in/help/")
    assertContains(client.get("/sign-in/help/"), "A second administrator makes sure that it is you")


def test_the_change_itself_refuses_whom_no_page_would_let_so_far(owner: User) -> None:
    ada, ivo = factories.user("Ada Byrne"), factories.user("Ivo Penn")
    reset = ask_for_reset(owner, acting_user=ada)
    refusals: list[tuple[User, type[Refused]]] = [(owner, OwnAccount), (ada, SecondPersonNeeded)]
    for user, refused in refusals:
        with pytest.raises(refused):
            confirm_reset(reset, acting_user=user)
    assert ways_in(owner) == (1, 10)
    confirm_reset(reset, acting_user=ivo)
    assert ways_in(owner) == (0, 0)
    with pytest.raises(ResetOver):
        confirm_reset(reset, acting_user=ivo)


@pytest.mark.parametrize("over", ["asked anew", "stopped", "too old", "closed"])
def test_what_is_over_is_refused_by_the_change_itself(owner: User, over: str) -> None:
    ada, ivo = factories.user("Ada Byrne"), factories.user("Ivo Penn")
    reset = ask_for_reset(owner, acting_user=ada)
    if over == "asked anew":
        ask_for_reset(owner, acting_user=ivo)
    if over == "stopped":
        stop_reset(reset, acting_user=ivo)
    if over == "closed":
        close_account(owner, acting_user=ada)
    later = timedelta(hours=25 if over == "too old" else 0)
    with time_machine.travel(timezone.now() + later), pytest.raises(ResetOver):
        confirm_reset(reset, acting_user=factories.user("Third"))
    assert ways_in(owner) == (1, 10)


def test_there_is_nothing_to_take_off_a_closed_account_or_one_never_begun(owner: User) -> None:
    ada, new = factories.user("Ada Byrne"), factories.user("New")
    new.set_unusable_password()
    new.save()
    close_account(owner, acting_user=ada)
    for user in (owner, new):
        with pytest.raises(NothingToReset):
            ask_for_reset(user, acting_user=ada)
    assert not FactorReset.objects.exists()
