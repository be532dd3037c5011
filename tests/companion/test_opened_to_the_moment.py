"""What counts as opened with a reason, in which week, and for whoever leads: to the moment."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import Http404
from django.utils import timezone

from companion.access.opened import (
    Looks,
    asked_about,
    emergencies_in,
    exports_in,
    monday_of,
    opened_in,
    opening_led_for,
    opening_to_settle_for,
    openings_led_by,
    pages_read,
    read_as_their_own,
    sides_opened,
    waiting_to_be_gone_through,
)
from companion.access.openings import case_behind, standing_open, stands_open
from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.asking import answer_member, ask_member
from companion.changes.emergencies import ask_for_cover
from companion.changes.exports import Taken, keep_export
from companion.changes.meetings import call_meeting, set_agenda
from companion.changes.openings import go_through, settle_opening
from companion.changes.people import add_side, bring_in, open_case
from companion.models import Access, CaseSubject, Membership, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import in_days
from tests.reasons import gives_a_reason

MONDAY = datetime.fromisoformat("2027-03-08T00:00:00+00:00")
WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def look(user: User, side: CaseSubject, moment: datetime, page: str = "panel:case") -> None:
    Access.objects.create(user=user, subject_id=side.subject.public_id, page=page, at=moment)


def test_a_look_counts_to_the_reason_that_was_said_for_it_and_to_its_week(cast: Cast) -> None:
    with at(MONDAY + timedelta(hours=30)):
        (opening,) = gives_a_reason(cast.observer, cast.side)
        also = add_side(
            cast.side.panel_case, bring_in("Lee"), "family", acting_user=cast.coordinator
        )
        (elsewhere,) = gives_a_reason(cast.other_member, cast.other_side)
    # Of one page that shows two of a case one look is made.
    for moment in (opening.opened_at, opening.lasts_until - MOMENT):
        look(cast.observer, cast.side, moment)
        look(cast.observer, also, moment)
    own = (MONDAY, opening.opened_at - MOMENT, opening.lasts_until, MONDAY + WEEK - MOMENT)
    for moment in own:
        look(cast.observer, cast.side, moment, "panel:facts")
        look(cast.observer, also, moment, "panel:facts")
    look(cast.member, cast.side, opening.opened_at)
    for moment in (MONDAY - MOMENT, MONDAY + WEEK):
        look(cast.member, cast.side, moment)
    # Lists, people of other panels and those who do not sit here do not count.
    look(cast.member, cast.side, MONDAY, "panel:desk")
    look(cast.other_member, cast.other_side, MONDAY)
    look(cast.member, cast.other_side, MONDAY)
    look(cast.advocate, cast.side, MONDAY)
    assert list(openings_led_by(cast.chair)) == [opening]
    # To sit on the panel is not to lead it.
    assert not openings_led_by(cast.member).exists()
    assert sides_opened(cast.member, [opening]) == {}
    assert read_as_their_own(cast.member, cast.panel, MONDAY.date()) == Looks(people=0, pages=0)
    assert opening_led_for(cast.chair, opening.public_id) == opening
    sides = sides_opened(cast.chair, [opening])
    assert sides == {cast.side.panel_case_id: [cast.side, also]}
    assert pages_read([opening], sides) == {opening.pk: 2}
    look(cast.observer, cast.side, opening.opened_at + MOMENT)
    look(cast.observer, cast.side, opening.opened_at + 2 * MOMENT, "panel:desk")
    assert pages_read([opening], sides) == {opening.pk: 3}
    # One that lasts longer beside it makes it no longer.
    elsewhere.lasts_until += timedelta(days=1)
    assert pages_read([opening, elsewhere], sides) == {opening.pk: 3, elsewhere.pk: 0}
    assert pages_read([], sides) == {} and elsewhere not in openings_led_by(cast.chair)
    day = MONDAY.date()
    assert read_as_their_own(cast.chair, cast.panel, day) == Looks(people=2, pages=5)
    for week in (day - WEEK, day + WEEK):
        assert read_as_their_own(cast.chair, cast.panel, week) == Looks(people=1, pages=1)
    assert read_as_their_own(cast.other_member, cast.panel, day) == Looks(people=0, pages=0)
    # A reason said at another time, by another or for another case explains nothing.
    with at(opening.opened_at):
        gives_a_reason(cast.coordinator, cast.side)
        case = open_case(cast.other_panel, acting_user=cast.other_member)
        there = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
        gives_a_reason(cast.member, there)
        gives_a_reason(
            cast.member, factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
        )
    assert read_as_their_own(cast.chair, cast.panel, day) == Looks(people=2, pages=5)


def test_a_week_is_from_midnight_to_midnight(cast: Cast) -> None:
    colleague = factories.user("Ari Colleague", cast.advocate.agency)
    day = MONDAY.date()
    made = []
    for number, moment in enumerate(
        (MONDAY - MOMENT, MONDAY + WEEK - MOMENT, MONDAY, MONDAY + WEEK)
    ):
        with at(moment):
            side = factories.side(f"P{number}", cast.panel, cast.advocate, cast.coordinator)
            (opening,) = gives_a_reason(cast.observer, side)
            export = keep_export(side, Taken("csv", 1, "Asked."), acting_user=cast.advocate)
            asked = ask_for_cover(side, colleague, "No answer.", acting_user=cast.coordinator)
            made.append((opening, export, asked))
    other = factories.user("Nell Leader")
    factories.seat(cast.other_panel, other, "chair")
    for week, within in ((day - WEEK, made[:1]), (day, made[1:3]), (day + WEEK, made[3:])):
        # The newest first by its moment, whichever was written first.
        newest = [list(kind) for kind in zip(*within, strict=True)]
        assert list(opened_in(cast.chair, cast.panel, week)) == newest[0]
        assert exports_in(cast.chair, cast.panel, week) == newest[1]
        assert emergencies_in(cast.chair, cast.panel, week) == newest[2]
        elsewhere = ((cast.chair, cast.other_panel), (other, cast.panel))
        for user, panel in (*elsewhere, (cast.member, cast.panel)):
            assert not opened_in(user, panel, week).exists()
            assert exports_in(user, panel, week) == emergencies_in(user, panel, week) == []
    assert [monday_of(day + timedelta(days=n)) for n in (0, 6, 7)] == [day, day, day + WEEK]


def test_what_waits_is_counted_from_full_weeks_until_it_is_settled(cast: Cast) -> None:
    second = factories.panel("Bay Town MARAC", "marac", chair=cast.chair)
    there = factories.side("Lee", second, cast.advocate, cast.coordinator)

    def waits(user: User = cast.chair) -> list[tuple[str, int, date]]:
        found = waiting_to_be_gone_through(user)
        return [(one.panel.name, one.count, one.week) for one in found]

    with at(MONDAY - WEEK):
        add_side(cast.side.panel_case, bring_in("Bo"), "family", acting_user=cast.coordinator)
        first, fine, asked = gives_a_reason(cast.observer, *[cast.side] * 3)
        (mine,) = gives_a_reason(cast.chair, cast.side)
    with at(MONDAY - MOMENT):
        gives_a_reason(cast.member, cast.side)
        assert waits() == []
    with at(MONDAY):
        (elsewhere,) = gives_a_reason(cast.observer, there)
        last = MONDAY.date() - WEEK
        assert waits() == [("Hill Town MARAC", 4, last)]
        assert waits(cast.coordinator) == [("Hill Town MARAC", 5, last)]
        go_through(fine, "fine", acting_user=cast.chair)
        check = go_through(asked, "ask", acting_user=cast.chair)
        others = go_through(mine, "ask", acting_user=cast.coordinator)
        assert waits() == [("Hill Town MARAC", 3, last)]
        assert list(asked_about(cast.observer)) == [check]
        assert list(asked_about(cast.chair)) == [others]
        for user, settles in ((cast.coordinator, asked), (cast.coordinator, mine)):
            assert opening_to_settle_for(user, settles.public_id) == settles
        for user, opening in ((cast.chair, mine), (cast.chair, first), (cast.member, asked)):
            with pytest.raises(Http404):
                opening_to_settle_for(user, opening.public_id)
        settle_opening(check, "It was for the school.", acting_user=cast.chair)
        assert waits() == [("Hill Town MARAC", 2, last)]
        assert not asked_about(cast.observer).exists()
        go_through(first, "fine", acting_user=cast.chair)
    with at(MONDAY + WEEK):
        both = [("Bay Town MARAC", 1, MONDAY.date()), ("Hill Town MARAC", 1, last)]
        assert waits() == both
        go_through(elsewhere, "fine", acting_user=cast.chair)
        assert waits() == both[1:]
        assert waits(cast.other_member) == waits(cast.observer) == []


def test_a_reason_opens_its_own_case_for_whoever_said_it_until_it_is_over(cast: Cast) -> None:
    other = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    cases = [cast.side.panel_case, other.panel_case]
    with at(MONDAY):
        (opening,) = gives_a_reason(cast.observer, cast.side)
        assert standing_open(cast.observer, cases) == {cases[0].pk}
        assert [stands_open(cast.observer, case) for case in cases] == [True, False]
        assert standing_open(cast.member, cases) == standing_open(cast.observer, []) == set()
        assert standing_open(cast.chair, cases) == {case.pk for case in cases}
        # Only where they lead is a case the leader's own.
        factories.seat(cast.other_panel, cast.observer, "chair")
        assert standing_open(cast.observer, cases) == {cases[0].pk}
        Membership.objects.filter(user=cast.chair).update(ended_at=MONDAY)
        assert standing_open(cast.chair, cases) == set()
    for moment, open_still in ((opening.lasts_until - MOMENT, True), (opening.lasts_until, False)):
        with at(moment):
            assert stands_open(cast.observer, cases[0]) is open_still
    about = factories.action(cast.side, cast.coordinator, cast.coordinator)
    need = factories.need(other, "a lamp")
    for record, case in (
        (cases[1], cases[1]), (other, cases[1]), (need, cases[1]), (about, cases[0]),
        (need.statement, cases[1]), (about.telling, cases[0]),
    ):  # fmt: skip
        assert case_behind(record) == case


def test_what_one_does_in_a_case_is_ones_own_there_and_for_two_weeks_after(cast: Cast) -> None:
    other = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    third = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    cases = [side.panel_case for side in (cast.side, other, third)]
    lone = factories.user("Lone Observer")
    factories.seat(cast.panel, lone, "observer")

    def own(user: User, moment: datetime) -> list[int]:
        with at(moment):
            return [cases.index(case) for case in cases if stands_open(user, case)]

    stays = settings.CASE_STAYS_OWN
    with at(MONDAY):
        need = factories.need(other, "a lamp")
        doing = factories.action(cast.side, cast.member, cast.chair)
        asked = ask_member(doing, cast.observer, "When?", acting_user=cast.chair)
        until = {"owed_by": cast.member, "owed_until": in_days(9)}
        answer_need(need, "owed", "", Tell("now"), **until, acting_user=cast.chair)
        # What others are asked, owe or answered makes nothing one's own, nor settles it.
        answer_need(
            factories.need(cast.side, "a lock"), "accepted", "Yes.", Tell("now"),
            acting_user=cast.chair,
        )  # fmt: skip
        meeting = call_meeting(cast.panel, timezone.localdate(), acting_user=cast.coordinator)
        set_agenda(meeting, cases[2:], acting_user=cast.coordinator)
    assert own(lone, MONDAY + stays) == [2] and own(lone, MONDAY + stays + WEEK) == []
    meeting.items.all().delete()
    assert own(cast.member, MONDAY + WEEK * 9) == [0, 1]
    assert own(cast.observer, MONDAY + WEEK * 9) == [0]
    with at(MONDAY):
        mark_done(doing, "Done.", acting_user=cast.member)
        answer_member(asked, "Today.", acting_user=cast.observer)
        # Both in one moment: the later of them settles it.
        answer_need(need, "accepted", "From May.", Tell("now"), acting_user=cast.chair)
    for user, mine in ((cast.member, [0, 1]), (cast.observer, [0])):
        assert own(user, MONDAY + stays - MOMENT) == mine
        assert own(user, MONDAY + stays) == []
