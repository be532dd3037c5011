"""From an invitation to the first sign-in, and back in when the phone is lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.people import end_advocacy
from companion.models import Event, Invitation, RecoveryCode, SealedTotpDevice, SignIn, User
from companion.tasks import send_letters
from tests import factories
from tests.cast import Cast
from tests.postbox import invitation_link
from tests.signing_in import code_for, sign_in, sign_in_through_door, unused_code

PEOPLE, INVITE, ACCOUNT = "/administration/people/", "/administration/people/invite/", "/account/"
WELCOME, APP, PAPER = "/invitation/", "/invitation/app/", "/sign-in/recovery-code/"
PASSWORD = "seven green ladders"
NEWCOMER = {"email": "New@Example.org", "name": "Nia  Newcomer"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """An administrator's browser."""
    sign_in(client, factories.user("Ada Byrne", is_administrator=True))
    return client


def link_in(letter: object) -> str:
    found = re.search(
        r"http://testserver(/invitation/[^\s<]+)", str(getattr(letter, "body", letter))
    )
    assert found
    return found[1]


def invite(desk: Client, **more: object) -> str:
    """The link that the invited person reads in their email."""
    assert desk.post(INVITE, NEWCOMER | more).status_code == 302
    return invitation_link()


def choose_password(phone: Client, link: str) -> None:
    phone.get(link)
    assert phone.post(WELCOME, {"password": PASSWORD, "again": PASSWORD}).headers["Location"] == APP


def set_up(link: str) -> tuple[Client, list[str]]:
    """Everything the invited person does; their browser, and the codes for their paper."""
    phone = Client()
    choose_password(phone, link)
    codes = phone.post(APP, {"code": code_for(User.objects.get(email="new@example.org"))})
    return phone, re.findall(r"<code>([A-Z0-9-]{14})</code>", codes.content.decode())


def test_an_invited_person_makes_the_account_theirs_and_comes_back_in(desk: Client) -> None:
    agency = factories.agency("Harbour")
    phone, codes = set_up(invite(desk, agency=str(agency.public_id), may=["evaluates"]))
    user = User.objects.get(email="new@example.org")
    assert (user.name, user.agency, user.is_evaluator) == ("Nia Newcomer", agency, True)
    assert not user.is_administrator
    assert phone.get(ACCOUNT).status_code == 200
    assert len(set(codes)) == 10
    again = Client()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        sign_in_through_door(again, user, PASSWORD)
        assertContains(again.get(ACCOUNT), "you have 10 left")
    kinds = set(Event.objects.filter(about_id=user.public_id).values_list("kind", flat=True))
    assert {"user_invited", "invitation_taken", "recovery_codes_made", "signed_in"} <= kinds


def test_the_link_works_once_and_says_the_same_when_it_never_was_one(desk: Client) -> None:
    link = invite(desk)
    set_up(link)
    pages = [Client().get(way, follow=True) for way in (link, "/invitation/no-such-token/")]
    assertContains(pages[0], "This link does not work")
    assert pages[0].content == pages[1].content
    assertContains(Client().get(WELCOME), "This link does not work")


@pytest.mark.parametrize("ended", ["too old", "a newer one", "the account is closed", "none"])
def test_a_link_ends(desk: Client, ended: str) -> None:
    link, phone = invite(desk), Client()
    user = User.objects.get(email="new@example.org")
    choose_password(phone, link)
    if ended == "too old":
        Invitation.objects.update(expires_at=timezone.now())
    elif ended == "a newer one":
        desk.post(f"{PEOPLE}{user.public_id}/invite/")
    elif ended == "the account is closed":
        desk.post(f"{PEOPLE}{user.public_id}/close/")
    answer = phone.post(APP, {"code": code_for(user)})
    user.refresh_from_db()
    assert user.has_usable_password() is (ended == "none")
    assertContains(answer, "recovery codes" if ended == "none" else "This link does not work")


