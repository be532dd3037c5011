"""What every answer tells the browser."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from companion import settings as live
from companion.models import User
from content.editors import EDITORS
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
}


@pytest.fixture
def user() -> User:
    return User.objects.create_user("sam@example.org", name="Sam Reed")


@pytest.fixture
def editor(user: User) -> User:
    user.groups.add(Group.objects.get(name=EDITORS))
    return user


def policy(client: Client, path: str) -> set[str]:
    header = client.get(path).headers["Content-Security-Policy"]
    return {part.strip() for part in header.split(";")}


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/sign-in/", "/account/", "/healthz", "/cms/"])
def test_every_page_carries_the_safe_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/sign-in/", "/account/", "/account"])
def test_nothing_runs_on_our_pages_but_our_own_files(client: Client, user: User, path: str) -> None:
    sign_in(client, user)
    assert policy(client, path) == STRICT


def test_only_the_editor_is_allowed_what_the_editor_needs(client: Client, editor: User) -> None:
    sign_in(client, editor)
    more = policy(client, "/cms/") - STRICT
    assert more == {
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "frame-src 'self'",
    }


def test_a_preview_may_stand_in_our_own_frame_and_nowhere_else(
    client: Client, editor: User
) -> None:
    sign_in(client, editor)
    path = "/cms/pages/add/content/guidancepage/3/preview/?mode="
    answer = client.get(path)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/sign-in/", "/account/", "/cms/", "/nowhere", "/healthz"])
def test_what_is_private_is_never_kept_nor_listed(client: Client, editor: User, path: str) -> None:
    for _ in range(2):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        sign_in(client, editor)


def test_guidance_may_be_kept_unless_it_was_made_for_somebody(client: Client, user: User) -> None:
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    sign_in(client, user)
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_a_visitor_is_given_no_session(client: Client) -> None:
    for path in ("/", "/sign-in/", "/account/", "/healthz"):
        assert "s" not in client.get(path).cookies


def test_the_cookies_are_not_for_scripts_nor_for_other_sites(client: Client, user: User) -> None:
    user.set_password("seven green ladders")
    user.save()
    details = {"email": user.email, "password": "seven green ladders"}
    cookies = client.post("/sign-in/", details).cookies
    assert set(cookies) == {"s", "csrftoken"}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
        # It goes when the browser is closed.
        assert (cookie["max-age"], cookie["expires"]) == ("", "")


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/sign-in/second-factor/", "/account/"])
def test_no_page_needs_what_its_policy_forbids(client: Client, user: User, path: str) -> None:
    sign_in(client, user)
    text = client.get(path, follow=True).content.decode()
    scripts = re.findall(r"<script(?![^>]*\bsrc=)", text)
    handlers = re.findall(r"\son[a-z]+=", text)
    styles = re.findall(r"<style|\sstyle=", text)
    assert (scripts, handlers, styles) == ([], [], [])


def test_signing_out_clears_what_the_browser_kept(client: Client, user: User) -> None:
    sign_in(client, user)
    assert "Clear-Site-Data" not in client.get("/account/").headers
    assert client.post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_host_that_is_not_ours_is_served_nothing(client: Client) -> None:
    for path in ("/", "/sign-in/", "/advocate/", "/healthz"):
        assert client.get(path, headers={"Host": "elsewhere.example"}).status_code == 400


def test_what_is_too_large_is_refused_before_it_is_read(client: Client, settings: Any) -> None:
    large = {"email": "x" * 1_100_000}
    assert client.post("/sign-in/", large).status_code in {400, 413}
    assert live.LARGEST_REQUEST < 10_000_000
    settings.LARGEST_REQUEST = 2_000
    for path in ("/sign-in/", "/cms/", "/nowhere/"):
        answer = client.post(path, {"file": BytesIO(b"x" * 2_000)})
        assert answer.status_code == 413
        assert answer.headers["Cache-Control"] == "no-store"
        assert client.post(path, {"file": BytesIO(b"x" * 1_500)}).status_code != 413
