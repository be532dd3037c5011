"""Whoever ever read for one of two people kept apart comes near the other in no way at all."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
import time_machine
from django.utils import timezone

from companion.access.apart import kept_apart_from, unseen_by, who_read_for
from companion.access.emergencies import who_may_act
from companion.access.panels import may_own
from companion.access.people import my_sides
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.errors import ConflictOfInterest, OneAdvocateForBoth, Refused
from companion.changes.people import (
    appoint_advocate,
    change_advocate,
    end_advocacy,
    keep_apart,
)
from companion.changes.standing_in import arrange_stand_in, end_stand_in
from companion.models import Advocacy, CaseSubject, Partition, Subject, User
from tests import factories
from tests.cast import Cast

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def stand_in_for_a_day(colleague: User, advocate: User) -> None:
    now = timezone.now()
    arrange_stand_in(colleague, now, now + DAY, acting_user=advocate)


def ever_read(side: CaseSubject) -> set[User]:
    return set(who_read_for(Subject.objects.filter(pk=side.subject_id)))


def ways_to(side: CaseSubject, leads: User, user: User) -> tuple[bool, bool]:
    """Whether this user may own something, or act in an emergency."""
    ways = may_own(side), who_may_act(side, leads)
    return ways[0].filter(pk=user.pk).exists(), ways[1].filter(pk=user.pk).exists()


@pytest.fixture
def colleague(cast: Cast) -> User:
    return factories.user("Ari Colleague", cast.advocate.agency)


def test_who_once_stood_in_for_somebody_is_given_nothing_of_whom_they_are_apart_from(
    cast: Cast, colleague: User
) -> None:
    """The other side's own advocate is of the same agency, so that all three ways are there."""
    until, later = timezone.now() + 90 * DAY, timezone.now() + 30 * DAY
    helper = factories.user("Second Helper", cast.advocate.agency)
    change_advocate(cast.other_side, helper, until, acting_user=cast.coordinator)
    factories.seat(cast.other_panel, colleague)
    arrange_stand_in(colleague, later, later + DAY, acting_user=cast.advocate)
    end_stand_in(acting_user=cast.advocate)
    with time_machine.travel(later + 9 * DAY):
        # What was taken back before it began showed them nobody.
        assert ways_to(cast.other_side, cast.other_member, colleague) == (True, True)
        stand_in_for_a_day(colleague, cast.advocate)
        end_stand_in(acting_user=cast.advocate)
    with time_machine.travel(later + 20 * DAY):
        assert ways_to(cast.other_side, cast.other_member, colleague) == (False, False)
        with pytest.raises(ConflictOfInterest):
            change_advocate(cast.other_side, colleague, until, acting_user=cast.coordinator)
        change_advocate(cast.side, colleague, until, acting_user=cast.coordinator)
        assert my_sides(colleague).get() == cast.side


def test_two_are_kept_apart_only_once_whoever_speaks_for_one_never_stood_in_for_the_other(
    cast: Cast, colleague: User
) -> None:
    other = factories.side("Housemate", cast.panel, colleague, cast.coordinator)
    third = factories.side("Neighbour", cast.panel, colleague, cast.coordinator)
    stand_in_for_a_day(colleague, cast.advocate)
    for pair in ((cast.side, other), (other, cast.side)):
        with pytest.raises(OneAdvocateForBoth):
            keep_apart(*(side.subject for side in pair), acting_user=cast.coordinator)
    until = timezone.now() + 90 * DAY
    change_advocate(other, factories.user("Helper"), until, acting_user=cast.coordinator)
    keep_apart(other.subject, cast.side.subject, acting_user=cast.coordinator)
    # Having read for both of them they find neither; their other people stay.
    assert set(my_sides(colleague)) == {third}


def test_what_was_read_before_two_came_apart_stays_read(cast: Cast, colleague: User) -> None:
    """They once spoke for the housemate, stood in for Jay, and only then the two came apart."""
    until = timezone.now() + 90 * DAY
    other = factories.side("Housemate", cast.panel, colleague, cast.coordinator)
    change_advocate(other, factories.user("Helper"), until, acting_user=cast.coordinator)
    stand_in_for_a_day(colleague, cast.advocate)
    end_stand_in(acting_user=cast.advocate)
    keep_apart(other.subject, cast.side.subject, acting_user=cast.coordinator)
    with pytest.raises(ConflictOfInterest):
        change_advocate(cast.other_side, colleague, until, acting_user=cast.coordinator)


