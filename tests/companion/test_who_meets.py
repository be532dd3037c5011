"""Which meetings, reviews and referrals are there for whom, and in which order."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from companion.access import meetings
from companion.changes.meetings import call_meeting, freeze_summaries, set_agenda
from companion.changes.people import add_side, bring_in
from companion.changes.referrals import Asked, refer, turn_down
from companion.changes.reviews import Decided, decide_review, plan_review
from companion.models import Membership, PanelCase, Review
from tests import factories
from tests.cast import Cast
from tests.companion.finding import change
from tests.companion.panel_desk import in_days

pytestmark = pytest.mark.django_db


def test_a_meeting_and_its_agenda_are_for_the_panel_less_whom_one_may_not_see(cast: Cast) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    lee = add_side(ana.panel_case, bring_in("Lee"), "family", acting_user=cast.coordinator)
    old, first = (
        call_meeting(cast.panel, in_days(day), acting_user=cast.coordinator) for day in (1, 3)
    )
    call_meeting(cast.other_panel, in_days(2), acting_user=cast.other_member)
    set_agenda(first, [ana.panel_case, cast.side.panel_case], acting_user=cast.coordinator)
    set_agenda(old, [cast.side.panel_case], acting_user=cast.coordinator)
    assert list(meetings.meetings_for(cast.observer)) == [first, old]
    assert meetings.meeting_for(cast.member, old.public_id) == old
    assert meetings.led_meeting_for(cast.chair, old.public_id) == old
    factories.panel("Another panel", chair=cast.chair)
    assert meetings.led_panel_for(cast.chair, cast.panel.public_id) == cast.panel
    assert meetings.led_case_for(cast.chair, ana.panel_case.public_id) == ana.panel_case
    for door, user, record in (
        (meetings.meeting_for, cast.outsider, old), (meetings.led_meeting_for, cast.member, old),
        (meetings.led_panel_for, cast.member, cast.panel),
        (meetings.led_case_for, cast.member, ana.panel_case),
        (meetings.led_case_for, cast.other_member, ana.panel_case),
    ):  # fmt: skip
        for public_id in (record.public_id, uuid4()):
            with pytest.raises(Http404):
                door(user, public_id)
    both = [ana.panel_case, cast.side.panel_case]
    assert [one.panel_case for one in meetings.items_of(cast.member, first)] == both
    assert meetings.sides_by_case(cast.member, both) == {
        both[0].pk: [ana, lee], both[1].pk: [cast.side],
    }  # fmt: skip
    assert meetings.sides_at(first) == [cast.side, ana, lee]
    needs = [factories.need(side, "x") for side in (ana, cast.side)]
    factories.need(ana, "mine", "advocate")
    assert meetings.unanswered_at(cast.member, first) == needs
    assert meetings.unanswered_at(cast.member, old) == needs[1:]
    change(needs[1], opened_at=timezone.now() - timedelta(days=1))
    assert meetings.unanswered_at(cast.member, first) == needs[::-1]
    cast.side.never_users.add(cast.member)
    assert [one.panel_case for one in meetings.items_of(cast.member, first)] == both[:1]
    assert meetings.sides_by_case(cast.member, both) == {both[0].pk: [ana, lee]}
    assert meetings.unanswered_at(cast.member, first) == needs[:1]
    assert list(meetings.open_cases_of(cast.chair, cast.panel)) == both[::-1]
    assert not meetings.open_cases_of(cast.chair, cast.other_panel).exists()
    now = timezone.now()
    for case, days in zip(both, (1, 2), strict=True):
        PanelCase.objects.filter(pk=case.pk).update(closed_at=now + timedelta(days=days))
    assert list(meetings.closed_cases(cast.chair)) == both[::-1]
    assert list(meetings.closed_cases(cast.member)) == both[:1]
    assert not meetings.open_cases_of(cast.chair, cast.panel).exists()


def test_a_review_is_due_to_whoever_leads_until_it_is_decided(cast: Cast) -> None:
    case = cast.side.panel_case
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    Review.objects.all().delete()
    today, lead = in_days(0), cast.chair
    of_case = plan_review(cast.panel, case, today, acting_user=lead)
    of_panel = plan_review(cast.panel, None, in_days(-1), acting_user=lead)
    plan_review(cast.panel, ana.panel_case, in_days(1), acting_user=lead)
    plan_review(cast.other_panel, None, in_days(-1), acting_user=cast.other_member)
    assert meetings.reviews_due(lead, today) == [of_panel, of_case]
    assert meetings.reviews_due(cast.member, today) == []
    assert len(meetings.reviews_due(lead, in_days(1))) == 3
    assert meetings.review_ahead(case) == of_case
    assert list(meetings.panel_reviews(cast.panel)) == [of_panel]
    # What is ahead stands first, then the newest that was decided.
    old, older = (
        Review.objects.create(
            panel=cast.panel, owner_id=cast.panel.public_id, due_on=today, decision="continue",
            reason="Yes.", decided_by=lead, decided_at=timezone.now() - timedelta(days=days),
        )
        for days in (1, 2)
    )  # fmt: skip
    assert list(meetings.panel_reviews(cast.panel)) == [of_panel, old, older]
    for review in (old, older):
        review.delete()
    assert meetings.reviews_of(cast.member, case) == []
    PanelCase.objects.filter(pk=ana.panel_case.pk).update(closed_at=timezone.now())
    assert len(meetings.reviews_due(lead, in_days(1))) == 2
    decided = Decided("continue", "It goes on.", None, in_days(9))
    decide_review(case, decided, acting_user=lead)
    assert meetings.reviews_due(lead, today) == [of_panel]
    assert [one.reason for one in meetings.reviews_of(cast.member, case)] == ["It goes on."]
    cast.side.never_users.add(lead)
    assert len(meetings.reviews_due(lead, in_days(99))) == 1


def test_a_referral_is_there_for_whoever_made_it_and_for_whoever_decides(cast: Cast) -> None:
    now, asked = timezone.now(), Asked("Noor", "Asks for help.", True)
    with time_machine.travel(now, tick=False):
        first, second = (refer(cast.panel, asked, acting_user=cast.member) for _ in range(2))
    with time_machine.travel(now - timedelta(days=1), tick=False):
        oldest = refer(cast.panel, asked, acting_user=cast.chair)
    elsewhere = refer(cast.other_panel, asked, acting_user=cast.other_member)
    assert list(meetings.referrals_for(cast.coordinator)) == [second, first, oldest]
    assert list(meetings.referrals_to_decide(cast.coordinator)) == [oldest, first, second]
    assert list(meetings.referrals_for(cast.member)) == [second, first]
    # Whoever left the panel left what they asked it as well.
    Membership.objects.filter(user=cast.member).update(ended_at=now)
    assert not meetings.referrals_for(cast.member).exists()
    Membership.objects.filter(user=cast.member).update(ended_at=None)
    assert not meetings.referrals_to_decide(cast.member).exists()
    assert meetings.referral_for(cast.chair, oldest.public_id) == oldest
    assert meetings.referral_to_decide_for(cast.coordinator, first.public_id) == first
    for door, user, record in (
        (meetings.referral_for, cast.chair, first),
        (meetings.referral_for, cast.coordinator, elsewhere),
        (meetings.referral_to_decide_for, cast.member, first),
    ):
        for public_id in (record.public_id, uuid4()):
            with pytest.raises(Http404):
                door(user, public_id)
    turn_down(second, "Not ours.", acting_user=cast.coordinator)
    assert list(meetings.referrals_for(cast.coordinator)) == [first, oldest, second]
    assert list(meetings.referrals_to_decide(cast.coordinator)) == [oldest, first]
    assert list(meetings.referring_panels(cast.member)) == [cast.panel]
    assert not meetings.referring_panels(cast.observer).exists()


def test_what_a_meeting_read_is_for_who_may_see_the_side_today(cast: Cast) -> None:
    case = cast.side.panel_case
    lee = add_side(case, bring_in("Lee"), "family", acting_user=cast.coordinator)
    assert meetings.last_version_of(cast.side) == 0
    read = []
    for days in (3, 1, 2):
        meeting = call_meeting(cast.panel, in_days(days), acting_user=cast.coordinator)
        set_agenda(meeting, [case], acting_user=cast.coordinator)
        sides = {cast.side.pk: "{}"} if days == 2 else {cast.side.pk: "{}", lee.pk: "{}"}
        read.append((meeting, freeze_summaries(meeting, sides, acting_user=cast.coordinator)))
    (first, (jay_1, lee_1)), (second, (jay_2, lee_2)), (third, (jay_3,)) = read
    assert [meetings.last_version_of(side) for side in (cast.side, lee)] == [3, 2]
    seen = meetings.versions_by_side(cast.member, case)
    assert seen == {cast.side.pk: [jay_3, jay_2, jay_1], lee.pk: [lee_2, lee_1]}
    assert meetings.newest_versions(cast.member, case) == {cast.side.pk: jay_3, lee.pk: lee_2}
    assert meetings.versions_at(cast.member, first) == {cast.side.pk: jay_1, lee.pk: lee_1}
    assert meetings.versions_at(cast.member, third) == {cast.side.pk: jay_3}
    assert meetings.version_for(cast.member, case, jay_1.public_id) == jay_1
    other = cast.other_side.panel_case
    for user, of, version in (
        (cast.member, other, jay_1), (cast.advocate, case, jay_1), (cast.other_member, case, jay_1),
    ):  # fmt: skip
        with pytest.raises(Http404):
            meetings.version_for(user, of, version.public_id)
    assert not meetings.versions_for(cast.other_member).exists()
    lee.never_users.add(cast.member)
    assert set(meetings.versions_for(cast.member)) == {jay_1, jay_2, jay_3}
    assert meetings.versions_at(cast.member, second) == {cast.side.pk: jay_2}
    assert meetings.newest_versions(cast.member, other) == {}


def test_words_may_say_what_they_think_of_their_case_if_the_panel_reads_them(cast: Cast) -> None:
    now = timezone.now()
    shared, kept, narrow, early = (
        factories.need(cast.side, "I want it to end", who).statement
        for who in ("panel", "advocate", "agencies", "panel")
    )
    narrow.agencies.add(cast.member.agency)  # type: ignore[arg-type]
    elsewhere = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    other = factories.need(elsewhere, "Go on").statement
    change(early, said_at=now - timedelta(days=1))
    case = cast.side.panel_case
    assert list(meetings.views_to_choose(cast.member, case)) == [shared, early]
    assert not meetings.views_to_choose(cast.advocate, case).exists()
    ids = [str(one.public_id) for one in (shared, kept, narrow, other)]
    may = {shared.public_id, narrow.public_id, other.public_id}
    assert meetings.still_shared(cast.member, ids) == may
    assert meetings.still_shared(cast.chair, ids) == may - {narrow.public_id}
    assert meetings.still_shared(cast.member, ids[:1]) == {shared.public_id}
    assert meetings.still_shared(cast.advocate, ids) == set()
    # A view stands beside a review for who may read it; the reason for who may see everybody.
    lee = add_side(case, bring_in("Lee"), "family", acting_user=cast.coordinator)
    Review.objects.all().delete()
    for days, view in ((9, shared), (8, narrow), (7, None)):
        plan_review(cast.panel, case, in_days(days), acting_user=cast.chair)
        decided = Decided("continue", "It goes on.", view, None)
        decide_review(case, decided, acting_user=cast.chair)
        Review.objects.filter(panel_case=case, decided_at__isnull=True).delete()
    for user, views in ((cast.member, [None, narrow, shared]), (cast.chair, [None, None, shared])):
        found = meetings.reviews_of(user, case)
        assert [review.their_view for review in found] == views
        assert {review.reason for review in found} == {"It goes on."}
    change(Review.objects.get(their_view=shared), decided_at=now + timedelta(days=1))
    found = meetings.reviews_of(cast.member, case)
    assert [review.their_view for review in found] == [shared, None, narrow]
    lee.never_users.add(cast.member)
    assert {review.reason for review in meetings.reviews_of(cast.member, case)} == {""}
    assert meetings.reviews_of(cast.chair, elsewhere.panel_case) == []
    high, low = (factories.panel(name, chair=cast.chair) for name in ("B panel", "A panel"))
    factories.seat(cast.other_panel, cast.chair, "member")
    assert list(meetings.led_panels(cast.chair)) == [low, high, cast.panel]
    everywhere = [low, high, cast.other_panel, cast.panel]
    assert list(meetings.referring_panels(cast.chair)) == everywhere
    assert not meetings.referring_panels(cast.observer).exists()
