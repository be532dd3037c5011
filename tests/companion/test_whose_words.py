"""Who reads which words, of which side, and in which order they stand."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from companion.access import words
from companion.changes.answers import Tell, answer_need
from companion.changes.beside import Translated, add_translation
from companion.changes.overrides import widen_for_safeguarding
from companion.changes.people import add_side, appoint_advocate, open_case
from companion.changes.words import choose_audience, keep_words
from companion.models import CaseSubject, Need, NeedArea, SafeContactRule, Statement
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import in_days

pytestmark = pytest.mark.django_db


def say(of: CaseSubject, said: str, audience: str = "panel", *, loose: bool = False) -> Statement:
    """Words that opened nothing; of no side if they are loose."""
    side = None if loose else of
    made = keep_words(of.subject, said, side=side, channel="text", acting_user=None)
    if not loose:
        choose_audience(made, audience, acting_user=None)
    return made


def test_words_are_read_by_those_they_were_shared_with_on_sides_they_may_see(cast: Cast) -> None:
    shared = say(cast.side, "all of you")
    own = say(cast.side, "my advocate", "advocate")
    some = say(cast.side, "some", "advocate")
    assert cast.member.agency and cast.other_member.agency
    choose_audience(some, "agencies", agencies=[cast.member.agency], acting_user=None)
    lone = factories.user("Lone Member")
    factories.seat(cast.panel, lone)
    say(cast.other_side, "elsewhere")
    for user, reads in (
        (cast.chair, {shared}), (cast.member, {shared, some}), (cast.observer, {shared, some}),
        (lone, {shared}), (cast.outsider, set()), (cast.advocate, set()),
    ):  # fmt: skip
        assert set(words.panel_statements(user)) == reads, user
    assert set(words.panel_statements(cast.observer, ("member",))) == set()
    assert set(words.panel_statements(cast.member, ("member",))) == {shared, some}
    # What was for some agencies only is for none of them once it is the advocate's again.
    choose_audience(some, "advocate", acting_user=None)
    assert set(words.panel_statements(cast.member)) == {shared}
    # Who may know decides, whatever is still kept of agencies.
    own.agencies.add(cast.member.agency)
    assert set(words.panel_statements(cast.member)) == {shared}
    assert set(words.my_statements(cast.advocate)) == {shared, own, some}
    assert words.my_statement_for(cast.advocate, own.public_id) == own
    for user, public_id in ((cast.chair, own.public_id), (cast.advocate, uuid4())):
        with pytest.raises(Http404):
            words.my_statement_for(user, public_id)
    assert list(words.words_for_everybody([cast.side])) == [shared]
    assert list(words.words_for_everybody([])) == []


def test_what_opened_a_need_or_a_goal_does_not_stand_among_the_other_words(cast: Cast) -> None:
    now = timezone.now()
    need, goal = factories.need(cast.side, "a flat"), factories.goal(cast.side, "to sleep")
    own = factories.need(cast.side, "my advocate", "advocate")
    there = factories.need(cast.other_side, "elsewhere")
    with time_machine.travel(now, tick=False):
        first, second = say(cast.side, "first"), say(cast.side, "second")
    with time_machine.travel(now - timedelta(days=1), tick=False):
        oldest = say(cast.side, "oldest")
    mine = words.my_statements(cast.advocate)
    assert list(words.other_words_of(cast.side, mine)) == [second, first, oldest]
    assert list(words.other_words_of(cast.other_side, mine)) == []
    assert set(words.words_for_everybody([cast.side])) == {oldest, first, second}
    assert words.needless_words_for(cast.advocate, first.public_id) == first
    for user, statement in (
        (cast.advocate, need.statement), (cast.advocate, goal.statement), (cast.chair, first),
    ):  # fmt: skip
        with pytest.raises(Http404):
            words.needless_words_for(user, statement.public_id)
    assert set(words.needs_for_everybody([cast.side, cast.other_side])) == {need, there}
    assert list(words.needs_for_everybody([cast.side])) == [need]
    assert set(words.my_needs(cast.advocate)) == {need, own}
    assert set(words.panel_needs(cast.observer)) == {need}
    assert words.answerable_need_for(cast.member, need.public_id) == need
    assert words.my_need_for(cast.advocate, own.public_id) == own
    for door, user, record in (
        (words.answerable_need_for, cast.observer, need),
        (words.answerable_need_for, cast.member, own),
        (words.my_need_for, cast.advocate, there),
        (words.my_need_for, cast.member, need),
    ):
        for public_id in (record.public_id, uuid4()):
            with pytest.raises(Http404):
                door(user, public_id)


def test_what_fits_no_side_is_for_whoever_speaks_for_them_and_keeps_their_rule(cast: Cast) -> None:
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    second = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    helper = factories.user("Second Helper")
    until = timezone.now() + timedelta(days=9)
    appoint_advocate(second, helper, until, acting_user=cast.other_member)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        first, other = (say(cast.side, said, loose=True) for said in ("one", "two"))
    with time_machine.travel(now - timedelta(days=1), tick=False):
        oldest = say(cast.side, "before", loose=True)
    placed = say(cast.side, "of a side")
    say(cast.other_side, "elsewhere", loose=True)
    assert list(words.unplaced_statements(cast.advocate)) == [oldest, first, other]
    assert not words.unplaced_statements(helper).exists()
    assert words.unplaced_statement_for(cast.advocate, first.public_id) == first
    for user, statement in ((cast.advocate, placed), (helper, first), (cast.chair, first)):
        with pytest.raises(Http404):
            words.unplaced_statement_for(user, statement.public_id)
    SafeContactRule.objects.filter(subject=cast.side.subject).update(confirmed_by=helper)
    assert list(words.unplaced_statements(helper)) == [oldest, first, other]
    assert not words.unplaced_statements(cast.advocate).exists()


def test_needs_stand_by_what_matters_most_and_by_their_answers(cast: Cast) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        low, first, twin = (factories.need(cast.side, "x", importance=n) for n in (2, 5, 5))
        unsaid = factories.need(cast.side, "x")
        Need.objects.filter(pk=unsaid.pk).update(importance=None)
    with time_machine.travel(now - timedelta(days=1), tick=False):
        older = factories.need(cast.side, "x", importance=5)
    factories.need(cast.other_side, "x", importance=5)
    everything = Need.objects.all()
    order = [older, first, twin, low, unsaid]
    assert list(words.needs_of(cast.side, everything)) == order
    here = Need.objects.filter(side=cast.side)
    assert list(words.in_their_order(here)) == order

    def answer(need: Need, outcome: str) -> None:
        owed = {"owed_by": cast.member, "owed_until": in_days(9)} if outcome == "owed" else {}
        answer_need(need, outcome, "So.", Tell("now"), **owed, acting_user=cast.chair)

    with time_machine.travel(now, tick=False):
        for need, outcomes in (
            (low, ("owed",)), (first, ("owed", "accepted")), (twin, ("accepted", "owed")),
        ):  # fmt: skip
            for outcome in outcomes:
                answer(need, outcome)
    assert set(words.owed(here)) == {low, twin}
    assert set(words.unanswered(here)) == {unsaid, older}
    # The newest by its moment stands, whichever was written first.
    with time_machine.travel(now - timedelta(days=1), tick=False):
        answer(twin, "accepted")
    assert set(words.owed(here)) == {low, twin}
    found = words.my_needs(cast.advocate).get(pk=twin.pk)
    assert [one.outcome for one in found.answers.all()] == ["owed", "accepted", "accepted"]


def test_a_panel_has_its_own_areas_or_the_usual_ones(cast: Cast) -> None:
    NeedArea.objects.all().delete()

    def area(name: str, position: int = 0, **fields: object) -> NeedArea:
        return NeedArea.objects.create(name=name, position=position, **fields)

    second, first = area("C"), area("B")
    usual = [first, second, area("A", 1)]
    area("Old", dropped=True)
    area("Gone", panel=cast.panel, dropped=True)
    assert list(words.need_areas(cast.panel)) == usual
    own = area("Own", panel=cast.panel)
    assert list(words.need_areas(cast.panel)) == [own]
    assert list(words.need_areas(cast.other_panel)) == usual


def test_the_newest_stands_first_beside_words(cast: Cast) -> None:
    now = timezone.now()
    statement = say(cast.side, "words")
    for said, days in (("first", 0), ("second", 0), ("older", 1)):
        statement.summaries.model(
            statement=statement,
            owner_id=statement.owner_id,
            words=said,
            written_by=cast.advocate,
            written_at=now - timedelta(days=days),
        ).save()
    (found,) = words.my_statements(cast.advocate)
    assert [one.words for one in found.summaries.all()] == ["second", "first", "older"]
    for said, days in (("first", -1), ("second", -1), ("older", -2)):
        given = Translated(said, "Nadia Shah", True, "by_phone", in_days(days))
        add_translation(statement, given, acting_user=cast.advocate)
    own = say(cast.side, "own", "advocate")
    override = widen_for_safeguarding(own, "panel", [], "Danger.", acting_user=cast.advocate)
    mine = {one.pk: one for one in words.my_statements(cast.advocate)}
    given = [one.words for one in mine[statement.pk].translations.all()]
    assert given == ["second", "first", "older"]
    assert list(mine[own.pk].overrides.all()) == [override]
    # What they chose afterwards ended it.
    choose_audience(own, "panel", acting_user=None)
    assert list(words.my_statement_for(cast.advocate, own.public_id).overrides.all()) == []
