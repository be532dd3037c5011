"""Two change the same thing at one moment: who has to give way loses nothing that was typed."""

import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.about import choose_who_never_sees
from companion.changes.holding import hold
from companion.models import Chain, Event, Need
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import an_answer, answer_to, case_of
from tests.crossing import FOR_REAL, crossed, locks
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in
from tests.windows import BOTH, PHONE, carries, follow, look

pytestmark = FOR_REAL
FAULT = "so-says-the-database"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
ENDED_BY_US = f"DO $$ BEGIN RAISE EXCEPTION '{FAULT}' USING ERRCODE = '{{}}'; END $$"


@pytest.fixture
def need(cast: Cast, client: Client) -> Need:
    sign_in(client, cast.member)
    gives_a_reason(cast.member, cast.side)
    return factories.need(cast.side, "somewhere safe")


def waits_in_a_circle(cast: Cast) -> None:
    """Hold what they want last, and want what they hold; be the one that PostgreSQL spares."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '15s'")
        list(Chain.objects.select_for_update())
        hold(cast.side.subject.public_id)


def typed_in(answer: HttpResponse) -> dict[str, set[str]]:
    """What the form of a page would send."""
    typed: dict[str, set[str]] = {}
    for name, words in HIDDEN.findall(answer.content.decode().partition("<main")[2]):
        typed.setdefault(name, set()).add(words)
    return {name: words for name, words in typed.items() if name != "csrfmiddlewaretoken"}


def test_whoever_gives_way_sends_it_again_with_one_press(client: Client, cast: Cast) -> None:
    choose_who_never_sees(cast.side, [], [], acting_user=cast.advocate)
    sign_in(client, cast.advocate)
    page = reverse("advocate:never", args=[cast.side.public_id])
    named = {str(cast.member.public_id), str(cast.observer.public_id)}
    answers: list[Any] = []
    ended = crossed(
        lambda: answers.append(client.post(page, {"users": sorted(named)})),
        locks("companion_subject"),
        lambda: waits_in_a_circle(cast),
    )
    assert ended == [None, None]
    assertContains(answers[0], "What you typed is not lost", status_code=409)
    assert not cast.side.never_users.exists()
    assert Event.objects.filter(kind="never_see_changed").count() == 1
    assert typed_in(answers[0]) == {"users": named}
    assert client.post(page, {"users": sorted(named)}).status_code == 302
    assert set(cast.side.never_users.all()) == {cast.member, cast.observer}


def gives_way(monkeypatch: pytest.MonkeyPatch, where: str, code: str) -> None:
    """From now on PostgreSQL itself ends what this does, with such a code."""

    def ended(*_: object, **__: object) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ENDED_BY_US.format(code))

    monkeypatch.setattr(where, ended)


def test_a_page_that_was_only_read_is_opened_again(
    client: Client, cast: Cast, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        gives_way(patch, "companion.access.panels.cases_for", "55P03")
        page = client.get(case_of(cast.side))
    assertContains(page, "Open the page again", status_code=409)
    assertContains(page, f'href="{case_of(cast.side)}"', status_code=409)
    assert client.get(case_of(cast.side)).status_code == 200


def test_no_secret_stands_in_the_page_and_nothing_of_the_fault(
    client: Client, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    gives_way(monkeypatch, "companion.views.panel.needs.answer_need", "40001")
    secrets = {"old": "password-of-now", "password": "a-new-password-7", "fresh_code": "314159"}
    page = client.post(answer_to(need), an_answer(**secrets))
    assertContains(page, 'name="reason" value="The keys are ready."', status_code=409)
    for secret in (*secrets.values(), "40001", FAULT):
        assertNotContains(page, secret, status_code=409)


def test_any_other_fault_is_one_and_whoever_is_outside_is_told_nothing(
    client: Client, cast: Cast, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    gives_way(monkeypatch, "companion.access.panels.cases_for", "53300")
    assert client.get(case_of(cast.side)).status_code == 500
    gives_way(monkeypatch, "companion.views.account.authenticate", "40P01")
    outside = Client(raise_request_exception=False)
    assert outside.post("/sign-in/", {"email": "x@example.org", "password": "y"}).status_code == 500


@pytest.mark.browser
def test_in_a_browser_it_is_seen_and_sent_again(
    new_page: Any, client: Client, cast: Cast, need: Need, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = new_page(width=PHONE)
    carries(page, client)
    page.goto(answer_to(need))
    page.get_by_label("Accepted").check()
    page.locator("[name=reason]").fill("The keys “lie” at <the desk>. Ask Sam & Jo.")
    with monkeypatch.context() as patch:
        gives_way(patch, "companion.views.panel.needs.answer_need", "40P01")
        follow(page, "main form[method=post] button[type=submit]")
    look(page, *BOTH)
    follow(page, "button:has-text('Send it again')")
    assert page.url.split("#")[0].endswith(case_of(cast.side))
    assert need.answers.get().reason == "The keys “lie” at <the desk>. Ask Sam & Jo."
