"""While an advocate is away a colleague stands in, for all but those who must not know."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from companion.access.contact import alerts_for
from companion.access.people import my_sides
from companion.changes.errors import NotAColleague
from companion.changes.people import keep_apart
from companion.changes.standing_in import arrange_stand_in
from companion.models import Event, EventKind, StandIn, User
from tests import factories
from tests.companion.advocate.conftest import Desk
from tests.companion.panel_desk import in_days
from tests.signing_in import sign_in

AWAY = "/advocate/away/"


@pytest.fixture
def colleague(desk: Desk) -> User:
    return factories.user("Ari Colleague", desk.cast.advocate.agency)


def for_a_week(colleague: User, **more: Any) -> dict[str, Any]:
    days = {"first_day": in_days(0).isoformat(), "last_day": in_days(6).isoformat()}
    return {"colleague": str(colleague.public_id), **days, **more}


def inside(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def test_a_colleague_stands_in_for_the_time_that_was_said(desk: Desk, colleague: User) -> None:
    stand_in, page = inside(colleague), desk.address("person")
    assert stand_in.get(page).status_code == 404
    assertContains(desk.client.post(AWAY, for_a_week(colleague), follow=True), "Ari Colleague")
    assertContains(stand_in.get("/advocate/"), "You stand in for Amal Advocate")
    assert stand_in.get(page).status_code == 200
    assert list(alerts_for(colleague)) == [desk.alert]
    assert desk.client.get(page).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert not my_sides(colleague).exists()
    desk.client.post(AWAY + "end/")
    assert stand_in.get(page).status_code == 404
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))[-2:]
    assert kinds == [EventKind.STAND_IN_ARRANGED, EventKind.STAND_IN_ENDED]


def test_it_has_not_begun_before_its_day(desk: Desk, colleague: User) -> None:
    later = for_a_week(colleague, first_day=in_days(2).isoformat())
    desk.client.post(AWAY, later)
    assert not my_sides(colleague).exists()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert my_sides(colleague).exists()


def test_only_a_colleague_can_be_chosen_and_not_for_ever(desk: Desk, colleague: User) -> None:
    stranger = for_a_week(desk.cast.other_advocate)
    refused = desk.client.post(AWAY, stranger)
    assertContains(refused, "Choose one of these people.", status_code=422)
    long = for_a_week(colleague, last_day=in_days(90).isoformat())
    assertContains(desk.client.post(AWAY, long), "At most sixty days.", status_code=422)
    backwards = for_a_week(colleague, first_day=in_days(7).isoformat())
    assertContains(desk.client.post(AWAY, backwards), "before it begins", status_code=422)
    assert not StandIn.objects.exists()
    now = timezone.now()
    with pytest.raises(NotAColleague):
        arrange_stand_in(
            desk.cast.other_advocate, now, now + timedelta(days=1), acting_user=desk.cast.advocate
        )
    outsider = inside(desk.cast.outsider)
    assert {outsider.get(AWAY).status_code, outsider.post(AWAY + "end/").status_code} == {404}


def test_whom_the_person_named_sees_nothing_standing_in(desk: Desk, colleague: User) -> None:
    desk.client.post(AWAY, for_a_week(colleague))
    assert my_sides(colleague).exists()
    desk.side.never_users.add(colleague)
    assert not my_sides(colleague).exists()


def test_standing_in_crosses_no_partition_either_way(desk: Desk, colleague: User) -> None:
    """The colleague speaks for Lee; somebody else of the advocate's people is kept from Lee."""
    cast = desk.cast
    lee = factories.side("Lee", cast.other_panel, colleague, cast.other_member, "offender")
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    keep_apart(ana.subject, lee.subject, acting_user=cast.coordinator)
    desk.client.post(AWAY, for_a_week(colleague))
    assert set(my_sides(colleague)) == {lee, desk.side}
    # Having stood in for Jay they never learn of Kit, who is kept apart from Jay.
    factories.seat(cast.other_panel, colleague)
    stand_in = inside(colleague)
    assert b"Kit" not in stand_in.get("/panel/").content
