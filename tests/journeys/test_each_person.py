"""The ten steps for each kind of person: every form over HTTP, every text by signed webhook."""

import pytest

from companion.models import (
    AgreedAction,
    CaseSubject,
    Feedback,
    Meeting,
    Need,
    Panel,
    Review,
    Statement,
    User,
)
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import need_form, told_form
from tests.companion.panel_desk import an_action, an_answer, in_days
from tests.fakes import FakeTwilio
from tests.journeys.desks import Desks
from tests.phone import Phone
from tests.reasons import REASON

SAID = "NEED somewhere safe to live with my kids"


@pytest.fixture
def desks(cast: Cast, provider: FakeTwilio) -> Desks:
    return Desks(cast, provider)


def panel_for(cast: Cast, type: str, **others: User) -> Panel:
    """A panel of this type, with the usual people in its seats."""
    usual = {"coordinator": cast.coordinator, "chair": cast.chair, "member": cast.member}
    return factories.panel(f"A {type} panel", type, **{**usual, **others})


@pytest.mark.parametrize(
    ("role", "type"),
    [("victim", "marac"), ("offender", "iom"), ("both", "local_violence"), ("family", "family")],
)
def test_ten_steps(desks: Desks, role: str, type: str) -> None:
    walks_all_ten(desks, role, type)


def walks_all_ten(desks: Desks, role: str, type: str) -> None:
    """One person alone, at a panel of this type."""
    cast, panel = desks.cast, panel_for(desks.cast, type)
    side = desks.opens_case(cast.coordinator, panel, role, cast.advocate)
    phone = desks.invites(side, cast.advocate)
    need = says(phone, side)
    meeting = reads_a_summary(desks, panel, side)
    answers(desks, need, phone)
    action = agrees(desks, side, need, phone)
    does_and_checks(desks, action, phone)
    feeds_back(desks, side, meeting, phone)
    reviews(desks, side, phone)


def says(phone: Phone, side: CaseSubject, words: str = SAID) -> Need:
    """Steps 2 and 3: their words as they stand, how much it matters, and who may know."""
    assert "How much does this matter" in phone.texts(words)[0]
    assert "kept this just as you said it" in phone.texts("5 2")[0]
    need = Need.objects.select_related("statement").get(side=side)
    assert (need.statement.words, need.importance, need.statement.audience) == (words, 5, "panel")
    return need


def reads_a_summary(desks: Desks, panel: Panel, side: CaseSubject) -> Meeting:
    """Step 4: what a meeting reads is kept, and it stays open as long as a need is unanswered."""
    chair = desks.cast.chair
    called = {"panel": str(panel.public_id), "held_on": in_days(0).isoformat()}
    agenda = desks.sends_to(chair, "/panel/meetings/new/", called)
    desks.sends_to(chair, agenda, {f"case_{side.panel_case.public_id}": "1"})
    meeting = Meeting.objects.get(panel=panel)
    desks.sends(chair, "panel:freeze", meeting)
    assert SAID in desks.reads(desks.cast.member, "panel:print_meeting", meeting)
    assert desks.refused(chair, "panel:close_meeting", meeting)
    return meeting


def answers(desks: Desks, need: Need, phone: Phone) -> None:
    """Step 5: the need has an answer, and the person hears it."""
    desks.sends(desks.cast.member, "panel:answer", need, **an_answer())
    assert ["The keys are ready." in text for text in phone.waits()] == [True]


def agrees(desks: Desks, side: CaseSubject, need: Need, phone: Phone) -> AgreedAction:
    """Step 6: put to the person; what they want changed goes back to the panel in their words."""
    cast = desks.cast
    sent = an_action(cast.member, kind="engage", needs=[str(need.public_id)])
    desks.sends(cast.chair, "panel:agree", side, **sent)
    assert ["Visit the flat together" in text for text in phone.waits()] == [True]
    assert "your own words what should be different" in phone.texts("2")[0]
    assert "kept your answer" in phone.texts("Not on Mondays please")[0]
    assert "Not on Mondays please" in desks.reads(cast.member, "panel:case", side.panel_case)
    return AgreedAction.objects.get(side=side)


def does_and_checks(desks: Desks, action: AgreedAction, phone: Phone) -> None:
    """Steps 7 and 8: an attempt, then done; the person says otherwise, and both stand."""
    member, case = desks.cast.member, action.side.panel_case
    tried = {"achieved": "yes", "tried_on": in_days(0).isoformat(), "note": "At the library."}
    desks.sends(member, "panel:attempt", action, **tried)
    desks.sends(member, "panel:done", action, note="We went on Tuesday.")
    assert ["Did it happen?" in text for text in phone.waits()] == [True]
    assert "Did it help you?" in phone.texts("3")[0]
    assert "the panel will read it" in phone.texts("4")[0]
    assert Feedback.objects.get(agreed_action=action).happened == "partly"
    page = desks.reads(desks.cast.chair, "panel:case", case)
    assert "We went on Tuesday." in page and "Some of it happened" in page and "4 of 5" in page


