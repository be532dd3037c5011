"""What a seat opens at one panel: to each role, of people they may see, for as long as it lasts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from companion.access import panels
from companion.access.panels import Standing
from companion.changes.people import add_side, keep_apart
from companion.models import CaseSubject, Membership, PanelCase, Partition, Subject, User
from tests import factories
from tests.cast import Cast

ROLES = ("coordinator", "chair", "member", "observer")

pytestmark = pytest.mark.django_db


def leave(user: User) -> None:
    Membership.objects.filter(user=user).update(ended_at=timezone.now())


def finds(door: Callable[[User, UUID], Any], user: User, record: CaseSubject | PanelCase) -> bool:
    """Whether a door opens on this record, and on none that is not there."""
    with pytest.raises(Http404):
        door(user, uuid4())
    try:
        found: bool = door(user, record.public_id) == record
        return found
    except Http404:
        return False


def test_each_door_opens_for_its_roles_alone(cast: Cast) -> None:
    """A chair of another panel, who sits here as an observer, has no more here for it."""
    factories.seat(cast.other_panel, cast.observer, "coordinator")
    everybody = (cast.coordinator, cast.chair, cast.member, cast.observer)
    case = cast.side.panel_case
    doors = (
        (panels.panel_side_for, cast.side, 4),
        (panels.case_for, case, 4),
        (panels.deciding_side_for, cast.side, 3),
        (panels.deciding_case_for, case, 3),
        (panels.coordinated_side_for, cast.side, 1),
        (panels.coordinated_case_for, case, 1),
    )
    for door, record, many in doors:
        opened = [finds(door, user, record) for user in everybody]
        assert opened == [True] * many + [False] * (4 - many), door
        for stranger in (cast.outsider, cast.advocate, cast.other_member):
            assert not finds(door, stranger, record), door
    roles = [panels.standings_of(user) for user in everybody]
    assert [one[cast.panel.pk].role for one in roles] == list(ROLES)
    assert set(roles[3]) == {cast.panel.pk, cast.other_panel.pk}
    assert list(panels.coordinated_panels(cast.coordinator)) == [cast.panel]
    assert list(panels.coordinated_panels(cast.observer)) == [cast.other_panel]


def test_what_each_role_lets_one_do() -> None:
    may = [(one.decides, one.leads, one.coordinates) for one in map(Standing, ROLES)]
    assert may == [(True, True, True), (True, True, False), (True, False, False), (False,) * 3]


def test_a_seat_that_ended_and_a_case_that_closed_open_no_more(cast: Cast) -> None:
    case = cast.side.panel_case
    first = factories.panel("Bay Town MARAC", coordinator=cast.coordinator)
    assert list(panels.coordinated_panels(cast.coordinator)) == [first, cast.panel]
    PanelCase.objects.filter(pk=case.pk).update(closed_at=timezone.now())
    assert not finds(panels.coordinated_case_for, cast.coordinator, case)
    assert not finds(panels.deciding_case_for, cast.member, case)
    assert finds(panels.case_for, cast.member, case)
    leave(cast.member)
    assert panels.standings_of(cast.member) == {} and not panels.sits_on_a_panel(cast.member)
    assert not finds(panels.case_for, cast.member, case)
    assert panels.sits_on_a_panel(cast.chair)
    # Whom all in it named does not find the case; whom one did, finds it by the other.
    cast.side.never_users.add(cast.chair)
    assert not finds(panels.case_for, cast.chair, case)
    helper = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    assert set(panels.cases_for(cast.chair)) == {helper.panel_case}
    add_side(case, helper.subject, "family", acting_user=cast.coordinator)
    assert finds(panels.case_for, cast.chair, case)


def test_who_may_own_and_be_named_are_those_who_sit_there(cast: Cast) -> None:
    first = factories.user("Aa Member", cast.member.agency)
    for user in (first, factories.user("Bb Gone", cast.member.agency), cast.advocate):
        factories.seat(cast.panel, user)
    factories.seat(cast.panel, factories.user("Lone Member"))
    User.objects.filter(name="Bb Gone").update(is_active=False)
    left = factories.user("Cc Left", factories.agency("Left"))
    factories.seat(cast.panel, left)
    leave(left)
    names = ["Chris Chair", "Amal Advocate", "Aa Member", "Mo Member", "Cora Coordinator"]

    def owners() -> list[str]:
        return [user.name for user in panels.may_own(cast.side) if user.agency]

    assert owners() == names and panels.may_own(cast.side).filter(name="Lone Member").exists()
    assert [user.name for user in panels.may_own(cast.other_side)] == ["Nia Member"]
    agencies = ["Council", "Harbour Advocacy", "Housing team", "Police"]
    assert [one.name for one in panels.agencies_at(cast.side)] == agencies
    assert [one.name for one in panels.agencies_at(cast.other_side)] == ["Probation"]
    seated = ["Chris Chair", "Amal Advocate", "Aa Member", "Bb Gone", "Mo Member", "Olu Observer"]
    assert [one.name for one in panels.seated_at(cast.side) if one.agency] == [
        *seated, "Cora Coordinator",
    ]  # fmt: skip
    assert [one.name for one in panels.agencies_to_name(cast.side)] == agencies
    # To be named takes away what may be owned, and stays on the list of who may be named.
    cast.side.never_users.add(first, cast.outsider)
    cast.side.never_agencies.add(cast.chair.agency, left.agency)  # type: ignore[arg-type]
    assert owners() == ["Amal Advocate", "Mo Member", "Cora Coordinator"]
    assert [one.name for one in panels.agencies_at(cast.side)] == agencies[1:]
    assert {first, cast.outsider, cast.chair} <= set(panels.seated_at(cast.side))
    assert [one.name for one in panels.agencies_to_name(cast.side)] == [
        *agencies[:3], "Left", "Police",
    ]  # fmt: skip
    factories.seat(cast.other_panel, cast.advocate)
    assert cast.advocate not in panels.may_own(cast.other_side)


def test_a_coordinator_finds_people_and_who_is_kept_apart_only_where_they_coordinate(
    cast: Cast,
) -> None:
    second = factories.side("Jay Ann Young", cast.panel, cast.advocate, cast.coordinator)
    third = factories.side("Ann Jay", cast.panel, cast.other_advocate, cast.coordinator)
    led = panels.people_led_by(cast.coordinator)
    assert list(led) == [cast.side.subject, second.subject, third.subject]
    assert not panels.people_led_by(cast.chair).exists()
    called = panels.people_called
    assert called(led, "jay", 9) == list(led)
    assert called(led, "jay", 2) == list(led)[:2]
    assert called(led, "ann JAY", 9) == [second.subject, third.subject]
    assert called(led, "ann young", 9) == [second.subject]
    assert called(led, "kit", 9) == called(led, "", 9) == []
    assert called(Subject.objects.all(), "kit", 9) == [cast.other_side.subject]
    # Whoever sees one side alone does not learn that there is a pair.
    assert not panels.partitions_led_by(cast.coordinator).exists()
    factories.seat(cast.other_panel, cast.coordinator, "coordinator")
    pair = keep_apart(second.subject, third.subject, acting_user=cast.coordinator)
    found = list(panels.partitions_led_by(cast.coordinator))
    assert found[0] == pair and [one.one for one in found[1:]] == [cast.side.subject]
    assert not panels.partitions_led_by(cast.chair).exists()
    cast.other_side.never_users.add(cast.coordinator)
    assert list(panels.partitions_led_by(cast.coordinator)) == [pair]
    cast.other_side.never_users.clear()
    assert list(panels.partitions_led_by(cast.coordinator)) == found
    Partition.objects.filter(pk=pair.pk).update(made_at=found[1].made_at)
    assert list(panels.partitions_led_by(cast.coordinator)) == found
    Partition.objects.filter(pk=found[1].pk).update(made_at=timezone.now())
    assert list(panels.partitions_led_by(cast.coordinator)) == found[::-1]
    cast.side.never_users.add(cast.coordinator)
    assert list(panels.partitions_led_by(cast.coordinator)) == [pair]
