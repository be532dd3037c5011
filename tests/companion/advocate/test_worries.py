"""Worry signs: each rule holds or does not, says why, and is the advocate's alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.access.worries import Signs
from companion.changes.alerts import raise_alert
from companion.changes.contact import stop_texts
from companion.models import Alert, Event, Worry, WorryLookedAt
from companion.summaries.worries import RULES, worries
from messaging.models import IncomingMessage
from tests import factories
from tests.companion.advocate.conftest import Desk
from tests.companion.panel_desk import case_of, queries_of
from tests.signing_in import sign_in

NOW = datetime(2027, 3, 8, 12, tzinfo=UTC)
WEEKLY = (15, 22, 29, 36)


def ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("said", "texted", "stopped", "in_danger", "new_numbers", "expected"),
    [
        ("silent", WEEKLY, (), (), (), True),
        ("", WEEKLY, (), (), (), False),  # a pause, STOP, custody
        ("", (13, 20, 27, 34), (), (), (), True),  # not long enough
        ("", (15, 22, 36, 43), (), (), (), True),  # one week without a text
        ("", (15, 16, 17, 18), (), (), (), True),  # many, in one week
        ("", (), (), (), (), True),  # nobody who texts
        ("stopped_after_danger", (), (3,), (3.9,), (), True),
        ("stopped_after_danger", (), (3,), (3.9,), (), False),
        ("", (), (3,), (4.1,), (), True),  # more than a day before
        ("", (), (3,), (2,), (), True),  # danger after it
        ("", (), (3,), (), (), True),
        ("", (), (), (3,), (), True),
        ("new_numbers", (), (), (), (10, 80), True),
        ("", (), (), (), (10, 91), True),
        ("", (), (), (), (10,), True),
    ],
)
def test_a_rule_holds_or_does_not(
    said: str,
    texted: tuple[float, ...],
    stopped: tuple[float, ...],
    in_danger: tuple[float, ...],
    new_numbers: tuple[float, ...],
    expected: bool,
) -> None:
    happened = (ago(*days) for days in (texted, stopped, in_danger, new_numbers))
    signs = Signs(*happened, looked_at={})
    found = worries(signs, NOW, expected_to_text=expected)
    assert [one.rule.sign.value for one in found] == ([said] if said else [])


def test_a_sign_that_was_looked_at_comes_back_only_if_it_happens_again() -> None:
    signs = Signs(ago(*WEEKLY), [], [], [], {Worry.SILENT: NOW - timedelta(hours=1)})
    assert not worries(signs, NOW, expected_to_text=True)
    earlier = Signs(ago(*WEEKLY), [], [], [], {Worry.SILENT: NOW - timedelta(days=2)})
    assert worries(earlier, NOW, expected_to_text=True)


def test_the_page_states_the_rules_that_are_followed() -> None:
    page = Path("docs/worry-signs.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ")][1:]
    assert rows == [f"| {one.sign.label} | {one.stated} | {one.to_do} |" for one in RULES]
    assert {rule.sign for rule in RULES} == set(Worry)


@pytest.mark.django_db
def test_only_the_advocate_reads_it_with_its_rule_and_says_what_they_found(desk: Desk) -> None:
    cast, page = desk.cast, desk.address("person")
    assertNotContains(desk.client.get(page), "Look at this")
    raise_alert(desk.side.subject, Alert.Kind.DURESS, side=desk.side)
    stop_texts(desk.side.subject, acting_user=None)
    raise_alert(desk.side.subject, Alert.Kind.STOPPED, side=desk.side)
    shown = desk.client.get(page)
    for words in ("STOP came soon after words of danger", "Why you see this:", "other way that"):
        assertContains(shown, words)
    queries = queries_of(desk.client, page)
    for user in (cast.coordinator, cast.chair):
        client = Client()
        sign_in(client, user)
        assertNotContains(client.get(case_of(desk.side)), "STOP came soon")
        assert client.post(desk.address("worry"), {"sign": "silent"}).status_code == 404
    found = {"sign": "stopped_after_danger", "words": " "}
    assertContains(desk.client.post(desk.address("worry"), found, follow=True), "Nothing is kept")
    assert not WorryLookedAt.objects.exists()
    found["words"] = "Her son pressed the button."
    assertNotContains(desk.client.post(desk.address("worry"), found, follow=True), "Look at this")
    assert queries_of(desk.client, page) == queries
    looked = WorryLookedAt.objects.get()
    assert (looked.words, looked.looked_by) == ("Her son pressed the button.", cast.advocate)
    assert Event.objects.filter(kind="worry_looked_at", about_id=looked.public_id).exists()


@pytest.mark.django_db
def test_silence_is_told_from_the_texts_of_this_side_alone(desk: Desk) -> None:
    now, page = timezone.now(), desk.address("person")
    for days in (36, 29, 22, 15):
        text = factories.sent(desk.side, "Hello.").message
        IncomingMessage.objects.filter(public_id=text).update(
            received_at=now - timedelta(days=days)
        )
    assertContains(desk.client.get(page), "They have gone quiet")
    IncomingMessage.objects.update(thread=desk.cast.other_side.public_id)
    assertNotContains(desk.client.get(page), "They have gone quiet")
