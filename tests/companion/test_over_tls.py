"""As it is in live use: the settings behind an https address, and what a browser is told then."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.signing_in import sign_in

SETTINGS = Path(__file__).resolve().parents[2] / "companion" / "settings.py"
ABOUT_TLS = ("THIS_HOST_ALONE", "SESSION_COOKIE_", "CSRF_COOKIE_", "SECURE_")
A_YEAR = 31_536_000
PAGES = (
    "/",
    "/sign-in/",
    "/account/",
    "/nowhere/",
    "/healthz",
    "/cms/",
    "/sms/inbound/",
    "/static/",
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the settings say at an https address, put in the place of those of a test."""
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://companion.example.org")
    monkeypatch.setenv("DEBUG", "1")
    read = runpy.run_path(str(SETTINGS))
    for name, value in read.items():
        if name.startswith(ABOUT_TLS):
            setattr(settings, name, value)
    return read


def test_no_environment_turns_debugging_on(live: dict[str, Any]) -> None:
    assert live["DEBUG"] is False
    assert "debug" not in str([*live["INSTALLED_APPS"], *live["MIDDLEWARE"]])


def test_every_cookie_is_secure_and_of_this_host_alone(live: dict[str, Any]) -> None:
    user = factories.user("Sam Reed")
    user.set_password("seven green ladders")
    user.save()
    client = Client()
    details = {"email": user.email, "password": "seven green ladders"}
    cookies = dict(client.post("/sign-in/", details, secure=True).cookies)
    sign_in(client, user)
    said = "__Host-messages"
    cookies[said] = client.post("/sign-out/", secure=True).cookies[said]
    assert set(cookies) == {"__Host-s", "__Host-csrftoken", said}
    for cookie in cookies.values():
        assert cookie["secure"] and cookie["httponly"]
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")


def test_every_answer_keeps_the_browser_to_tls_and_to_what_it_is(live: dict[str, Any]) -> None:
    client = Client()
    for path in PAGES:
        headers = client.get(path, secure=True).headers
        age, *more = headers["Strict-Transport-Security"].split("; ")
        assert int(age.removeprefix("max-age=")) >= A_YEAR and "includeSubDomains" in more
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers
        kind = headers.get("Content-Type", "")
        assert not kind.startswith("text/") or kind.endswith("; charset=utf-8"), path
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"][:8]) == (301, "https://")


def test_no_answer_repeats_a_request(client: Client) -> None:
    for path in PAGES:
        assert client.trace(path, secure=True, headers={"X-Said": "quillfish"}).status_code in {
            302, 404, 405,
        }, path  # fmt: skip
