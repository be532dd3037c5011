"""A harm or a near miss: anybody reports it, whoever leads and may see the person learns of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.harms import WentWrong, report_harm
from companion.models import CaseSubject, Event, Harm, Panel, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, queries_of
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

LIST = "/panel/harms/"
HAPPENED = "A letter went to the old flat."
LEARNED = "Ask for the address each time."
NEAR_MISS = WentWrong("wrong_reader", "near_miss", HAPPENED)


def harm_form(**changes: object) -> dict[str, object]:
    """Every field of a report about a person."""
    usual = {"kind": "wrong_reader", "severity": "near_miss", "happened": HAPPENED}
    return {**usual, **changes}


def about(side: CaseSubject, desk: str) -> str:
    return reverse(f"{desk}harm", args=[side.public_id])


def page_of(harm: Harm) -> str:
    return reverse("panel:harm", args=[harm.public_id])


def client_of(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def status_of(user: User, address: str, **sent: Any) -> int:
    client = client_of(user)
    answer = client.post(address, sent) if sent else client.get(address)
    return answer.status_code


def read(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_near_miss_is_reported_learned_from_once_and_closed(cast: Cast) -> None:
    gives_a_reason(cast.member, cast.side)
    assert status_of(cast.member, about(cast.side, "panel:side_"), **harm_form()) == 302
    harm = Harm.objects.get()
    assert (harm.side, harm.recorded_by, harm.owner_id) == (
        cast.side, cast.member, cast.side.subject.public_id,
    )  # fmt: skip
    assert "near miss" in read(cast.chair, DESK)
    assert "to learn from" in read(cast.chair, LIST)
    assert HAPPENED in read(cast.coordinator, page_of(harm))
    page = client_of(cast.chair).post(page_of(harm), {"learning": " "}).content.decode()
    assert "Write what was learned." in page
    assert status_of(cast.chair, page_of(harm), learning=LEARNED) == 302
    assert status_of(cast.coordinator, page_of(harm), learning="Something else") == 302
    page = read(cast.coordinator, page_of(harm))
    assert LEARNED in page and "Chris Chair" in page and "Something else" not in page
    assert "Nothing waits to be learned from." in read(cast.chair, LIST)
    assert "near miss" not in read(cast.chair, DESK)
    kinds = Event.objects.filter(kind__startswith="harm").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["harm_reported", "harm_learned_from"]


def test_whoever_may_not_see_the_person_finds_no_trace_of_it(cast: Cast) -> None:
    harm = report_harm(cast.panel, NEAR_MISS, side=cast.side, acting_user=cast.member)
    assert "Jay" in read(cast.chair, LIST) and status_of(cast.chair, page_of(harm)) == 200
    for stranger in (cast.outsider, cast.other_advocate, cast.other_member, cast.advocate):
        assert status_of(stranger, LIST) == status_of(stranger, page_of(harm)) == 404
        assert status_of(stranger, about(cast.side, "panel:side_"), **harm_form()) == 404
    for stranger in (cast.outsider, cast.other_advocate, cast.member):
        assert status_of(stranger, about(cast.side, "advocate:"), **harm_form()) == 404
    assert status_of(cast.member, page_of(harm), learning=LEARNED) == 404
    cast.side.never_users.add(cast.chair)
    assert status_of(cast.chair, page_of(harm), learning=LEARNED) == 404
    assert status_of(cast.chair, about(cast.side, "panel:side_"), **harm_form()) == 404
    assert "near miss" not in read(cast.chair, DESK)
    page = read(cast.chair, LIST)
    assert "Nothing waits to be learned from." in page and str(harm.public_id) not in page
    assert "near miss" in read(cast.coordinator, DESK)
    assert Harm.objects.get().learning == ""


def test_a_harm_about_nobody_names_its_panel_and_stays_there(cast: Cast) -> None:
    for reporter, address in (
        (cast.advocate, "/advocate/harms/new/"),
        (cast.observer, "/panel/harms/new/"),
    ):
        elsewhere = harm_form(panel=str(cast.other_panel.public_id))
        page = client_of(reporter).post(address, elsewhere).content.decode()
        assert "Choose a panel." in page and HAPPENED in page
        here = harm_form(panel=str(cast.panel.public_id), severity="serious")
        assert status_of(reporter, address, **here) == 302
    assert [harm.side for harm in Harm.objects.all()] == [None, None]
    assert "Hill Town MARAC" in read(cast.chair, LIST)
    leads_elsewhere = factories.user("Lin Leader", factories.agency("Elsewhere"))
    factories.seat(cast.other_panel, leads_elsewhere, "chair")
    assert "Nothing waits to be learned from." in read(leads_elsewhere, LIST)
    for harm in Harm.objects.all():
        assert status_of(leads_elsewhere, page_of(harm)) == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"happened": " "}, "Say what happened."),
        ({"kind": "gossip"}, "Select a valid choice"),
        ({"severity": ""}, "Choose how bad it was."),
    ],
)
def test_half_a_report_is_refused_and_what_was_typed_stays(
    cast: Cast, wrong: dict[str, object], said: str
) -> None:
    typed = harm_form(**wrong)
    answer = client_of(cast.advocate).post(about(cast.side, "advocate:"), typed)
    page = answer.content.decode()
    assert (answer.status_code, Harm.objects.count()) == (422, 0)
    assert said in page and str(typed["happened"]) in page


@pytest.mark.postgresql
def test_a_long_list_takes_as_many_queries_as_a_short_one(cast: Cast) -> None:
    def report(times: int) -> list[int]:
        for number in range(times):
            side = factories.side(f"P{number}", cast.panel, cast.advocate, cast.coordinator)
            report_harm(cast.panel, NEAR_MISS, side=side, acting_user=cast.member)
            report_harm(cast.panel, NEAR_MISS, side=None, acting_user=cast.member)
        return [queries_of(chair, address) for address in (LIST, DESK)]

    chair = client_of(cast.chair)
    report(1)
    few = report(1)
    assert report(5) == few
    assert Panel.objects.get(pk=cast.panel.pk).harms.count() == 14
