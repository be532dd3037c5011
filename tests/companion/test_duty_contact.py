"""A duty contact counts once a test came to them; a panel is not live without."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from companion.changes.administration import end_seat, give_seat, missing_before_live
from companion.changes.alerting import confirm_duty_test
from companion.changes.errors import OnDuty
from companion.models import DutyTest, Event, EventKind, Panel
from companion.tasks import tell
from tests.cast import Cast
from tests.signing_in import sign_in

WANTED = "Send the duty contact a test, which they must confirm."


def missing_for(panel: Panel) -> list[str]:
    """What it lacks, in sentences."""
    return [one.sentence for one in missing_before_live(panel)]


@pytest.fixture
def administrator(cast: Cast) -> Client:
    client = Client()
    sign_in(client, cast.administrator)
    return client


def ask(administrator: Client, cast: Cast) -> str:
    """Send a test to the member; what the administrator reads then."""
    address = reverse("administration:duty", args=[cast.panel.public_id])
    chosen = {"user": str(cast.member.public_id)}
    answer = administrator.post(address, chosen, follow=True)
    return answer.content.decode()


def number_in_the_email() -> str:
    tell()
    (email,) = mail.outbox
    found = re.search(r"\b\d{6}\b", str(email.body))
    assert found is not None
    return found.group()


def test_whoever_types_the_number_of_the_email_is_the_duty_contact(
    client: Client, administrator: Client, cast: Cast
) -> None:
    assert WANTED in missing_for(cast.panel)
    assert "it has not left yet" in ask(administrator, cast)
    number = number_in_the_email()
    panel = reverse("administration:panel", args=[cast.panel.public_id])
    assert "they have not confirmed it yet" in administrator.get(panel).content.decode()
    sign_in(client, cast.member)
    page = reverse("panel:duty_test", args=[DutyTest.objects.get().public_id])
    assert page in client.get("/panel/").content.decode()
    wrong = client.post(page, {"number": f"{(int(number) + 1) % 10**6:06}"})
    assert "That is not the number in the email." in wrong.content.decode()
    cast.panel.refresh_from_db()
    assert cast.panel.duty_user is None
    client.post(page, {"number": f"{number[:3]} {number[3:]}"})
    cast.panel.refresh_from_db()
    assert cast.panel.duty_user == cast.member
    assert WANTED not in missing_for(cast.panel)
    assert page not in client.get("/panel/").content.decode()
    kinds = (EventKind.DUTY_TEST_ASKED, EventKind.DUTY_TEST_CONFIRMED)
    assert Event.objects.filter(kind__in=kinds, chain=cast.panel.public_id).count() == 2


def test_only_whom_it_was_sent_to_may_confirm_and_not_by_guessing(
    client: Client, administrator: Client, cast: Cast
) -> None:
    ask(administrator, cast)
    number = number_in_the_email()
    page = reverse("panel:duty_test", args=[DutyTest.objects.get().public_id])
    sign_in(client, cast.coordinator)
    assert client.post(page, {"number": number}).status_code == 404
    sign_in(client, cast.member)
    for _ in range(DutyTest.MOST_WRONG):
        assert client.post(page, {"number": "not it"}).status_code == 422
    assert client.post(page, {"number": number}).status_code == 404


def test_a_newer_test_ends_an_older_one(client: Client, administrator: Client, cast: Cast) -> None:
    ask(administrator, cast)
    number = number_in_the_email()
    ask(administrator, cast)
    first, second = DutyTest.objects.order_by("pk")
    sign_in(client, cast.member)
    old = reverse("panel:duty_test", args=[first.public_id])
    assert client.post(old, {"number": number}).status_code == 404
    new = reverse("panel:duty_test", args=[second.public_id])
    assert client.post(new, {"number": number}).status_code == 422


def test_the_duty_contact_of_a_live_panel_keeps_a_seat_that_decides(cast: Cast) -> None:
    cast.panel.duty_user = cast.member
    cast.panel.save()
    with pytest.raises(OnDuty):
        end_seat(cast.panel, cast.member, acting_user=cast.administrator)
    with pytest.raises(OnDuty):
        give_seat(cast.panel, cast.member, "observer", acting_user=cast.administrator)
    give_seat(cast.panel, cast.member, "chair", acting_user=cast.administrator)
    cast.member.is_active = False
    cast.member.save()
    assert WANTED in missing_for(cast.panel)


def test_where_no_email_leaves_nothing_can_be_tried(
    administrator: Client, cast: Cast, settings: Any
) -> None:
    settings.MAIL_LEAVES = False
    assert "No email leaves from here" in ask(administrator, cast)
    assert not DutyTest.objects.exists()


@pytest.mark.parametrize("over", ["guessed at too often", "asked anew", "confirmed"])
def test_a_test_that_is_over_is_refused_by_the_change_itself(
    administrator: Client, cast: Cast, over: str
) -> None:
    ask(administrator, cast)
    number, test = number_in_the_email(), DutyTest.objects.get()
    if over == "guessed at too often":
        DutyTest.objects.update(wrong=DutyTest.MOST_WRONG)
    if over == "asked anew":
        ask(administrator, cast)
    if over == "confirmed":
        assert confirm_duty_test(test, number, acting_user=cast.member) is None
        Panel.objects.update(duty_user=None)
    assert confirm_duty_test(test, number, acting_user=cast.member) is not None
    cast.panel.refresh_from_db()
    assert cast.panel.duty_user is None
