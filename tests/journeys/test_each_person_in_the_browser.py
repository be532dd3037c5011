"""The ten steps on screens as wide as a phone, for each kind of person; most of it in the soak."""

import os
from typing import Any

import pytest

from companion.models import Statement
from tests.cast import Cast
from tests.companion.advocate.conftest import need_form, told_form
from tests.companion.panel_desk import an_action
from tests.fakes import FakeTwilio
from tests.journeys.screens import Screens
from tests.journeys.test_each_person import (
    SAID,
    agrees,
    answers,
    does_and_checks,
    feeds_back,
    panel_for,
    reads_a_summary,
    reviews,
    says,
    walks_all_ten,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture
def screens(cast: Cast, provider: FakeTwilio, new_page: Any) -> Screens:
    return Screens(cast, provider, new_page=new_page)


def test_a_family_is_heard_each_for_themselves(screens: Screens) -> None:
    cast, panel = screens.cast, panel_for(screens.cast, "family")
    ana = screens.opens_case(cast.coordinator, panel, "family", cast.advocate, name="Ana")
    ben = screens.joins(ana, cast.coordinator, "family", cast.other_advocate, name="Ben")
    hers, his = screens.invites(ana, cast.advocate), screens.invites(ben, cast.other_advocate)
    need, other = says(hers, ana), says(his, ben, "NEED help with the rent")
    meeting = reads_a_summary(screens, panel, ana)
    assert "help with the rent" in screens.reads(cast.member, "panel:print_meeting", meeting)
    assert screens.misses(cast.advocate, "advocate:person", ben)
    answers(screens, need, hers)
    answers(screens, other, his)
    action = agrees(screens, ana, need, hers)
    ring = an_action(cast.member, what="Ring the landlord")
    screens.sends(cast.chair, "panel:agree", ben, **ring)
    assert ["Ring the landlord" in text for text in his.waits()] == [True]
    his.texts("3, I rang him")
    does_and_checks(screens, action, hers)
    page = screens.reads(cast.chair, "panel:case", ana.panel_case)
    assert "2 people, one case" in page and "I rang him" in page
    feeds_back(screens, ana, meeting, hers)
    reviews(screens, ana, hers)
    assert not any("landlord" in text or "the rent" in text for text in hers.received())
    assert not any("flat" in text or "kids" in text for text in his.received())


if "SOAK_REPORT" in os.environ:  # make test walks the same over HTTP

    @pytest.mark.soak
    @pytest.mark.parametrize(("role", "type"), [("victim", "marac"), ("offender", "iom")])
    def test_one_person_alone_is_heard(screens: Screens, role: str, type: str) -> None:
        walks_all_ten(screens, role, type)

    @pytest.mark.soak
    def test_who_is_both_is_heard_on_either_side(screens: Screens) -> None:
        cast = screens.cast
        there = panel_for(cast, "iom", member=cast.other_member, coordinator=cast.coordinator)
        harmed = screens.opens_case(
            cast.coordinator, cast.panel, "victim", cast.advocate, name="Sam"
        )
        phone, known = screens.invites(harmed, cast.advocate), harmed.subject
        harms = screens.opens_case(
            cast.coordinator, there, "offender", cast.other_advocate, known=known
        )
        screens.sends(cast.other_advocate, "advocate:agreement", harms, **told_form())

        assert "passed them on" in phone.texts(SAID)[0]
        words = Statement.objects.get(subject=known)
        assert SAID in screens.reads(cast.advocate, "advocate:person", harmed)
        placed = {f"{words.public_id}-side": str(harmed.public_id)}
        screens.sends(cast.advocate, "advocate:place", words, **placed)
        screens.sends(cast.advocate, "advocate:make_need", words, area="", importance="5")
        screens.sends(cast.advocate, "advocate:audience", words, audience="panel")
        nurse = need_form(words="Somebody to talk to about drinking")
        screens.sends(cast.other_advocate, "advocate:need", harms, **nurse)
        see = an_action(cast.other_member, what="See a nurse")
        screens.sends(cast.coordinator, "panel:agree", harms, **see)
        assert ["See a nurse" in text for text in phone.waits()] == [True]
        phone.texts("1")

        meeting = reads_a_summary(screens, cast.panel, harmed)
        answers(screens, words.need, phone)
        action = agrees(screens, harmed, words.need, phone)
        does_and_checks(screens, action, phone)
        feeds_back(screens, harmed, meeting, phone)
        over_there = screens.reads(cast.other_member, "panel:case", harms.panel_case)
        assert "drinking" in over_there and "somewhere safe" not in over_there
        assert screens.misses(cast.other_member, "panel:case", harmed.panel_case)
        reviews(screens, harmed, phone)
        assert "See a nurse" in phone.texts("PLAN")[0]