def test_the_token_is_in_the_email_alone(desk: Client, caplog: pytest.LogCaptureFixture) -> None:
    link, phone = invite(desk), Client()
    token = link.split("/")[2]
    caplog.set_level("DEBUG")
    strict = Client(enforce_csrf_checks=True)
    for answer in (phone.get(link), strict.post("/invitation/wrong/"), strict.put(link)):
        assert answer.headers["Location"] == WELCOME  # No page, so nothing for a history to keep.
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assertNotContains(phone.get(WELCOME), token)
    assert "/invitation/" not in " ".join(r.getMessage() for r in caplog.records if r.levelno > 10)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM companion_invitation")
        assert token not in str(cursor.fetchall())
    words = mail.outbox[0].subject + mail.outbox[0].body.replace(link, "")
    assert not re.search("case|panel|advocate|victim|Nia", words, re.IGNORECASE)


def test_a_link_signs_nobody_out_or_in(desk: Client) -> None:
    link = invite(desk)
    desk.get(link)
    assert desk.get(PEOPLE).status_code == 200
    phone = Client()
    choose_password(phone, link)
    assert phone.get(ACCOUNT).status_code == 302


def test_a_wrong_code_or_a_weak_password_opens_nothing(desk: Client) -> None:
    link, phone = invite(desk), Client()
    user = User.objects.get(email="new@example.org")
    phone.get(link)
    for password, again, said in (
        ("short", "short", "too short"),
        ("qwerty123456", "qwerty123456", "too common"),
        ("nia newcomer", "nia newcomer", "too similar"),
        ("companion-2026", "companion-2026", "Too easy to guess"),
        (PASSWORD, "another one", "are not the same"),
    ):
        answer = phone.post(WELCOME, {"password": password, "again": again})
        assertContains(answer, said, status_code=422)
    choose_password(phone, link)
    secret = SealedTotpDevice.objects.get(user=user).secret
    page = phone.get(APP).content.decode()
    assert "<svg" in page
    assert "style=" not in page
    assert secret in page.replace(" ", "")
    wrong = phone.post(APP, {"code": code_for(user, later=9)})
    assertContains(wrong, "That code is not right", status_code=422)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert phone.get(ACCOUNT).status_code == 302
    sign_in_through_door(phone, user, PASSWORD)
    assert phone.get(ACCOUNT).status_code == 302


def test_an_email_known_already_is_said_and_what_was_typed_stays(desk: Client) -> None:
    invite(desk)
    answer = desk.post(INVITE, NEWCOMER)
    assertContains(answer, "There is an account with this email already", status_code=422)
    assertContains(answer, "New@Example.org", status_code=422)


def test_where_no_email_leaves_the_link_is_shown_once_to_be_given_by_hand(
    desk: Client, settings: object
) -> None:
    settings.MAIL_LEAVES = False  # type: ignore[attr-defined]
    page = desk.post(INVITE, NEWCOMER)
    assertContains(page, "No email carries this link")
    assert len(set_up(link_in(page.content.decode()))[1]) == 10


def test_on_a_friday_night_without_the_phone_a_code_on_paper_opens_once(desk: Client) -> None:
    _, codes = set_up(invite(desk))
    user = User.objects.get(email="new@example.org")
    mail.outbox.clear()
    friday = Client()
    friday.post("/sign-in/", {"email": user.email, "password": PASSWORD})
    assertContains(friday.get("/sign-in/second-factor/"), PAPER)
    halfway = friday.session.session_key
    friday.post(PAPER, {"code": codes[3].lower().replace("-", " ")})
    assert friday.session.session_key != halfway
    assertContains(friday.get(ACCOUNT), "you have 9 left")
    send_letters()
    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert Event.objects.filter(kind="recovery_code_used", user=user).count() == 1
    thief = Client()
    thief.post("/sign-in/", {"email": user.email, "password": PASSWORD})
    assertContains(thief.post(PAPER, {"code": codes[3]}), "or it was used before")
    assertContains(thief.post(PAPER, {"code": codes[4]}), "Too many wrong codes")
    assert thief.get(ACCOUNT).status_code == 302
    kept = str(list(RecoveryCode.objects.values_list("digest")))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_new_codes_take_the_place_of_the_old(desk: Client) -> None:
    phone, old = set_up(invite(desk))
    phone.post("/account/recovery-codes/")
    assert RecoveryCode.objects.count() == 10
    other = Client()
    other.post("/sign-in/", {"email": "new@example.org", "password": PASSWORD})
    assertContains(other.post(PAPER, {"code": old[0]}), "is not one of your recovery codes")