def test_whom_one_stood_in_for_and_never_saw_counts_for_nothing(
    cast: Cast, colleague: User
) -> None:
    """Two of one agency speak for two kept apart, and each stands in for the other."""
    helper = factories.user("Second Helper", cast.advocate.agency)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        first, second, friend = (
            factories.side(name, cast.panel, advocate, cast.coordinator)
            for name, advocate in (("First", colleague), ("Second", helper), ("Friend", helper))
        )
        of_first, of_second = (
            factories.side(f"Of {n}", cast.panel, cast.other_advocate, cast.coordinator)
            for n in range(2)
        )
        for pair in ((first, second), (of_first, first), (second, of_second)):
            keep_apart(*(side.subject for side in pair), acting_user=cast.coordinator)
        stand_in_for_a_day(colleague, helper)
        stand_in_for_a_day(helper, colleague)
        # Both are there from the same moment as the pair.
        assert set(my_sides(colleague)) == {first, friend}
        assert set(my_sides(helper)) == {second, friend}
    later = start + 2 * DAY
    with time_machine.travel(later, tick=False):
        end_advocacy(first, acting_user=cast.coordinator)
        appoint_advocate(first, colleague, later + 90 * DAY, acting_user=cast.coordinator)
        # Of whom they would have seen, had they seen the other.
        assert unseen_by(colleague).people == {second.subject_id, of_first.subject_id}
        assert unseen_by(helper).people == {first.subject_id, of_second.subject_id}
        assert ever_read(friend) == {colleague, helper}
        assert (ever_read(first), ever_read(second)) == ({colleague}, {helper})
        # Had the two come apart only afterwards, or one begun to speak, the other was seen.
        pair = Partition.objects.filter(one=first.subject, other=second.subject)
        pair.update(made_at=later)
        assert ever_read(first) == ever_read(second) == {colleague, helper}
        pair.update(made_at=start)
        Advocacy.objects.filter(side=first).update(started_at=later)
        assert ever_read(second) == {colleague, helper}
        assert of_second.subject_id in unseen_by(colleague).people


def try_something(chance: Random, users: list[User], sides: list[CaseSubject], leads: Cast) -> None:
    """One of the acts by which somebody comes to read for a person, or people come apart."""
    user, advocate = chance.sample(users, 2)
    one, other = chance.sample(sides, 2)
    act = chance.randrange(6)
    if act <= 1:
        change_advocate(one, user, timezone.now() + 4 * DAY, acting_user=leads.coordinator)
    elif act == 2:
        stand_in_for_a_day(user, advocate)
    elif act == 3:
        end_stand_in(acting_user=advocate)
    elif act == 4:
        asked = ask_for_cover(one, user, "Nobody answers.", acting_user=leads.coordinator)
        end_cover(confirm_cover(asked, acting_user=leads.chair), acting_user=leads.chair)
    else:
        keep_apart(one.subject, other.subject, acting_user=leads.coordinator)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_in_whatever_order_nobody_reads_both_of_two_kept_apart(
    cast: Cast, seed: int
) -> None:
    chance, now = Random(seed), timezone.now()
    users = [factories.user(f"Helper {n}", cast.advocate.agency) for n in range(3)]
    sides = [
        factories.side(f"Person {n}", cast.panel, users[n % 3], cast.coordinator) for n in range(4)
    ]
    seen: set[tuple[int, int]] = set()
    for _ in range(30):
        now += timedelta(hours=chance.choice((1, 9, 30)))
        with time_machine.travel(now, tick=False):
            with suppress(Refused):
                try_something(chance, users, sides, cast)
            for user in users:
                reads = set(my_sides(user).values_list("subject", flat=True))
                seen |= {(user.pk, person) for person in reads}
                for one, other in Partition.objects.values_list("one", "other"):
                    assert not (one in reads and (user.pk, other) in seen)
                    assert not (other in reads and (user.pk, one) in seen)
    for side in sides:
        read = who_read_for(kept_apart_from(side.subject))
        barred = {user for user in users if side.subject_id in unseen_by(user).people}
        assert barred == set(read.filter(pk__in=[user.pk for user in users]))
    assert Partition.objects.count() > 1 and len(seen) > 5
