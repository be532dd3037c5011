"""Today: what needs this advocate now, the most urgent first."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.alerts import raise_alert
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.changes.contact import pause_texts, stop_texts
from companion.models import Alert, Hours, SafeContactRule
from tests import factories
from tests.companion.advocate.conftest import Desk
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import sign_in


def today(desk: Desk) -> str:
    return desk.client.get("/advocate/").content.decode()


def test_whoever_may_be_hurt_comes_first_with_their_very_words(
    desk: Desk, provider: FakeTwilio
) -> None:
    phone_of(desk.side, provider).texts("he found me")
    page = today(desk)
    assert "he found me" in page
    assert page.index("May be in danger") < page.index("Asks for a call")


def test_one_text_is_one_card_and_one_answer_settles_all_it_asked_for(
    desk: Desk, provider: FakeTwilio
) -> None:
    phone_of(desk.side, provider).texts("he found me umbrella")
    page = today(desk)
    assert page.count("he found me") == 1
    assert "Used the duress word" in page
    assert "May be in danger" in page
    desk.post("seen", Alert.objects.get(kind="duress"))
    assert list(Alert.objects.filter(seen_at=None).values_list("kind", flat=True)) == ["call"]
    assert "he found me" not in today(desk)


def test_secret_words_stand_on_no_screen(desk: Desk, provider: FakeTwilio) -> None:
    phone_of(desk.side, provider).texts("umbrella he found me bluebell")
    for page in (today(desk), desk.read().partition("Show number")[0]):
        assert "umbrella" not in page
        assert "bluebell" not in page
    conversation = desk.read().partition('id="conversation"')[2].partition("<aside")[0]
    assert "he found me" in conversation
    assert "umbrella" not in conversation
    assert "bluebell" not in conversation


def test_whoever_used_their_code_word_is_told_how_to_delete_it_and_gets_another(
    desk: Desk, provider: FakeTwilio
) -> None:
    assert "Agree another code word" not in today(desk)
    phone_of(desk.side, provider).texts("PLAN bluebell")
    page = today(desk)
    assert "how to delete a text" in page
    link = page.partition("Agree another code word")[0].rpartition('href="')[2].partition('"')[0]
    assertContains(desk.client.get(link), "Code word")


def test_a_call_leads_to_its_card(desk: Desk) -> None:
    assert desk.address("call") in today(desk)
    page = desk.read("call")
    assert "wait for their code word" in page
    assert "dial 141" in page
    assert "If somebody else answers" in page
    desk.post("seen", desk.alert)
    assert desk.address("seen", desk.alert) not in desk.read("call")


def test_what_to_tell_in_person_stands_there_until_it_is_told(desk: Desk) -> None:
    assertContains(desk.client.get("/advocate/"), "an answer to tell in person")
    tell_in_person(desk.to_tell, acting_user=desk.cast.advocate)
    assertNotContains(desk.client.get("/advocate/"), "an answer to tell in person")


def test_an_answer_that_was_replaced_is_told_no_more(desk: Desk) -> None:
    answer_need(desk.need, "accepted", "It is yours.", Tell("now"), acting_user=desk.cast.member)
    assertNotContains(desk.client.get("/advocate/"), "an answer to tell in person")


@pytest.mark.parametrize(("days", "shown"), [(79, False), (81, True), (95, True)])
def test_a_rule_comes_up_ten_days_before_it_runs_out(desk: Desk, days: int, shown: bool) -> None:
    SafeContactRule.objects.filter(subject=desk.side.subject).update(
        confirmed_at=timezone.now() - timedelta(days=days)
    )
    assert ("re-confirm" in today(desk)) is shown


@time_machine.travel(datetime.combine(date.today() + timedelta(days=1), time(11), UTC), tick=False)
def test_each_person_says_when_texts_are_welcome(desk: Desk) -> None:
    sign_in(desk.client, desk.cast.advocate)
    assert "Texts welcome at any hour" in today(desk)
    rule = SafeContactRule.objects.filter(subject=desk.side.subject)
    rule.update(hours=Hours.every_day(time(10), time(14)))
    assert "Texts welcome 10:00–14:00 today" in today(desk)
    rule.update(hours=Hours.every_day(time(8), time(9)))
    assert "Texts welcome 08:00–09:00 tomorrow" in today(desk)


def test_each_person_says_why_texts_are_not_welcome(desk: Desk) -> None:
    pause_texts(desk.side, timezone.now() + timedelta(days=1), acting_user=desk.cast.advocate)
    assert "Texts are paused." in today(desk)
    stop_texts(desk.side.subject, acting_user=None)
    assert "The person asked for no more texts." in today(desk)
    factories.side("Noor", desk.cast.panel, desk.cast.advocate, desk.cast.coordinator)
    assert "There is no number to text." in today(desk)


def test_a_quiet_day_says_so(desk: Desk) -> None:
    desk.post("seen", desk.alert)
    tell_in_person(desk.to_tell, acting_user=desk.cast.advocate)
    assert "Nothing needs you just now" in today(desk)


def people(desk: Desk, how_many: int) -> None:
    """More people, each with an alert and something to tell."""
    cast = desk.cast
    for place in range(how_many):
        side = factories.side(f"Person {place}", cast.panel, cast.advocate, cast.coordinator)
        factories.taking_part(side, cast.advocate)
        need = factories.need(side, f"need {place}")
        answer_need(need, "partly", "In May.", Tell("advocate_first"), acting_user=cast.member)
        raise_alert(side.subject, Alert.Kind.MESSAGE, side=side, message=None)


def queries_of(desk: Desk, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert desk.client.get(address).status_code == 200
    return len(queries)


@pytest.mark.postgresql
def test_thirty_people_take_as_many_queries_as_three(desk: Desk) -> None:
    people(desk, 2)
    three = queries_of(desk, "/advocate/")
    people(desk, 27)
    assert queries_of(desk, "/advocate/") == three <= 21