def test_a_code_on_paper_is_nothing_without_the_password(desk: Client) -> None:
    _, codes = set_up(invite(desk))
    assert Client().post(PAPER, {"code": codes[0]}).headers["Location"].startswith("/sign-in/")


def test_a_new_password_ends_the_other_sessions_and_is_told(desk: Client) -> None:
    phone, _ = set_up(invite(desk))
    user, other = User.objects.get(email="new@example.org"), Client()
    sign_in(other, user)
    new = {"password": "eight blue ladders", "again": "eight blue ladders"}
    assertContains(phone.post("/account/password/", new | {"old": "wrong"}), "not your password")
    assert other.get(ACCOUNT).status_code == 200
    phone.post("/account/password/", new | {"old": PASSWORD})
    assert (phone.get(ACCOUNT).status_code, other.get(ACCOUNT).status_code) == (200, 302)
    send_letters()
    assert "was changed" in mail.outbox[-1].body
    assert Event.objects.filter(kind="password_changed", user=user).exists()


def test_closing_an_account_ends_its_sessions_and_says_what_to_hand_over(desk: Client) -> None:
    user = factories.user("Cora Webb")
    factories.seat(factories.panel("Hill Town"), user)
    phone, page = Client(), f"{PEOPLE}{user.public_id}/"
    sign_in(phone, user)
    assertContains(desk.get(f"{page}close/"), "Hill Town: ")
    assert phone.post(f"{page}close/").status_code == 404
    assert phone.get(ACCOUNT).status_code == 200
    desk.post(f"{page}close/")
    assert not SignIn.objects.filter(user=user).exists()
    assert phone.get(ACCOUNT).status_code == 302
    ada = User.objects.get(is_administrator=True)
    assertContains(desk.post(f"{PEOPLE}{ada.public_id}/close/", follow=True), "their own account")


@pytest.mark.postgresql
def test_the_list_asks_as_often_for_many_as_for_one(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        factories.user(f"Person {number}", factories.agency(f"Agency {number}"))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assertContains(desk.get(PEOPLE), "Person 29, Agency 29".split(",")[0])


def test_wrong_codes_never_make_anybody_wait_longer_than_a_quarter_of_an_hour(
    client: Client,
) -> None:
    user = factories.user("Sam Reed")
    device = SealedTotpDevice.objects.filter(user=user).first()
    assert device is None
    code_for(user)
    SealedTotpDevice.objects.filter(user=user).update(
        throttling_failure_count=500, throttling_failure_timestamp=timezone.now()
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    sign_in_page = "/sign-in/second-factor/"
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
    session.save()
    assertContains(client.post(sign_in_page, {"code": unused_code(user)}), "Wait 15 minutes")
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        client.post(sign_in_page, {"code": unused_code(user)})
        assert client.get(ACCOUNT).status_code == 200


def test_an_account_that_somebody_would_be_left_without_is_not_closed(
    desk: Client, cast: Cast
) -> None:
    for user, said in (
        (cast.coordinator, "Give the seat to somebody else"),
        (cast.chair, "Give the seat to somebody else"),
        (cast.advocate, "Somebody has no other advocate"),
    ):
        close = f"{PEOPLE}{user.public_id}/close/"
        assertContains(desk.get(close), said)
        assertContains(desk.post(close, follow=True), "Somebody would be left without them")
        user.refresh_from_db()
        assert user.is_active
    factories.seat(cast.panel, cast.outsider, "chair")
    end_advocacy(cast.side, acting_user=cast.coordinator)
    for user in (cast.chair, cast.advocate):
        desk.post(f"{PEOPLE}{user.public_id}/close/")
        user.refresh_from_db()
        assert not user.is_active
