"""Whoever knows a person reads nothing of theirs any more, by their own word."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from companion.changes.about import stand_back
from companion.changes.administration import end_seat, is_the_last
from companion.changes.errors import SpeaksForThem, TheLastOne
from companion.models import Event, EventKind, Membership
from tests import factories
from tests.cast import Cast
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in


def test_a_member_stands_back_and_only_the_advocate_undoes_it(client: Client, cast: Cast) -> None:
    sign_in(client, cast.member)
    gives_a_reason(cast.member, cast.side)
    page = reverse("panel:stand_back", args=[cast.side.public_id])
    case = reverse("panel:case", args=[cast.side.panel_case.public_id])
    assertContains(client.get(case), f'href="{page}"')
    assertContains(client.get(page), f"Do you know {cast.side.subject.name}, or have a stake")
    desk = client.post(page, follow=True)
    assertRedirects(desk, reverse("panel:desk"))
    assertContains(desk, "You do not see them any more.")
    assertNotContains(desk, case)
    assert [client.get(gone).status_code for gone in (case, page)] == [404, 404]
    told = Event.objects.get(kind=EventKind.NEVER_SEE_CHANGED)
    assert told.user == cast.member
    sign_in(client, cast.advocate)
    never = reverse("advocate:never", args=[cast.side.public_id])
    assertContains(client.get(never), f'value="{cast.member.public_id}"')
    assert client.post(never, {}).status_code == 302
    sign_in(client, cast.member)
    assert client.get(case).status_code == 200


def test_somebody_stays_to_coordinate_and_to_speak_for_them(client: Client, cast: Cast) -> None:
    with pytest.raises(TheLastOne):
        stand_back(cast.side, acting_user=cast.coordinator)
    sign_in(client, cast.coordinator)
    page = reverse("panel:stand_back", args=[cast.side.public_id])
    assertContains(client.post(page, follow=True), "Seat somebody else first")
    second = factories.user("Second Coordinator")
    Membership.objects.create(user=second, panel=cast.panel, role="coordinator")
    cast.side.never_users.add(second)
    with pytest.raises(TheLastOne):  # the other one may not see them either
        stand_back(cast.side, acting_user=cast.coordinator)
    cast.side.never_users.remove(second)
    stand_back(cast.side, acting_user=cast.coordinator)
    with pytest.raises(SpeaksForThem):
        stand_back(cast.side, acting_user=cast.advocate)


def test_nor_does_the_last_who_may_see_somebody_lose_the_seat(client: Client, cast: Cast) -> None:
    second = factories.user("Second Coordinator")
    other = Membership.objects.create(user=second, panel=cast.panel, role="coordinator")
    (seat,) = Membership.objects.filter(user=cast.coordinator, panel=cast.panel)
    assert not is_the_last(seat)
    stand_back(cast.side, acting_user=second)
    sign_in(client, cast.administrator)
    page = reverse(
        "administration:end_seat", args=[cast.panel.public_id, cast.coordinator.public_id]
    )
    assertContains(client.post(page, follow=True), "a coordinator for each case")
    seat.refresh_from_db()
    assert seat.ended_at is None
    end_seat(cast.panel, second, acting_user=cast.administrator)  # who saw less may go
    other.refresh_from_db()
    assert other.ended_at


def test_a_closed_case_keeps_nobody_in_the_seat(cast: Cast) -> None:
    second = factories.user("Second Coordinator")
    Membership.objects.create(user=second, panel=cast.panel, role="coordinator")
    stand_back(cast.side, acting_user=second)
    case = cast.side.panel_case
    case.closed_at = case.opened_at
    case.save(update_fields=["closed_at"])
    end_seat(cast.panel, cast.coordinator, acting_user=cast.administrator)
    assert not Membership.objects.filter(user=cast.coordinator, ended_at=None).exists()