def feeds_back(desks: Desks, side: CaseSubject, meeting: Meeting, phone: Phone) -> None:
    """Step 9: what came of it, for the person by text and for the panel's next meeting."""
    advocate, chair = desks.cast.advocate, desks.cast.chair
    page = desks.reads(advocate, "advocate:you_said", side)
    assert SAID in page and "The keys are ready." in page and "It helped 4 of 5." in page
    desks.sends(advocate, "advocate:you_said", side)
    [text] = phone.waits()
    assert "somewhere safe to live" in text and "Visit the flat together" in text
    assert "Close the meeting" in desks.reads(chair, "panel:meeting", meeting)
    desks.sends(chair, "panel:close_meeting", meeting)


def reviews(desks: Desks, side: CaseSubject, phone: Phone) -> None:
    """Step 10: with the person's own view the case closes; texts about it end with it."""
    chair = desks.cast.chair
    said = need_form(words="I have my own front door. I am done.", importance="1")
    desks.sends(desks.cast.advocate, "advocate:need", side, **said)
    view = Statement.objects.order_by("pk").last()
    assert view is not None
    last = Need.objects.get(statement=view)
    desks.sends(chair, "panel:answer", last, **an_answer(reason="Good luck to you."))
    assert ["Good luck to you." in text for text in phone.waits()] == [True]
    ending = {"decision": "close", "reason": "They live there.", "their_view": str(view.public_id)}
    desks.sends(chair, "panel:review", side.panel_case, **ending)
    page = desks.reads(chair, "panel:case", side.panel_case)
    assert "This case was closed on" in page and "I have my own front door." in page
    review = Review.objects.get(panel_case=side.panel_case)
    assert (review.decision, review.their_view) == ("close", view)


def test_who_is_both_has_two_sides_and_neither_panel_reads_the_other(desks: Desks) -> None:
    cast = desks.cast
    there = panel_for(cast, "iom", member=cast.other_member, coordinator=cast.coordinator)
    harmed = desks.opens_case(cast.coordinator, cast.panel, "victim", cast.advocate, name="Sam")
    phone = desks.invites(harmed, cast.advocate)
    known = harmed.subject
    harms = desks.opens_case(cast.coordinator, there, "offender", cast.other_advocate, known=known)
    assert harms.subject == known and harms.panel_case != harmed.panel_case
    assert desks.misses(cast.advocate, "advocate:person", harms)
    desks.sends(cast.other_advocate, "advocate:agreement", harms, **told_form())

    # A text that could belong to either stays with the advocate, who asks and places it.
    assert "passed them on" in phone.texts("NEED a locksmith")[0]
    words = Statement.objects.get(subject=known)
    assert (words.side, words.audience) == (None, "advocate")
    placed = {f"{words.public_id}-side": str(harmed.public_id)}
    desks.sends(cast.advocate, "advocate:place", words, **placed)
    desks.sends(cast.advocate, "advocate:make_need", words, area="", importance="5")
    desks.sends(cast.advocate, "advocate:audience", words, audience="panel")
    said = need_form(words="Somebody to talk to about drinking")
    desks.sends(cast.other_advocate, "advocate:need", harms, **said)
    # Neither has anything to do there yet: each is asked why, and says so.
    desks.sends(cast.member, "panel:case", harmed.panel_case, **REASON)
    desks.sends(cast.other_member, "panel:case", harms.panel_case, **REASON)
    here, over_there = (
        desks.reads(cast.member, "panel:case", harmed.panel_case),
        desks.reads(cast.other_member, "panel:case", harms.panel_case),
    )
    assert "a locksmith" in here and "drinking" not in here
    assert "drinking" in over_there and "a locksmith" not in over_there
    assert desks.misses(cast.other_member, "panel:case", harmed.panel_case)

    # Each answer goes to the side that asked, whichever other question waits behind it.
    desks.sends(cast.chair, "panel:agree", harmed, **an_action(cast.member, what="Change the lock"))
    see = an_action(cast.other_member, what="See a nurse")
    desks.sends(cast.coordinator, "panel:agree", harms, **see)
    assert ["Change the lock" in text for text in phone.waits()] == [True]
    assert "See a nurse" in phone.texts("1")[-1]
    phone.texts("3, not yet")
    given = {one.what: one.responses.get().answer for one in known_actions(known.pk)}
    assert given == {"Change the lock": "agree", "See a nurse": "no"}


