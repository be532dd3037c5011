"""Words shared for safeguarding against the person's choice: shown, recorded, and told to them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.access.overrides import audiences_as_they_know
from companion.changes.answers import Tell, answer_need
from companion.changes.overrides import tell_of_override, widen_for_safeguarding
from companion.changes.words import choose_audience
from companion.models import Event, Need, SafeguardingOverride, Statement, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import case_of, in_days
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import sign_in

WORDS = "he waits outside my school"
REASON = "A child may be hurt on the way home."
TASK = "their words were shared for safeguarding"


def read(user: User, address: str) -> str:
    client = Client()
    sign_in(client, user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def send(user: User, name: str, of: Any, **form: Any) -> Any:
    client = Client()
    sign_in(client, user)
    return client.post(reverse(f"advocate:{name}", args=[of.public_id]), form, follow=True)


def kept_to_the_advocate(cast: Cast) -> Need:
    return factories.need(cast.side, WORDS, "advocate")


def test_an_advocate_shares_words_with_a_reason_that_every_reader_sees(cast: Cast) -> None:
    statement = kept_to_the_advocate(cast).statement
    form = {"audience": "panel", "reason": REASON}
    for stranger in (cast.outsider, cast.other_advocate, cast.coordinator):
        assert send(stranger, "override", statement, **form).status_code == 404
    for wrong, said in (
        ({"reason": " "}, "Give the reason."),
        ({"audience": ""}, "Choose who must know."),
        ({"audience": "advocate"}, "Select a valid choice"),
        ({"audience": "agencies"}, "Choose at least one agency."),
    ):
        page = send(cast.advocate, "override", statement, **{**form, **wrong}).content.decode()
        assert said in page and WORDS in page
    assert not SafeguardingOverride.objects.exists()
    assert WORDS not in read(cast.chair, case_of(cast.side))
    cast.side.never_users.add(cast.member)
    send(cast.advocate, "override", statement, **form)
    shared = "shared for safeguarding by Amal Advocate, not by their own choice; they do not know"
    person = reverse("advocate:person", args=[cast.side.public_id])
    for reader, address in ((cast.chair, case_of(cast.side)), (cast.advocate, person)):
        page = read(reader, address)
        assert sorted([WORDS, shared, REASON], key=page.index) == [WORDS, shared, REASON]
    client = Client()
    sign_in(client, cast.member)
    assert client.get(case_of(cast.side)).status_code == 404
    assert Event.objects.filter(kind="audience_overridden").count() == 1
    refused = send(cast.advocate, "override", statement, **form).content.decode()
    assert "That is no more than who may know already." in refused


def test_it_stays_on_today_until_they_were_told_or_as_long_as_that_is_put_off(cast: Cast) -> None:
    statement = kept_to_the_advocate(cast).statement
    override = widen_for_safeguarding(statement, "panel", [], REASON, acting_user=cast.advocate)
    assert TASK in read(cast.advocate, "/advocate/")
    for stranger in (cast.outsider, cast.other_advocate, cast.coordinator):
        assert send(stranger, "override_told", override, told="told").status_code == 404
    page = send(cast.advocate, "override_told", override, told="later").content.decode()
    assert "Enter a day on which you look at this again." in page
    send(cast.advocate, "override_told", override, told="later", tell_on=in_days(3))
    assert TASK not in read(cast.advocate, "/advocate/")
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert TASK in read(cast.advocate, "/advocate/")
        send(cast.advocate, "override_told", override, told="told")
        assert TASK not in read(cast.advocate, "/advocate/")
    assert "not by their own choice; they were told" in read(cast.chair, case_of(cast.side))
    kinds = Event.objects.filter(kind__startswith="override_").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["override_put_off", "override_told"]


def test_no_text_tells_of_it_while_they_do_not_know(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = FakeTwilio()
    monkeypatch.setattr("messaging.twilio.send", provider.send)
    need = kept_to_the_advocate(cast)
    phone = phone_of(cast.side, provider)
    before = phone.texts("WHO")
    override = widen_for_safeguarding(
        need.statement, "panel", [], REASON, acting_user=cast.advocate
    )
    answer = answer_need(need, "accepted", "We look out.", Tell("now"), acting_user=cast.chair)
    action = factories.action(cast.side, cast.member, cast.chair, needs=[need])
    assert (answer.telling.when, action.telling.when) == ("advocate_first", "advocate_first")
    assert phone.texts("WHO") == before
    tell_of_override(override, acting_user=cast.advocate)
    assert phone.texts("WHO") != before
    after = answer_need(need, "accepted", "We look out.", Tell("now"), acting_user=cast.chair)
    assert after.telling.when == "now"


def test_what_the_person_chooses_afterwards_stands_again(cast: Cast) -> None:
    statement = kept_to_the_advocate(cast).statement
    side = cast.side.public_id
    housing = [factories.agency("Housing team")]
    widen_for_safeguarding(statement, "agencies", housing, REASON, acting_user=cast.advocate)
    widen_for_safeguarding(statement, "panel", [], REASON, acting_user=cast.advocate)
    assert Statement.objects.get().audience == "panel"
    assert audiences_as_they_know(side) == {"advocate": 1}
    choose_audience(statement, "advocate", acting_user=None)
    assert WORDS not in read(cast.chair, case_of(cast.side))
    assert read(cast.advocate, "/advocate/").count(TASK) == 2
    choose_audience(statement, "panel", acting_user=None)
    assert "shared for safeguarding" not in read(cast.chair, case_of(cast.side))
    assert audiences_as_they_know(side) == {"panel": 1}
