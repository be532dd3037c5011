"""Seeing where one is signed in, and ending it: one's own alone, and at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.models import Event, RecoveryCode, SignIn, User
from companion.tasks import forget_sign_ins
from tests import factories
from tests.signing_in import (
    let_code_grow_old,
    sign_in_halfway,
    sign_in_through_door,
    unused_code,
)

ACCOUNT, END = "/account/", "/account/sign-ins/end/"
PASSWORD = "seven green ladders"
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537 Chrome/130.0 Mobile Safari/537"
OFFICE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = factories.user("Sam Reed")
    user.set_password(PASSWORD)
    user.save()
    return user


def browser(user: User, says: str) -> Client:
    client = Client(headers={"User-Agent": says})
    sign_in_through_door(client, user, PASSWORD)
    return client


def is_inside(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def name_of(where: str) -> dict[str, str]:
    return {"sign_in": str(SignIn.objects.get(where__startswith=where).public_id)}


def test_each_sign_in_is_seen_in_plain_words_and_ended_alone(user: User) -> None:
    office = browser(user, OFFICE)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        phone, lost = browser(user, PHONE), Client()
    page = office.get(ACCOUNT)
    assertContains(page, "Firefox on Windows</strong>")
    assertContains(page, "this one", count=1)
    assertContains(page, "Chrome on an Android phone or tablet")
    assertNotContains(page, "127.0.0.1")
    assertNotContains(page, office.session.session_key)
    sign_in_halfway(lost, user)
    assertContains(office.post(END, name_of("Chrome"), follow=True), "That sign-in has ended.")
    assert (is_inside(office), is_inside(phone)) == (True, False)
    assert SignIn.objects.filter(session_key=lost.session.session_key).exists()
    assert Event.objects.filter(kind="sign_ins_ended", user=user).count() == 1
    assert office.post(END).status_code == 422
    assert SignIn.objects.filter(session_key=lost.session.session_key).exists()
    office.post(END, {"others": "yes"})
    assert is_inside(office)
    assert not SignIn.objects.filter(session_key=lost.session.session_key).exists()


def test_nobody_ends_or_sees_the_sign_in_of_somebody_else(user: User, client: Client) -> None:
    office = browser(user, OFFICE)
    other = factories.user("Kit Hale")
    other.set_password(PASSWORD)
    other.save()
    stranger = browser(other, PHONE)
    assertNotContains(stranger.get(ACCOUNT), "Firefox")
    assert stranger.post(END, name_of("Firefox")).status_code == 404
    stranger.post(END, {"others": "yes"})
    stranger.post(END, {"sign_in": "no-id"})
    assert is_inside(office)
    assert client.post(END, name_of("Firefox")).headers["Location"] == "/sign-in/"
    assert is_inside(office)
    office.post(END, name_of("Firefox"))
    assert not is_inside(office)


def test_a_sign_in_that_has_run_out_is_not_listed_and_a_new_password_ends_all(
    user: User,
) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=31)):
        browser(user, PHONE)
    office = browser(user, OFFICE)
    assertNotContains(office.get(ACCOUNT), "Android")
    new = {"old": PASSWORD, "password": "eight blue ladders", "again": "eight blue ladders"}
    office.post("/account/password/", new)
    assert [one.where for one in SignIn.objects.filter(user=user)] == ["Firefox on Windows"]
    assert is_inside(office)


@pytest.mark.parametrize(
    "over",
    [
        {"expire_date": timedelta(minutes=-1)},
        {"begun_at": timedelta(hours=-12, minutes=-1)},
        {"seen_at": timedelta(minutes=-31)},
    ],
)
def test_whichever_clock_has_run_out_it_is_not_there(
    user: User, over: dict[str, timedelta]
) -> None:
    office = browser(user, OFFICE)
    browser(user, PHONE)
    rows = SignIn.objects.filter(where__contains="Android")
    assertContains(office.get(ACCOUNT), "Android")
    rows.update(**{column: timezone.now() + age for column, age in over.items()})
    assertNotContains(office.get(ACCOUNT), "Android")
    chosen = {"sign_in": str(rows.get().public_id)}
    assert office.post("/account/sign-ins/end/", chosen).status_code == 404


def test_the_account_page_asks_as_often_for_many_sign_ins_as_for_one(
    user: User, django_assert_max_num_queries: object
) -> None:
    office = browser(user, OFFICE)
    row = SignIn.objects.get(where="Firefox on Windows")
    for number in range(30):
        row.session_key = f"another-{number}"
        row.save(force_insert=True)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assertContains(office.get(ACCOUNT), "Firefox on Windows</strong>", count=31)


@contextmanager
def ended_meanwhile(user: User, before: str) -> Iterator[None]:
    """All sign-ins of a user end just before the first statement with these words is executed."""
    ended = False

    def end(execute: Callable[..., object], sql: str, *rest: object) -> object:
        nonlocal ended
        if before in sql and not ended:
            ended = True
            SignIn.objects.filter(user=user).delete()
        return execute(sql, *rest)

    with connection.execute_wrapper(end):
        yield
    assert ended


def test_a_page_on_its_way_when_the_sign_in_is_ended_leads_to_the_door(user: User) -> None:
    office = browser(user, OFFICE)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        with ended_meanwhile(user, 'FROM "companion_passkey"'):
            answer = office.get(ACCOUNT)
        assert answer.headers["Location"] == "/sign-in/?ended=yes&next=%2Faccount%2F"
        assert answer.cookies["s"]["max-age"] == 0
        assert answer.headers["Cache-Control"] == "no-store"
        assert user.email not in answer.content.decode()
        door = office.get(answer.headers["Location"])
    assertContains(door, "Your sign-in was ended from another browser")
    assertNotContains(door, user.email)
    assertNotContains(office.get("/sign-in/"), "was ended")
    assert not SignIn.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    ("before", "done"),
    [
        ('UPDATE "companion_sealedtotpdevice"', False),  # while the code is looked at
        ('INSERT INTO "companion_recoverycode"', True),  # while the change is under way
    ],
)
def test_a_form_on_its_way_when_the_sign_in_is_ended_is_done_whole_or_not_at_all(
    user: User, before: str, done: bool
) -> None:
    office = browser(user, OFFICE)
    let_code_grow_old(office)
    with ended_meanwhile(user, before):
        answer = office.post("/account/recovery-codes/", {"fresh_code": unused_code(user)})
    assert answer.headers["Location"] == "/sign-in/?ended=yes"
    assert RecoveryCode.objects.exists() == done
    assert Event.objects.filter(kind="recovery_codes_made").exists() == done
    assert not SignIn.objects.filter(user=user).exists()


def test_sign_ins_that_are_over_leave_the_table(user: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=13)):
        browser(user, PHONE)
    office = browser(user, OFFICE)
    assert SignIn.objects.count() == 2
    forget_sign_ins()
    assert SignIn.objects.count() == 1
    assert is_inside(office)
