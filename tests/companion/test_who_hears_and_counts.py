"""Who hears of what is urgent, learns from what went wrong, and counts what: on one set-up each."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import Http404
from django.utils import timezone

from companion.access import alerting, harms, measures
from companion.changes.actions import record_attempt
from companion.changes.alerts import raise_alert
from companion.changes.emergencies import ask_for_cover, confirm_cover
from companion.changes.goals import rate_turn_to
from companion.changes.harms import WentWrong, learn_from, report_harm
from companion.changes.people import add_side, appoint_advocate, end_advocacy, open_case
from companion.changes.standing_in import arrange_stand_in
from companion.models import (
    Advocacy,
    Alert,
    AlertLetter,
    CaseSubject,
    DutyTest,
    Harm,
    Membership,
    User,
)
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, change, is_for, is_not_for
from tests.companion.panel_desk import in_days

Why = AlertLetter.Why

pytestmark = pytest.mark.django_db


def urgent(side: CaseSubject, kind: str = "in_danger", of: CaseSubject | None = None) -> Alert:
    raise_alert(side.subject, kind, side=of)
    return Alert.objects.latest("pk")


def told(alert: Alert, round_: int = 0) -> dict[User, str]:
    return {user: str(why) for user, why in alerting.to_be_told({alert: round_})[alert].items()}


def test_of_an_urgent_alert_each_hears_once_by_their_first_reason(cast: Cast) -> None:
    change(cast.panel, duty_user=cast.member)
    alert, threat = urgent(cast.side, of=cast.side), urgent(cast.side, "threat", cast.side)
    at_once = {cast.advocate: "advocate", cast.member: "duty"}
    assert told(alert) == at_once
    everybody = {**at_once, cast.coordinator: "coordinator"}
    assert told(alert, 1) == told(threat) == everybody
    # Whoever coordinates and is on duty hears as the duty contact.
    change(cast.panel, duty_user=cast.coordinator)
    assert told(alert, 1)[cast.coordinator] == "duty"
    change(cast.panel, duty_user=None)
    assert told(alert) == {cast.advocate: "advocate"}
    colleague, second = (factories.user(name, cast.advocate.agency) for name in ("Ari", "Bea"))
    until = timezone.now() + timedelta(days=9)
    covered = ask_for_cover(cast.side, second, "No answer.", acting_user=cast.coordinator)
    confirm_cover(covered, acting_user=cast.chair)
    arrange_stand_in(colleague, timezone.now(), until, acting_user=cast.advocate)
    spoken = {cast.advocate: "advocate", colleague: "stand_in", second: "stand_in"}
    assert told(alert) == spoken
    # Of two alerts each is told on its own; what belongs to no side is told on every side.
    theirs, loose = urgent(cast.other_side, of=cast.other_side), urgent(cast.side, "duress")
    found = alerting.to_be_told({alert: 0, theirs: 0, loose: 0})
    assert set(found[alert]) == set(spoken) and set(found[theirs]) == {cast.other_advocate}
    assert set(found[loose]) == {*spoken, cast.coordinator}
    for user in (colleague, second):
        change(user, is_active=False)
    assert told(alert) == {cast.advocate: "advocate"}
    cast.side.never_users.add(cast.coordinator)
    assert told(alert, 1) == {cast.advocate: "advocate"}
    cast.side.never_users.clear()
    change(Membership.objects.get(user=cast.coordinator), ended_at=timezone.now())
    assert told(alert, 1) == {cast.advocate: "advocate"}
    end_advocacy(cast.side, acting_user=cast.coordinator)
    assert told(alert) == {}


def test_of_somebody_with_two_sides_those_of_the_side_hear_or_those_of_both(cast: Cast) -> None:
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    second = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    helper, leader = factories.user("Second Helper"), factories.user("Lin Leader")
    until = timezone.now() + timedelta(days=9)
    appoint_advocate(second, helper, until, acting_user=cast.other_member)
    factories.seat(cast.other_panel, leader, "coordinator")
    here, there = {cast.advocate, cast.coordinator}, {helper, leader}
    for of, who in ((cast.side, here), (second, there), (None, here | there)):
        assert set(told(urgent(cast.side, "duress", of))) == who
        assert set(told(urgent(cast.side, "in_danger", of), 1)) == who


def test_urgent_alerts_wait_until_seen_and_tell_who_was_told(cast: Cast) -> None:
    now = timezone.now()
    new, old, seen = (
        urgent(cast.side, kind, cast.side) for kind in ("duress", "threat", "harm_self")
    )
    urgent(cast.side, "message", cast.side)
    change(old, raised_at=now - MOMENT)
    change(seen, seen_at=now, seen_by=cast.advocate)
    assert alerting.open_and_told_by_email() == [old, new]
    second, first, dropped = (
        AlertLetter.objects.create(
            alert=new, user=user, round=0, why="duty", raised_at=now - ago * MOMENT, state=state
        )
        for user, ago, state in (
            (cast.member, 1, "sent"), (cast.advocate, 2, "unknown"), (cast.chair, 3, "dropped"),
        )
    )  # fmt: skip
    AlertLetter.objects.create(alert=old, user=cast.member, round=0, why="duty")
    assert alerting.told_of(new) == [first, second] and dropped.pk


def test_a_duty_contact_decides_at_the_panel_and_is_asked_for_a_day(cast: Cast) -> None:
    lone = factories.user("Ann Member", cast.member.agency)
    seat = factories.seat(cast.panel, lone)
    possible = [cast.chair, lone, cast.member, cast.coordinator]
    assert list(alerting.possible_duty_contacts(cast.panel)) == possible
    for record, gone, there in (
        (seat, {"ended_at": timezone.now()}, {"ended_at": None}),
        (lone, {"is_active": False}, {"is_active": True}),
        (seat, {"role": "observer"}, {"role": "member"}),
    ):
        change(record, **gone)
        assert lone not in alerting.possible_duty_contacts(cast.panel)
        change(record, **there)
    now = timezone.now()
    since = now - settings.DUTY_TEST_LASTS

    def test(user: User = cast.member, **fields: Any) -> DutyTest:
        usual = {"panel": cast.panel, "asked_by": cast.administrator, "raised_at": since + MOMENT}
        return DutyTest.objects.create(user=user, **{**usual, **fields})

    assert alerting.newest_duty_test(cast.panel) is None
    first, second = test(wrong=DutyTest.MOST_WRONG - 1), test(state="sent")
    over = [
        test(raised_at=since),
        test(wrong=DutyTest.MOST_WRONG),
        test(state="dropped"),
        test(confirmed_at=now, number_index="1"),
        test(cast.chair),
    ]
    newest = test(panel=cast.other_panel)
    assert alerting.newest_duty_test(cast.panel) == over[-1]
    with at(now):
        assert list(alerting.duty_tests_of(cast.member)) == [first, second, newest]
        is_for(alerting.duty_test_for, second, cast.member)
        is_not_for(alerting.duty_test_for, second, cast.chair)
        for one in over:
            is_not_for(alerting.duty_test_for, one, cast.member)


def test_what_went_wrong_is_for_who_leads_and_may_see_the_person(cast: Cast) -> None:
    now = timezone.now()
    made: list[Harm] = []
    for panel, side, ago in (
        (cast.panel, cast.side, 2), (cast.panel, None, 1), (cast.panel, None, 1),
        (cast.other_panel, None, 0), (cast.other_panel, cast.other_side, 0),
    ):  # fmt: skip
        what = WentWrong("other", "some", "It rang too late.")
        with at(now - ago * MOMENT):
            made.append(report_harm(panel, what, side=side, acting_user=cast.member))
    about, first, second, elsewhere, theirs = made
    for user in (cast.coordinator, cast.chair):
        assert list(harms.harms_for(user)) == [second, first, about]
        assert harms.learns(user)
    for user in (cast.member, cast.observer, cast.advocate, cast.other_member):
        assert not harms.harms_for(user).exists() and not harms.learns(user)
    for panel, ago in ((second, 1), (first, 0)):
        with at(now + ago * MOMENT):
            learn_from(panel, "Ring twice.", acting_user=cast.chair)
    assert list(harms.harms_for(cast.chair)) == [about, second, first]
    # Of what is open the newest stands first by when it was reported.
    old = report_harm(cast.panel, what, side=None, acting_user=cast.member)
    change(old, recorded_at=now - 9 * MOMENT)
    assert list(harms.harms_for(cast.chair)) == [about, old, second, first]
    old.delete()
    is_for(harms.harm_for, about, cast.chair)
    is_not_for(harms.harm_for, about, cast.member)
    for harm in (elsewhere, theirs):
        is_not_for(harms.harm_for, harm, cast.chair)
    cast.side.never_users.add(cast.chair)
    assert list(harms.harms_for(cast.chair)) == [second, first]
    b_first = factories.panel("A panel", member=cast.member)
    assert list(harms.panels_to_report_at(cast.member)) == [b_first, cast.panel]
    assert list(harms.panels_to_report_at(cast.advocate)) == [cast.panel]
    assert not harms.panels_to_report_at(cast.outsider).exists()


def test_only_sides_that_one_may_see_are_counted_by_what_was_done(cast: Cast) -> None:
    may, june = (datetime.fromisoformat(f"2026-0{month}-09T12:00:00+00:00") for month in (5, 6))
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    engage = []
    for side, moment, kind in (
        (cast.side, june, "engage"), (cast.side, june, "engage"), (ana, june, "engage"),
        (cast.side, may, "support"), (cast.side, may, "support"), (ana, june, "engage"),
    ):  # fmt: skip
        made = factories.action(side, cast.member, cast.chair, kind=kind, newness="new")
        change(made, agreed_at=moment)
        engage.append(made)
    factories.action(cast.other_side, cast.other_member, cast.other_member)
    for action, achieved in ((engage[0], False), (engage[1], False), (engage[1], True)):
        record_attempt(action, in_days(0), achieved=achieved, acting_user=cast.member)

    def counted(user: User) -> list[tuple[object, ...]]:
        found = measures.counted_actions(user)
        assert {one.panel for one in found} <= {cast.panel.pk}
        return sorted(
            (str(one.month), one.kind, one.newness, one.tried, one.reached, one.count)
            for one in found
        )

    in_may, in_june = "2026-05-01", "2026-06-01"
    every = [
        (in_may, "support", "new", False, False, 2), (in_june, "engage", "new", False, False, 2),
        (in_june, "engage", "new", True, False, 1), (in_june, "engage", "new", True, True, 1),
    ]  # fmt: skip
    assert counted(cast.member) == every
    assert [one.month.month for one in measures.counted_actions(cast.member)] == [5, 6, 6, 6]
    assert {type(one.tried) for one in measures.counted_actions(cast.member)} == {bool}
    ana.never_users.add(cast.member)
    assert counted(cast.member) == [every[0], *every[2:]]
    assert counted(cast.advocate) == []
    for side, rating, ago in ((cast.side, 3, 1), (cast.side, 5, 0), (ana, 9, 2)):
        with at(june - ago * MOMENT):
            rate_turn_to(side, rating, acting_user=cast.advocate)
    mine = [(cast.panel.pk, cast.side.pk, rating) for rating in (3, 5)]
    assert measures.turn_to_ratings(cast.member) == mine
    assert measures.turn_to_ratings(cast.chair) == [(cast.panel.pk, ana.pk, 9), *mine]
    assert measures.turn_to_ratings(cast.advocate) == []
    first = Advocacy.objects.get(side=cast.side)
    end_advocacy(cast.side, acting_user=cast.coordinator)
    until = timezone.now() + timedelta(days=9)
    appoint_advocate(cast.side, factories.user("Ari"), until, acting_user=cast.coordinator)
    second = Advocacy.objects.latest("pk")
    change(second, started_at=first.started_at - MOMENT)
    change(ana.panel_case, closed_at=june, opened_at=may)
    (spoken,) = measures.spoken_for(cast.member, cast.panel)
    assert spoken.opened_at == cast.side.panel_case.opened_at and spoken.closed_at is None
    assert spoken.advocacies == (second, first)
    of_ana = next(one for one in measures.spoken_for(cast.chair, cast.panel) if one.closed_at)
    assert (of_ana.opened_at, of_ana.closed_at) == (may, june)
    assert len(measures.spoken_for(cast.chair, cast.panel)) == 2
    assert measures.spoken_for(cast.chair, cast.other_panel) == []
    Advocacy.objects.filter(side=ana).delete()
    assert {one.advocacies for one in measures.spoken_for(cast.chair, cast.panel)} == {
        (second, first), (),
    }  # fmt: skip
    before = factories.panel("A panel", chair=cast.chair)
    assert list(measures.my_panels(cast.chair)) == [before, cast.panel]
    is_for(measures.my_panel_for, before, cast.chair)
    is_not_for(measures.my_panel_for, before, cast.member)
    with pytest.raises(Http404):
        measures.my_panel_for(cast.advocate, cast.panel.public_id)
