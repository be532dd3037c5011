"""Somebody goes to another agency: nothing of the old one stays, and nobody new is seen."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from companion.access.panels import panel_sides
from companion.access.people import my_sides
from companion.changes.emergencies import ask_for_cover, confirm_cover
from companion.changes.standing_in import arrange_stand_in
from companion.models import Emergency, Event, StandIn, User
from companion.tasks import send_letters
from tests import factories
from tests.cast import Cast
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    sign_in(client, cast.administrator)
    return client


def move(desk: Client, user: User, agency: str) -> object:
    to = factories.agency(agency)
    page = f"/administration/people/{user.public_id}/agency/"
    return desk.post(page, {"agency": str(to.public_id)}, follow=True)


def test_what_they_had_as_part_of_the_old_agency_ends_at_once_and_they_are_told(
    desk: Client, cast: Cast
) -> None:
    ari = factories.user("Ari Colleague", cast.advocate.agency)
    now = timezone.now()
    asked = ask_for_cover(cast.side, ari, "Nobody answers.", acting_user=cast.coordinator)
    confirm_cover(asked, acting_user=cast.chair)
    arrange_stand_in(ari, now, now + timedelta(days=2), acting_user=cast.advocate)
    assert my_sides(ari).exists()
    mail.outbox.clear()
    assertContains(move(desk, ari, "Harbour"), "Their agency is changed. They are told.")
    ari.refresh_from_db()
    assert str(ari.agency) == "Harbour"
    assert not my_sides(ari).exists()
    assert not StandIn.objects.filter(ended_at=None).exists()
    assert not Emergency.objects.filter(ended_at=None).exists()
    send_letters()
    (letter,) = [email for email in mail.outbox if email.to == [ari.email]]
    assert "work somewhere else" in letter.body and "Harbour" not in letter.body
    line = Event.objects.get(kind="agency_changed")
    assert (line.about_id, line.user) == (ari.public_id, cast.administrator)


def test_whoever_was_kept_out_with_the_old_agency_stays_out_with_the_new(
    desk: Client, cast: Cast
) -> None:
    kim, lou = (factories.user(name, cast.member.agency) for name in ("Kim", "Lou"))
    assert cast.member.agency
    cast.side.never_agencies.add(cast.member.agency)
    move(desk, kim, "Harbour")
    for user in (kim, factories.user("Nat", factories.agency("Harbour"))):
        user.refresh_from_db()
        factories.seat(cast.panel, user)
        assert panel_sides(user).filter(pk=cast.side.pk).exists() == (user.name == "Nat")
    assert not cast.side.never_users.filter(pk=lou.pk).exists()
    assert Event.objects.filter(kind="never_see_changed", about_id=cast.side.public_id).exists()


def test_seats_and_people_to_speak_for_are_handed_over_first_and_nobody_moves_themselves(
    desk: Client, cast: Cast
) -> None:
    for user in (cast.member, cast.advocate):
        before, answer = user.agency, move(desk, user, "Harbour")
        assertContains(answer, "Those first.", status_code=422)
        user.refresh_from_db()
        assert user.agency == before
    answer = move(desk, cast.administrator, "Harbour")
    assertContains(answer, "Another administrator", status_code=422)
    sign_in(desk, cast.coordinator)
    page = f"/administration/people/{cast.outsider.public_id}/agency/"
    assert {desk.get(page).status_code, desk.post(page).status_code} == {404}
