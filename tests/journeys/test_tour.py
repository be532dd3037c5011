"""The tour of the demonstration: it ticks what the records say, and is nowhere else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.models import AgreedAction, Need
from companion.texting.reasons import IN_WORDS, Reason
from content.pages import ensure_pages
from messaging.models import OutgoingMessage, State
from messaging.simulator import standin
from messaging.simulator.standin import StandIn
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.signing_in import device_of, sign_in

TOUR = "/tour/"


@pytest.fixture
def demonstration(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    """The cast, in a demonstration that has just begun."""
    settings.DEMO, settings.VAR = True, tmp_path
    told = {
        "begun_at": timezone.now().isoformat(),
        "accounts": [
            {"role": "chair", "email": cast.chair.email, "password": factories.PASSWORD},
            {"role": "outsider", "name": cast.outsider.name, "email": cast.outsider.email},
        ],
        "subjects": [{"name": "Jay", "phone": cast.phone}],
    }
    (tmp_path / "demo.json").write_text(json.dumps(told))
    made = StandIn(tmp_path / "simulator.sqlite3")
    standin.use(made)
    yield cast
    standin.use(None)
    made.close()


def step_now(client: Client) -> int:
    """The number of the step that the tour says is next; 0 when all have happened."""
    page = client.get(TOUR).content.decode()
    found = re.search(r'value="(\d)" aria-current="step"', page)
    assert bool(found) != ("The loop is closed." in page.split('class="tour"')[0])
    return int(found[1]) if found else 0


def look(cast: Cast, who: str, url: str, side_or_case: object) -> None:
    """Somebody opens a page of the person."""
    client = Client()
    sign_in(client, getattr(cast, who))
    assert client.get(reverse(url, args=[side_or_case])).status_code == 200


def test_each_step_is_ticked_once_it_has_happened(
    client: Client, demonstration: Cast, provider: FakeTwilio
) -> None:
    cast, phone = demonstration, phone_of(demonstration.side, provider)
    case = cast.side.panel_case.public_id
    assert step_now(client) == 1
    phone.texts("NEED somewhere safe to live with my kids")
    assert step_now(client) == 2
    phone.texts("5")
    assert step_now(client) == 2
    phone.texts("2")
    assert step_now(client) == 3
    look(cast, "advocate", "advocate:person", cast.side.public_id)
    assert step_now(client) == 4
    need = Need.objects.get()
    assert reverse("panel:answer", args=[need.public_id]) in client.get(TOUR).content.decode()
    answer_need(need, "accepted", "A flat is free.", Tell("now"), acting_user=cast.chair)
    phone.waits()
    assert step_now(client) == 5
    factories.action(cast.side, cast.chair, cast.chair)
    phone.waits()
    assert step_now(client) == 6
    phone.texts("1")
    assert step_now(client) == 7
    action = AgreedAction.objects.get()
    assert reverse("panel:done", args=[action.public_id]) in client.get(TOUR).content.decode()
    mark_done(action, acting_user=cast.chair)
    phone.waits()
    phone.texts("yes")
    assert step_now(client) == 8
    phone.texts("4")
    assert step_now(client) == 9
    look(cast, "chair", "panel:case", case)
    assert step_now(client) == 0


def test_everybody_else_you_can_be_is_there_with_their_code(
    client: Client, demonstration: Cast
) -> None:
    page = client.get(TOUR).content.decode()
    others = page.split("Who else you can be")[1]
    assert f"{demonstration.outsider.name}, outsider" in others
    assert reverse("tour:code", args=[demonstration.outsider.email]) in others
    assert demonstration.chair.email not in others


def test_what_was_said_before_the_town_opened_ticks_nothing(
    client: Client, cast: Cast, request: pytest.FixtureRequest
) -> None:
    factories.need(cast.side, "an older thing")
    request.getfixturevalue("demonstration")
    assert step_now(client) == 1


def test_a_text_that_does_not_come_is_explained(
    client: Client, demonstration: Cast, provider: FakeTwilio
) -> None:
    cast = demonstration
    phone_of(cast.side, provider).texts("NEED a flat")
    need = Need.objects.get()
    answer_need(need, "accepted", "Here it is.", Tell("now"), acting_user=cast.chair)
    waits = f"waits until {cast.advocate.name} has told it in person"
    factories.action(cast.side, cast.chair, cast.chair)
    assert waits not in client.get(TOUR).content.decode()
    factories.action(cast.side, cast.chair, cast.chair, tell=Tell("advocate_first"))
    assert f"The action {waits}" in client.get(TOUR).content.decode()
    answer_need(need, "partly", "Not yet.", Tell("advocate_first"), acting_user=cast.chair)
    assert f"The answer {waits}" in client.get(TOUR).content.decode()
    never = Tell("not_told", "It would put her in danger.", timezone.localdate())
    factories.action(cast.side, cast.chair, cast.chair, tell=never)
    assert "The action is not told" in client.get(TOUR).content.decode()


def test_texts_held_back_are_counted_by_their_reason_in_words(
    client: Client, demonstration: Cast
) -> None:
    for reason in (Reason.BUDGET, Reason.BUDGET, Reason.PAUSED):
        OutgoingMessage.objects.create(
            owner_id=demonstration.side.subject.public_id,
            wording="help",
            state=State.WITHHELD,
            reason=reason,
        )
    page = client.get(TOUR).content.decode()
    counted = re.findall(r'--numeric">(\d+)</td><td class="govuk-table__cell">([^<]+)</td>', page)
    assert counted == [("2", IN_WORDS[Reason.BUDGET]), ("1", IN_WORDS[Reason.PAUSED])]


def test_the_code_on_the_page_opens_the_door(client: Client, demonstration: Cast) -> None:
    chair = demonstration.chair
    device_of(chair)
    address = reverse("tour:code", args=[chair.email])
    assert address in client.get(TOUR).content.decode()
    page = client.get(address).content.decode()
    code = re.search(r'tour__code">(\d{6})<', page)
    assert code
    client.post("/sign-in/", {"email": chair.email, "password": factories.PASSWORD})
    client.post("/sign-in/second-factor/", {"code": code[1]})
    assert client.get("/panel/").status_code == 200
    assert client.get(reverse("tour:code", args=["nobody@example.org"])).status_code == 404


def test_there_is_no_tour_outside_a_demonstration(
    client: Client, demonstration: Cast, settings: Any
) -> None:
    ensure_pages()
    device_of(demonstration.chair)
    addresses = [TOUR, reverse("tour:code", args=[demonstration.chair.email])]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert TOUR in client.get("/").content.decode()
    settings.DEMO = False
    for address in addresses:
        assert client.get(address).headers["Location"].startswith("/sign-in/?next=")
    assert TOUR not in client.get("/").content.decode()
    sign_in(client, demonstration.chair)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_two_people_may_be_signed_in_at_once_on_this_machine(
    client: Client, demonstration: Cast
) -> None:
    page = client.get(TOUR, headers={"host": "127.0.0.1:8000"}).content.decode()
    assert 'href="http://localhost:8000/advocate/' in page
    assert 'href="http://127.0.0.1:8000/panel/' in page
    other = client.get(TOUR, headers={"host": "testserver"}).content.decode()
    assert 'href="http://testserver/advocate/' in other
    assert "private window" in other


def test_a_text_written_on_the_tour_comes_back_to_it_and_to_nowhere_else(
    client: Client, demonstration: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standin.current().courier, "schedule", lambda webhooks: None)
    phone = reverse("simulator:phone", args=[demonstration.phone.removeprefix("+")])
    for back, leads_to in ((TOUR, TOUR), ("//elsewhere.example/", phone), ("one", phone)):
        answer = client.post(phone, {"body": "NEED a flat", "back": back})
        assert answer.headers["Location"] == leads_to


def test_what_only_the_advocate_reads_leads_to_no_page_of_the_panel(
    client: Client, demonstration: Cast, provider: FakeTwilio
) -> None:
    phone = phone_of(demonstration.side, provider)
    phone.texts("NEED somewhere safe to live with my kids")
    phone.texts("5")
    phone.texts("1")
    page = client.get(TOUR).content.decode()
    assert "text another need, and answer 2" in page
    assert reverse("panel:answer", args=[Need.objects.get().public_id]) not in page
    phone.texts("NEED a bus pass")
    phone.texts("5 2")
    page = client.get(TOUR).content.decode()
    assert "text another need, and answer 2" not in page
    assert reverse("panel:answer", args=[Need.objects.latest("pk").public_id]) in page


def test_after_stop_the_tour_says_who_can_begin_again(
    client: Client, demonstration: Cast, provider: FakeTwilio
) -> None:
    said = "has stopped all texts"
    assert said not in client.get(TOUR).content.decode()
    phone_of(demonstration.side, provider).texts("STOP")
    page = client.get(TOUR).content.decode()
    assert said in page and "Start texts again" in page
