"""The administrator's desk: agencies, panels, seats, going live; and nothing of any case."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.agreement import invite
from companion.changes.errors import NeverContacted
from companion.models import (
    Agency,
    CaseFacts,
    Event,
    EventKind,
    Membership,
    Panel,
    User,
    panel_types,
)
from companion.texting.reasons import Reason
from messaging import twilio
from messaging.delivering import deliver_due
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import case_of, in_days, queries_of
from tests.fakes import FakeTwilio
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

DESK, AGENCIES = "/administration/", "/administration/agencies/"


@pytest.fixture(autouse=True)
def inside(client: Client, cast: Cast) -> None:
    sign_in(client, cast.administrator)


def at(name: str, panel: Panel) -> str:
    return reverse(f"administration:{name}", args=[panel.public_id])


def an_agency(**more: Any) -> dict[str, Any]:
    return {
        "name": "Night Shelter",
        "sector": "voluntary",
        "controller": "Its trustees",
        "regime": "uk_gdpr",
        "basis": "A task in the public interest",
        "agreement": "Hill Town agreement 3",
        "agreement_review_on": in_days(100).isoformat(),
        **more,
    }


def a_panel(**more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    return {
        "name": "River Town MARAC",
        "purpose": "Keep people safe.",
        "objectives": "",
        "staffed_hours": "Nine to five",
        "duty_contact": "The duty desk",
        "phone_checked_on": today,
        **more,
    }


def begun(client: Client, type: str = "marac") -> Panel:
    client.post(reverse("administration:new_panel"), {"name": "River Town", "type": type})
    return Panel.objects.get(name="River Town")


def test_an_agency_is_kept_whole_and_asked_for_what_is_missing(client: Client) -> None:
    new = reverse("administration:new_agency")
    refused = client.post(new, an_agency(name="", agreement_review_on=""))
    assertContains(refused, "Enter a name.", status_code=422)
    assertContains(refused, "Say when it is reviewed.", status_code=422)
    assertContains(refused, "Its trustees", status_code=422)
    assertContains(client.post(new, an_agency(), follow=True), "Night Shelter")
    shelter = Agency.objects.get(name="Night Shelter")
    assert (shelter.controller, shelter.regime) == ("Its trustees", "uk_gdpr")
    twice = client.post(new, an_agency(name="night shelter"))
    assertContains(twice, "There is an agency of this name already.", status_code=422)
    soon = an_agency(agreement_review_on=in_days(9).isoformat())
    page = client.post(
        reverse("administration:agency", args=[shelter.public_id]), soon, follow=True
    )
    assertContains(page, "review it")
    assert Event.objects.filter(kind=EventKind.AGENCY_CHANGED).count() == 2


def test_a_name_that_is_too_long_is_said_so_in_our_own_words(client: Client) -> None:
    named = {"name": "P" * 2000, "type": "marac"}
    refused = client.post(reverse("administration:new_panel"), named)
    assertContains(refused, "At most 80 characters; this has 2000.", status_code=422)


@pytest.mark.parametrize("type", list(panel_types()))
def test_a_panel_begins_with_what_its_type_brings(client: Client, type: str) -> None:
    panel = begun(client, type)
    brings = panel_types()[type]
    assert panel.purpose == brings.purpose
    page = client.get(at("panel", panel))
    for area in brings.areas or ("Safety", "Immigration and papers"):
        assertContains(page, area)
    assertContains(page, "not live: no text leaves for its people")


def test_every_type_of_panel_is_described() -> None:
    assert set(panel_types()) == set(Panel.Type.values)


def test_whoever_begins_a_panel_reads_what_each_type_is(client: Client) -> None:
    page = client.get(reverse("administration:new_panel"))
    for brings in panel_types().values():
        assertContains(page, escape(brings.about), count=1)
    assertContains(page, 'aria-describedby="id_type_0_about"', count=1)
    assertContains(page, 'id="id_type_0_about"', count=1)


def test_a_panel_goes_live_only_when_nothing_is_missing(client: Client, cast: Cast) -> None:
    panel = begun(client)
    page = client.post(at("go_live", panel), follow=True)
    assertContains(page, "Something is still missing.")
    for sentence in ("Nobody coordinates this panel.", "Who is called when it cannot wait?"):
        assertContains(page, sentence)
    client.post(at("change_panel", panel), a_panel())
    for role in ("coordinator", "chair"):
        seat = {"user": str(getattr(cast, role).public_id), "role": role}
        client.post(at("seat", panel), seat)
    assertContains(client.get(at("panel", panel)), "Police has no sharing agreement.")
    Agency.objects.update(agreement="One for all", agreement_review_on=in_days(90))
    page = client.post(at("go_live", panel), follow=True)
    assertContains(page, "Send the duty contact a test, which they must confirm.")
    duty = {"duty_user": cast.coordinator, "duty_tested_on": timezone.localdate()}
    Panel.objects.filter(pk=panel.pk).update(**duty)
    page = client.post(at("go_live", panel), follow=True)
    assertContains(page, "The panel is live")
    refused = client.post(at("change_panel", panel), a_panel(duty_contact=""))
    assertContains(refused, "A live panel keeps this.", status_code=422)
    Panel.objects.filter(pk=panel.pk).update(duty_user=cast.chair)
    on_duty = client.post(
        reverse("administration:end_seat", args=[panel.public_id, cast.chair.public_id]),
        follow=True,
    )
    assertContains(on_duty, "They are this panel’s duty contact.")
    Panel.objects.filter(pk=panel.pk).update(duty_user=cast.coordinator)
    kept = client.post(
        reverse("administration:end_seat", args=[panel.public_id, cast.chair.public_id]),
        follow=True,
    )
    assertContains(kept, "A live panel keeps a chair, and a coordinator for each case.")


def test_what_is_missing_leads_to_where_it_is_mended(client: Client, cast: Cast) -> None:
    panel = begun(client)
    factories.seat(panel, cast.member)
    agency = Agency.objects.get(users=cast.member)
    page = client.get(at("panel", panel)).content.decode()
    for sentence, where in (
        ("Who is called when it cannot wait?", at("change_panel", panel) + "#id_duty_contact"),
        ("Nobody chairs this panel.", at("seat", panel)),
        ("Send the duty contact a test, which they must confirm.", at("duty", panel)),
        (
            f"{agency.name} has no sharing agreement.",
            reverse("administration:agency", args=[agency.public_id]) + "#id_agreement",
        ),
    ):
        assert f'href="{where}">{sentence}</a>' in page
        address, _, field = where.partition("#")
        assert not field or f'id="{field}"' in client.get(address).content.decode()


def test_taking_a_seat_away_says_first_what_that_changes(client: Client, cast: Cast) -> None:
    def end_of(user: User) -> str:
        return reverse("administration:end_seat", args=[cast.panel.public_id, user.public_id])

    asked = client.get(end_of(cast.member))
    assertContains(asked, f"Take away the seat of {cast.member.name}?")
    assertContains(asked, "They can no longer open the cases of this panel")
    assertNotContains(asked, "Nobody else has this role")
    assert Membership.objects.get(user=cast.member, panel=cast.panel).ended_at is None
    # The last chair of a live panel cannot leave, and of one that is not live leaves it without.
    last = client.get(end_of(cast.chair))
    assertContains(last, "This cannot be done yet")
    assertNotContains(last, "Take it away")
    Panel.objects.update(live_at=None)
    last = client.get(end_of(cast.chair))
    assertContains(last, "Seat somebody before the panel goes live.")
    assertContains(client.post(end_of(cast.chair), follow=True), "The seat is taken away.")
    assert client.get(end_of(cast.chair)).status_code == 404


def test_no_text_leaves_for_a_panel_that_is_not_live(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = FakeTwilio()
    monkeypatch.setattr(twilio, "send", provider.send)
    Panel.objects.update(live_at=None)
    factories.action(cast.side, cast.member, cast.coordinator)
    deliver_due(5)
    assert provider.sent == []
    assert OutgoingMessage.objects.latest("pk").reason == Reason.NOT_LIVE


def test_a_marac_never_texts_an_offender(cast: Cast) -> None:
    side = factories.side("Ash", cast.panel, cast.advocate, cast.coordinator, "offender")
    factories.reachable(side, cast.advocate)
    with pytest.raises(NeverContacted):
        invite(side, acting_user=cast.advocate)


def test_a_seat_counts_at_once_and_so_does_its_end(client: Client, cast: Cast) -> None:
    outsider = Client()
    sign_in(outsider, cast.outsider)
    assert outsider.get(case_of(cast.side)).status_code == 404
    seat = {"user": str(cast.outsider.public_id), "role": "member"}
    client.post(at("seat", cast.panel), seat)
    assertContains(outsider.get(case_of(cast.side)), "Why do you open", status_code=403)
    gives_a_reason(cast.outsider, cast.side)
    assert outsider.get(case_of(cast.side)).status_code == 200
    assertContains(
        client.post(at("seat", cast.panel), seat), "They have this seat already.", status_code=422
    )
    client.post(at("seat", cast.panel), {**seat, "role": "observer"})
    live = Membership.objects.get(user=cast.outsider, ended_at=None)
    assert live.role == "observer"
    client.post(
        reverse("administration:end_seat", args=[cast.panel.public_id, cast.outsider.public_id])
    )
    assert outsider.get(case_of(cast.side)).status_code == 404


def test_a_panel_has_its_own_need_areas_and_the_advocate_is_offered_them(
    client: Client, cast: Cast
) -> None:
    areas = at("areas", cast.panel)
    client.post(areas, {"areas": "A warm room\n\nA warm room\nSomebody to walk with"})
    advocate = Client()
    sign_in(advocate, cast.advocate)
    page = advocate.get(reverse("advocate:need", args=[cast.side.public_id]))
    assertContains(page, "Somebody to walk with")
    assertNotContains(page, "Food and basics")
    client.post(areas, {"areas": "Somebody to walk with"})
    page = advocate.get(reverse("advocate:need", args=[cast.side.public_id]))
    assertNotContains(page, "A warm room")
    refused = client.post(areas, {"areas": "x" * 61})
    assertContains(refused, "At most 60 letters on a line", status_code=422)


def test_the_panel_keeps_what_its_type_must_know(client: Client, cast: Cast) -> None:
    member, observer = Client(), Client()
    sign_in(member, cast.member)
    sign_in(observer, cast.observer)
    for reader in (cast.member, cast.observer):
        gives_a_reason(reader, cast.side)
    facts = reverse("panel:facts", args=[cast.side.panel_case.public_id])
    assert observer.get(facts).status_code == 404
    assertContains(member.post(facts, {"criterion": "repeat"}), "Choose one.", status_code=422)
    kept = {"criterion": "repeat", "contact_before": "advocate"}
    assertContains(member.post(facts, kept, follow=True), "Again within twelve months")
    assertContains(observer.get(case_of(cast.side)), "Again within twelve months")
    assert CaseFacts.objects.get().kept_by == cast.member


def test_no_page_of_the_desk_tells_of_a_case_and_none_is_there_for_others(
    client: Client, cast: Cast
) -> None:
    factories.need(cast.side, "somewhere safe for the winter")
    pages = [DESK, AGENCIES, at("panel", cast.panel), at("seat", cast.panel)]
    for page in pages:
        assertNotContains(client.get(page), "Jay")
        for who in ("coordinator", "chair", "advocate", "outsider"):
            stranger = Client()
            sign_in(stranger, getattr(cast, who))
            assert stranger.get(page).status_code == 404
    before = queries_of(client, DESK)
    for number in range(10):
        factories.panel(f"Panel {number}")
    assert queries_of(client, DESK) == before


def test_a_day_that_cannot_be_a_day_is_said_so_and_what_was_typed_stays(
    client: Client, cast: Cast
) -> None:
    wrong = a_panel(phone_checked_on="soon", name=cast.panel.name)
    refused = client.post(at("change_panel", cast.panel), wrong)
    assertContains(refused, "Enter a day, such as", status_code=422)
    assertContains(refused, "soon", status_code=422)
    assert timedelta(0) <= timezone.now() - cast.panel.live_at  # type: ignore[operator]
