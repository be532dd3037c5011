"""Which meetings, reviews and referrals are there for whom, and in which order."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from companion.access import meetings
from companion.changes.meetings import call_meeting, set_agenda
from companion.changes.people import add_side, bring_in
from companion.changes.referrals import Asked, refer, turn_down
from companion.changes.reviews import Decided, decide_review, plan_review
from companion.models import PanelCase, Review
from tests import factories
from tests.cast import Cast
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
    cast.side.never_users.add(cast.member)
    assert [one.panel_case for one in meetings.items_of(cast.member, first)] == both[:1]
    assert meetings.sides_by_case(cast.member, both) == {both[0].pk: [ana, lee]}
    assert meetings.unanswered_at(cast.member, first) == needs[:1]
    assert list(meetings.open_cases_of(cast.chair, cast.panel)) == both[::-1]
    assert not meetings.open_cases_of(cast.chair, cast.other_panel).exists()
    now = timezone.now()
    for case, days in zip(both, (2, 1), strict=True):
        PanelCase.objects.filter(pk=case.pk).update(closed_at=now + timedelta(days=days))
    assert list(meetings.closed_cases(cast.chair)) == both
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