def known_actions(subject: int) -> list[AgreedAction]:
    return list(AgreedAction.objects.filter(side__subject=subject))


def test_a_couple_in_one_case_each_see_their_own_side_alone(desks: Desks) -> None:
    cast, panel = desks.cast, panel_for(desks.cast, "family")
    ana = desks.opens_case(cast.coordinator, panel, "family", cast.advocate, name="Ana")
    ben = desks.joins(ana, cast.coordinator, "family", cast.other_advocate, name="Ben")
    hers, his = desks.invites(ana, cast.advocate), desks.invites(ben, cast.other_advocate)
    assert hers.sender != his.sender
    says(hers, ana, "NEED a job near home")
    says(his, ben, "NEED help with the rent")
    desks.sends(cast.member, "panel:case", ana.panel_case, **REASON)
    page = desks.reads(cast.member, "panel:case", ana.panel_case)
    assert "2 people, one case" in page and "a job near home" in page and "the rent" in page
    for advocate, own, other in ((cast.advocate, ana, ben), (cast.other_advocate, ben, ana)):
        assert desks.misses(advocate, "advocate:person", other)
        shown = desks.reads(advocate, "advocate:person", own)
        assert other.subject.name not in shown
    desks.sends(cast.chair, "panel:agree", ana, **an_action(cast.member, what="Write a letter"))
    desks.sends(cast.chair, "panel:agree", ben, **an_action(cast.member, what="Ring the landlord"))
    hers.waits()
    assert "Write a letter" in hers.received()[-1]
    assert "Ring the landlord" in his.received()[-1]
    hers.texts("3, I can write it")
    his.texts("1")
    assert ["Write a letter" in text for text in hers.texts("PLAN")] == [True]
    assert ["Ring the landlord" in text for text in his.texts("PLAN")] == [True]
    his.texts("STOP")
    assert hers.texts("NEED a bus pass")
    assert not any("landlord" in text or "rent" in text for text in hers.received())
    assert not any("letter" in text or "job" in text for text in his.received())


def test_a_family_is_one_case_and_each_childs_age_decides_what_is_texted(desks: Desks) -> None:
    cast, panel = desks.cast, panel_for(desks.cast, "family")
    mum = desks.opens_case(cast.coordinator, panel, "family", cast.advocate, name="Mum Vale")
    advocates = [
        factories.user(f"{name} Advocate", cast.other_advocate.agency) for name in ("Ty", "Lu")
    ]
    teen, child = (
        desks.joins(mum, cast.coordinator, "family", advocate, name=name)
        for name, advocate in zip(("Tim Vale", "Lil Vale"), advocates, strict=True)
    )
    hers, phones = desks.invites(mum, cast.advocate), []
    for side, advocate, band in (
        (teen, advocates[0], "13_to_15"),
        (child, advocates[1], "under_13"),
    ):
        details = {"age_band": band, "communication": ["easy_words"], "interpreter": ""}
        desks.sends(advocate, "advocate:about", side, **details)
        phone = desks.agrees_a_rule(side, advocate)
        desks.sends(advocate, "advocate:agreement", side, **told_form())
        desks.sends(advocate, "advocate:invitation", side)
        assert phone.waits() == phone.texts("yes") == []
        phones.append(phone)

    # From thirteen on, once it is written down that they understand, on a phone of their own.
    understands = {**details, "age_band": "13_to_15", "understands_texts": "on"}
    desks.sends(advocates[0], "advocate:about", teen, **understands)
    desks.sends(advocates[0], "advocate:invitation", teen)
    assert ["Reply YES" in text for text in phones[0].waits()] == [True]
    assert "Texts are on" in phones[0].texts("yes")[0]

    # A child's words come through the child's own advocate; no phone of the house answers for them.
    said = need_form(words="I want to sleep with the light on")
    desks.sends(advocates[1], "advocate:need", child, **said)
    desks.sends(cast.chair, "panel:agree", child, **an_action(cast.member, what="Buy a lamp"))
    assert hers.waits() == phones[0].waits() == []
    hers.texts("PLAN")
    assert not any("lamp" in text for text in hers.received())
    page = desks.reads(cast.member, "panel:case", mum.panel_case)
    for words in ("3 people, one case", "sleep with the light on", "Buy a lamp", "Under 13"):
        assert words in page
    assert desks.misses(cast.advocate, "advocate:person", child)
