"""Signing in, and how long it lasts."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.test import Client, override_settings
from pytest_django.asserts import assertContains, assertNotContains

from companion import settings as live
from companion.changes.account import check_code, give_authenticator
from companion.models import Event, SealedTotpDevice, User
from tests.signing_in import (
    code_for,
    sign_in,
    sign_in_halfway,
    sign_in_through_door,
    unused_code,
)

PASSWORD = "seven green ladders"
WIDE_FIGURES = "\uff11\uff12\uff13\uff14\uff15\uff16"
SIGN_IN, CODE, ACCOUNT = "/sign-in/", "/sign-in/second-factor/", "/account/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = User.objects.create_user("sam@example.org", PASSWORD, name="Sam Reed")
    give_authenticator(user)
    return user


def give_password(client: Client, password: str = PASSWORD, email: str = "sam@example.org"):
    return client.post(SIGN_IN, {"email": email, "password": password})


def is_inside(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def test_a_password_and_a_code_open_the_account(client: Client, user: User) -> None:
    answer = give_password(client)
    assert answer.headers["Location"] == CODE
    assert not is_inside(client)
    client.post(CODE, {"code": unused_code(user)})
    assertContains(client.get(ACCOUNT), "sam@example.org")


def test_signing_in_is_recorded_once_and_only_when_it_is_whole(client: Client, user: User) -> None:
    give_password(client)
    assert not Event.objects.filter(kind="signed_in").exists()
    client.post(CODE, {"code": unused_code(user)})
    line = Event.objects.get(kind="signed_in")
    assert (line.user, line.about_id) == (user, user.public_id)


def test_an_email_is_known_in_capitals_too(client: Client, user: User) -> None:
    assert give_password(client, email="SAM@Example.org").headers["Location"] == CODE


def test_a_wrong_email_and_a_wrong_password_look_the_same(client: Client, user: User) -> None:
    def page(email: str, password: str) -> str:
        text = give_password(client, password, email).content.decode()
        return text.replace(email, "EMAIL").replace(client.cookies["csrftoken"].value, "")

    def without_token(text: str) -> str:
        return "".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)

    wrong_password = without_token(page("sam@example.org", "not this one"))
    wrong_email = without_token(page("nobody@example.org", "not this one"))
    assert "is not right" in wrong_password
    assert wrong_password == wrong_email


def test_an_account_that_was_closed_looks_like_a_wrong_password(client: Client, user: User) -> None:
    user.is_active = False
    user.save()
    assertContains(give_password(client), "The email or the password is not right.")


def test_a_wrong_password_keeps_the_email_and_nothing_else(client: Client, user: User) -> None:
    answer = give_password(client, "not this one")
    assertContains(answer, 'value="sam@example.org"')
    assertNotContains(answer, "not this one")


def test_a_password_counts_as_it_was_typed_to_the_last_letter(client: Client, user: User) -> None:
    long = f" {PASSWORD.title()} {'twelve blue doors ' * 6}"
    user.set_password(long)
    user.save()
    for other in (long.strip(), long.lower(), long[:72]):
        assert give_password(client, other).status_code == 200
    assert give_password(client, long).headers["Location"] == CODE
    page = Client().get(SIGN_IN).content.decode()
    [field] = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    # What a browser or a program that keeps passwords fills in is welcome.
    assert 'type="password"' in field and 'autocomplete="current-password"' in field


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("", PASSWORD, "Enter your email address."),
        ("sam@example.org", "", "Enter your password."),
        ("sam", PASSWORD, "Enter a valid email address."),
        ("sam@example.org\x00", PASSWORD, "Null characters are not allowed."),
    ],
)
def test_what_is_missing_is_said(
    client: Client, user: User, email: str, password: str, said: str
) -> None:
    assertContains(give_password(client, password, email), said)


def test_a_code_works_once(client: Client, user: User) -> None:
    code = unused_code(user)
    give_password(client)
    assert client.post(CODE, {"code": code}).status_code == 302
    other = Client()
    give_password(other)
    assertContains(other.post(CODE, {"code": code}), "was used before")
    assert not is_inside(other)


@pytest.mark.django_db(transaction=True)
def test_a_code_works_once_even_at_the_same_moment(user: User) -> None:
    code = unused_code(user)

    def give_code() -> bool:
        try:
            return check_code(user, code).right
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = [future.result() for future in [pool.submit(give_code) for _ in range(8)]]
    assert answers.count(True) == 1


def test_an_older_code_does_not_work_after_a_newer_one(user: User) -> None:
    with time_machine.travel("2026-11-23 10:00:10", tick=False) as clock:
        before, now = code_for(user), code_for(user, later=1)
        assert check_code(user, now).right
        clock.shift(2)
        assert not check_code(user, before).right


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_early_or_late(user: User, steps: int, right: bool) -> None:
    with time_machine.travel("2026-11-23 10:00:10", tick=False):
        assert check_code(user, code_for(user, later=steps)).right is right


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "", WIDE_FIGURES, "123456\x00"])
def test_what_is_no_code_is_refused_without_being_counted(
    client: Client, user: User, code: str
) -> None:
    give_password(client)
    assert client.post(CODE, {"code": code}).status_code == 200
    assert SealedTotpDevice.objects.get(user=user).throttling_failure_count == 0
    assert not is_inside(client)


def test_a_code_may_be_typed_with_a_space(client: Client, user: User) -> None:
    give_password(client)
    code = unused_code(user)
    client.post(CODE, {"code": f"{code[:3]} {code[3:]} "})
    assert is_inside(client)


def test_after_wrong_codes_the_right_one_has_to_wait(client: Client, user: User) -> None:
    with time_machine.travel("2026-11-23 10:00:10", tick=False) as clock:
        give_password(client)
        for tried in range(8):
            client.post(CODE, {"code": code_for(user, later=50 + tried)})
            clock.shift(2**tried - 0.5)
            answer = client.post(CODE, {"code": code_for(user)})
            assertContains(answer, "Too many wrong codes. Wait")
            clock.shift(1)
        client.post(CODE, {"code": code_for(user)})
        assert is_inside(client)


def test_the_fifth_wrong_password_closes_the_door_for_a_while(client: Client, user: User) -> None:
    with time_machine.travel("2026-11-23 10:00:10", tick=False) as clock:
        for _ in range(4):
            assert give_password(client, "not this one").status_code == 200
        assertContains(give_password(client, "nor this"), "for 15 minutes", status_code=429)
        assert give_password(client).status_code == 429
        clock.shift(timedelta(minutes=16))
        assert give_password(client).headers["Location"] == CODE


def test_an_account_that_does_not_exist_is_locked_in_the_same_way(client: Client, db: None) -> None:
    answers = [give_password(client, email="nobody@example.org").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]


def test_only_one_account_at_one_address_is_locked_out(client: Client, user: User) -> None:
    for _ in range(5):
        give_password(client, "not this one")
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert give_password(elsewhere).headers["Location"] == CODE
    assert give_password(client, email="colleague@example.org").status_code == 200
    assert give_password(client).status_code == 429


def test_the_record_of_wrong_passwords_holds_no_password_and_no_page(
    client: Client, user: User
) -> None:
    client.post(
        f"{SIGN_IN}?next=/panel/cases/1234/", {"email": "sam@example.org", "password": "not this"}
    )
    kept = AccessAttempt.objects.get()
    assert "not this" not in kept.post_data
    assert "1234" not in kept.get_data
    sign_in_through_door(client, user, PASSWORD)
    assert not AccessLog.objects.exists()


def test_an_account_without_an_authenticator_gets_no_further(client: Client, user: User) -> None:
    SealedTotpDevice.objects.all().delete()
    give_password(client)
    assertContains(client.get(CODE), "has no authenticator app yet")
    assertContains(client.post(CODE, {"code": "123456"}), "has no authenticator app yet")
    assert not is_inside(client)


def test_an_authenticator_that_is_taken_away_ends_the_sign_in(client: Client, user: User) -> None:
    sign_in(client, user)
    assert is_inside(client)
    give_authenticator(user)
    assert not is_inside(client)


def test_the_secret_of_an_authenticator_is_sealed_in_the_database(user: User) -> None:
    secret = SealedTotpDevice.objects.get(user=user).secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM companion_sealedtotpdevice")
        stored = cursor.fetchone()[0]
    assert len(secret) == 32
    assert stored.startswith("1.")
    assert secret not in stored


def test_a_password_is_kept_as_argon2_makes_it() -> None:
    with override_settings(PASSWORD_HASHERS=live.PASSWORD_HASHERS):
        kept = make_password(PASSWORD)
        assert kept.startswith("argon2$argon2id$")
        assert check_password(PASSWORD, kept)


def test_each_step_of_signing_in_gives_a_new_session(client: Client, user: User) -> None:
    client.get(SIGN_IN)
    give_password(client)
    halfway = client.session.session_key
    client.post(CODE, {"code": unused_code(user)})
    assert client.session.session_key != halfway
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = halfway
    assert not is_inside(thief)


def test_a_password_alone_does_not_prolong_what_a_code_opened(client: Client, user: User) -> None:
    sign_in(client, user)
    session = client.session
    session["signed_in_at"] -= 13 * 3600
    session.save()
    give_password(client)
    assert not is_inside(client)


def test_half_an_hour_unused_ends_it(client: Client, user: User) -> None:
    with time_machine.travel("2026-11-23 10:00:00", tick=False) as clock:
        sign_in(client, user)
        for _ in range(3):
            clock.shift(timedelta(minutes=28, seconds=50))
            assert is_inside(client)
        clock.shift(timedelta(minutes=30))
        answer = client.get(ACCOUNT, follow=True)
        assertContains(answer, "time had run out")
        assert not is_inside(client)


def test_twelve_hours_end_it_however_busy(client: Client, user: User) -> None:
    with time_machine.travel("2026-11-23 08:00:00", tick=False) as clock:
        sign_in(client, user)
        for _ in range(35):
            clock.shift(timedelta(minutes=20))
            assert is_inside(client)
        clock.shift(timedelta(minutes=20))
        assert not is_inside(client)


def test_a_new_password_ends_every_other_session(client: Client, user: User) -> None:
    sign_in(client, user)
    user.set_password("eight blue ladders")
    user.save()
    assert not is_inside(client)


def test_an_account_that_is_closed_is_out_at_once(client: Client, user: User) -> None:
    sign_in(client, user)
    user.is_active = False
    user.save()
    assert not is_inside(client)


def test_signing_out_ends_the_session_on_the_server(client: Client, user: User) -> None:
    sign_in(client, user)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    assertContains(client.post("/sign-out/", follow=True), "You are signed out.")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert not is_inside(thief)


def test_a_link_cannot_sign_anybody_out(client: Client, user: User) -> None:
    sign_in(client, user)
    assert client.get("/sign-out/").status_code == 405
    assert is_inside(client)


def test_another_site_cannot_sign_anybody_in_or_out(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assertContains(give_password(client), "This page was open too long", status_code=403)
    sign_in(client, user)
    assert client.post("/sign-out/").status_code == 403
    assert is_inside(client)


@pytest.mark.parametrize(
    ("site", "secure", "let_in"),
    [
        ("same-origin", True, True),
        ("same-origin", False, True),
        (None, False, True),
        (None, True, False),
        ("same-site", True, False),
        ("cross-site", True, False),
        ("cross-site", False, False),
        ("none", False, False),
    ],
)
def test_a_form_without_a_referrer_counts_only_when_the_browser_says_it_is_ours(
    user: User, site: str | None, secure: bool, let_in: bool
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(SIGN_IN, secure=secure)
    token = client.cookies["csrftoken"].value
    answer = client.post(
        SIGN_IN,
        {"email": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token},
        secure=secure,
        headers={"Origin": "null"} | ({"Sec-Fetch-Site": site} if site else {}),
    )
    assert answer.status_code == (302 if let_in else 403)


def test_a_form_without_our_token_counts_nowhere(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    details = {"email": user.email, "password": PASSWORD}
    assert client.post(SIGN_IN, details, headers=headers).status_code == 403


def test_signing_in_leads_back_to_the_page_that_was_wanted(client: Client, user: User) -> None:
    door = client.get(f"{ACCOUNT}?page=2").headers["Location"]
    second = client.post(door, {"email": user.email, "password": PASSWORD}).headers["Location"]
    assert second.startswith(CODE)
    answer = client.post(second, {"code": unused_code(user)})
    assert answer.headers["Location"] == f"{ACCOUNT}?page=2"


@pytest.mark.parametrize(
    "page",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "http:///elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "elsewhere.example",
        "http://testserver/account/",
    ],
)
def test_signing_in_leads_nowhere_else(client: Client, user: User, page: str) -> None:
    sign_in(client, user)
    assert client.get(SIGN_IN, {"next": page}).headers["Location"] == ACCOUNT


def test_whoever_is_inside_is_not_asked_again(client: Client, user: User) -> None:
    sign_in(client, user)
    assert client.get(SIGN_IN).headers["Location"] == ACCOUNT
    assert client.get(CODE).headers["Location"] == ACCOUNT


def test_somebody_halfway_may_start_again_as_somebody_else(client: Client, user: User) -> None:
    other = User.objects.create_user("kit@example.org", PASSWORD, name="Kit Hale")
    sign_in_halfway(client, other)
    sign_in_through_door(client, user, PASSWORD)
    assertContains(client.get(ACCOUNT), "sam@example.org")


def test_a_session_without_clocks_was_not_begun_at_the_door(client: Client, user: User) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    device = SealedTotpDevice.objects.get(user=user)
    session["otp_device_id"] = device.persistent_id
    session.save()
    assert not is_inside(client)
