"""Who finds whose goals and actions, told or not, and in which order: on one set-up each."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from companion.access import actions, goals, untold
from companion.changes.actions import answer_action, give_feedback, mark_done, record_attempt
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.changes.goals import end_goal, rate_turn_to
from companion.models import Membership
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, change, is_for, is_not_for
from tests.companion.panel_desk import in_days

FIRST, LATER = Tell("now"), Tell("advocate_first")

pytestmark = pytest.mark.django_db


def never(days: int = 9) -> Tell:
    """Not told, and looked at again after so many days."""
    return Tell("not_told", "Danger.", in_days(days))


def test_goals_are_found_by_who_speaks_and_by_whom_the_words_were_shared_with(cast: Cast) -> None:
    now = timezone.now()
    with at(now - 9 * MOMENT):
        old = factories.goal(cast.side, "work", ratings=(3, 5))
    with at(now):
        ended = factories.goal(cast.side, "rest")
        new, kept = (factories.goal(cast.side, "home", who) for who in ("panel", "advocate"))
        theirs = factories.goal(cast.other_side, "peace")
        end_goal(ended, "set_aside", acting_user=cast.advocate)
    mine = goals.my_goals(cast.advocate)
    assert list(goals.goals_of(cast.side, mine)) == [kept, new, old, ended]
    assert not goals.goals_of(cast.other_side, mine).exists()
    assert set(goals.my_goals(cast.other_advocate)) == {theirs}
    assert set(goals.panel_goals(cast.member)) == {old, new, ended}
    assert list(goals.in_their_order(goals.goals_for_everybody([cast.side]))) == [new, old, ended]
    assert [rating.rating for rating in mine.get(pk=old.pk).ratings.all()] == [3, 5]
    change(old.ratings.get(rating=3), rated_at=now + MOMENT)
    assert [rating.rating for rating in mine.get(pk=old.pk).ratings.all()] == [5, 3]
    change(new, opened_at=now + MOMENT)
    assert list(goals.goals_of(cast.side, mine)) == [new, kept, old, ended]
    is_for(goals.my_open_goal_for, kept, cast.advocate)
    is_not_for(goals.my_open_goal_for, kept, cast.member, cast.other_advocate)
    is_not_for(goals.my_open_goal_for, ended, cast.advocate)
    with at(now):
        second = rate_turn_to(cast.side, 4, acting_user=cast.advocate)
        rate_turn_to(cast.other_side, 4, acting_user=cast.other_advocate)
    with at(now - MOMENT):
        first = rate_turn_to(cast.side, 9, acting_user=cast.advocate)
    assert list(goals.my_turn_to(cast.advocate, cast.side)) == [first, second]
    assert not goals.my_turn_to(cast.advocate, cast.other_side).exists()
    assert not goals.my_turn_to(cast.member, cast.side).exists()


def test_actions_are_found_by_who_speaks_reads_owns_and_leads(cast: Cast) -> None:
    owned, led, not_told, in_person, engaging = (
        factories.action(cast.side, owner, cast.chair, tell=tell, due_on=in_days(days), kind=kind)
        for owner, tell, days, kind in (
            (cast.member, FIRST, 3, "support"), (cast.chair, FIRST, 2, "support"),
            (cast.chair, never(), 2, "support"), (cast.chair, LATER, 1, "support"),
            (cast.member, FIRST, 4, "engage"),
        )
    )  # fmt: skip
    every = {owned, led, not_told, in_person, engaging}
    theirs = factories.action(cast.other_side, cast.other_member, cast.other_member)
    for found, expected in (
        (actions.my_actions(cast.advocate), every),
        (actions.my_actions(cast.other_advocate), {theirs}),
        (actions.my_actions(cast.member), set()),
        (actions.panel_actions(cast.observer), every),
        (actions.panel_actions(cast.outsider), set()),
        (actions.actions_for_everybody([cast.side]), every),
        (actions.movable_actions(cast.member), {owned, engaging}),
        (actions.movable_actions(cast.chair), every),
        (actions.movable_actions(cast.coordinator), every),
        (actions.movable_actions(cast.observer), set()),
    ):
        assert set(found) == expected
    in_order = actions.actions_of(cast.side, actions.panel_actions(cast.member))
    assert list(in_order) == [in_person, led, not_told, owned, engaging]
    assert not actions.actions_of(cast.other_side, actions.panel_actions(cast.member)).exists()
    # Whoever only looks on moves nothing, not even what was theirs.
    Membership.objects.filter(user=cast.member).update(role="observer")
    assert not actions.movable_actions(cast.member).exists()
    is_not_for(actions.ordered_action_for, owned, cast.member)
    Membership.objects.filter(user=cast.member).update(role="member")
    for door, action, users, others in (
        (actions.my_action_for, not_told, [cast.advocate], [cast.member, cast.other_advocate]),
        (actions.movable_action_for, owned, [cast.member, cast.chair], [cast.advocate]),
        (actions.engaging_action_for, engaging, [cast.member, cast.chair], [cast.observer]),
        (
            actions.ordered_action_for,
            led,
            [cast.member, cast.chair],
            [cast.observer, cast.advocate],
        ),
        (actions.answerable_action_for, owned, [cast.advocate], [cast.member]),
    ):
        is_for(door, action, *users)
        is_not_for(door, action, *others)
    is_not_for(actions.engaging_action_for, owned, cast.member)
    for action in (not_told, in_person):
        is_not_for(actions.answerable_action_for, action, cast.advocate)
    for action in every - {led}:
        mark_done(action, "Done.", acting_user=cast.chair)
    is_for(actions.done_action_for, owned, cast.advocate)
    is_not_for(actions.done_action_for, owned, cast.member)
    for action in (led, not_told, in_person):
        is_not_for(actions.done_action_for, action, cast.advocate)
    assert list(actions.tellable_actions(cast.side)) == [engaging, led, owned]
    tell_in_person(in_person.telling, acting_user=cast.advocate)
    for door in (actions.answerable_action_for, actions.done_action_for):
        is_for(door, in_person, cast.advocate)
    due_on = in_days(7)  # from today, also where the hour to come is of tomorrow
    with at(timezone.now() + timedelta(hours=1)):
        newest = factories.action(cast.side, cast.chair, cast.chair, due_on=due_on)
    assert list(actions.tellable_actions(cast.side)) == [newest, engaging, in_person, led, owned]
    change(newest, agreed_at=timezone.now() - timedelta(hours=1))
    assert list(actions.tellable_actions(cast.side)) == [engaging, in_person, led, owned, newest]
    for days, expected in ((2, []), (3, [led]), (7, [led]), (8, [led, newest])):
        with at(timezone.now() + timedelta(days=days)):
            late = actions.overdue(actions.my_actions(cast.advocate))
            assert list(late.order_by("pk")) == expected, days


def test_what_stands_beside_an_action_is_the_newest_first(cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    now = timezone.now()
    made: dict[str, list[Any]] = {"responses": [], "feedback": [], "engagements": []}
    for ago in (0, 0, 1):
        with at(now - ago * MOMENT):
            made["responses"].append(answer_action(action, "agrees", acting_user=None))
            made["feedback"].append(give_feedback(action, "yes", acting_user=None))
    for days in (0, -1, 0):
        tried = record_attempt(action, in_days(days), achieved=False, acting_user=cast.member)
        made["engagements"].append(tried)
    found = actions.my_actions(cast.advocate).get()
    for name in ("responses", "feedback"):
        first, second, older = made[name]
        assert list(getattr(found, name).all()) == [second, first, older]
    first, earlier, last = made["engagements"]
    assert list(found.engagements.all()) == [last, first, earlier]


def test_what_is_to_be_told_in_person_is_the_advocates_until_it_is_told_or_replaced(
    cast: Cast,
) -> None:
    now, need = timezone.now(), factories.need(cast.side, "a lock")
    with at(now):
        old = answer_need(need, "declined", "No.", LATER, acting_user=cast.chair)
    action = factories.action(cast.side, cast.member, cast.chair, tell=LATER)
    factories.action(cast.side, cast.member, cast.chair, tell=never())
    theirs = factories.action(cast.other_side, cast.other_member, cast.other_member, tell=LATER)
    assert list(actions.tellings_to_do(cast.advocate)) == [old.telling, action.telling]
    assert list(actions.tellings_to_do(cast.other_advocate)) == [theirs.telling]
    with at(now - MOMENT):
        new = answer_need(need, "accepted", "Yes.", LATER, acting_user=cast.chair)
        answer_need(
            factories.need(cast.side, "b"), "accepted", "Yes.", FIRST, acting_user=cast.chair
        )
    assert list(actions.tellings_to_do(cast.advocate)) == [new.telling, action.telling]
    is_for(actions.my_telling_for, action.telling, cast.advocate)
    is_for(actions.my_telling_for, old.telling, cast.advocate)
    is_not_for(actions.my_telling_for, action.telling, cast.member, cast.other_advocate)
    tell_in_person(action.telling, acting_user=cast.advocate)
    assert list(actions.tellings_to_do(cast.advocate)) == [new.telling]


def test_what_is_not_told_is_decided_again_by_who_decides_and_due_to_who_leads(cast: Cast) -> None:
    day = in_days(9)
    need = factories.need(cast.side, "a lock")
    replaced = answer_need(need, "declined", "No.", never(), acting_user=cast.chair).telling
    assert set(untold.untold_for(cast.member)) == {replaced}
    answer = answer_need(need, "declined", "No.", never(), acting_user=cast.chair).telling
    action = factories.action(cast.side, cast.member, cast.chair, tell=never(8)).telling
    factories.action(cast.side, cast.member, cast.chair, tell=LATER)
    unshared = factories.need(cast.side, "a door", "advocate")
    answer_need(unshared, "declined", "No.", never(), acting_user=cast.chair)
    for user in (cast.member, cast.chair):
        assert set(untold.untold_for(user)) == {answer, action}
    for user in (cast.observer, cast.advocate, cast.outsider, cast.other_member):
        assert not untold.untold_for(user).exists()
    assert [untold.side_of(telling) for telling in (answer, action)] == [cast.side] * 2
    is_for(untold.untold_one_for, answer, cast.member)
    is_not_for(untold.untold_one_for, answer, cast.observer)
    is_not_for(untold.untold_one_for, replaced, cast.member)
    assert list(untold.untold_due(cast.chair, day)) == [action, answer]
    assert list(untold.untold_due(cast.chair, in_days(8))) == [action]
    assert not untold.untold_due(cast.chair, in_days(7)).exists()
    assert not untold.untold_due(cast.member, day).exists()
    for record, field in ((cast.side, "left_at"), (cast.side.panel_case, "closed_at")):
        type(record).objects.filter(pk=record.pk).update(**{field: timezone.now()})
        assert not untold.untold_due(cast.chair, day).exists(), field
        type(record).objects.filter(pk=record.pk).update(**{field: None})
    assert len(untold.untold_due(cast.chair, day)) == 2
    answer_need(need, "accepted", "Yes.", FIRST, acting_user=cast.chair)
    assert list(untold.untold_for(cast.chair)) == [action]
