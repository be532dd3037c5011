"""What pages show of each record comes with it: as many questions for many as for one."""

import pytest
from django.utils import timezone

from companion.access import (
    actions,
    asking,
    contact,
    goals,
    harms,
    meetings,
    overrides,
    reminders,
    sent,
    told,
    untold,
    wishes,
    words,
)
from companion.changes.actions import answer_action, give_feedback, record_attempt, reorder
from companion.changes.answers import Tell, answer_need
from companion.changes.asking import ask_member
from companion.changes.beside import Translated, add_summary, add_translation
from companion.changes.goals import open_goal, rate_goal
from companion.changes.harms import WentWrong, learn_from, report_harm
from companion.changes.meetings import call_meeting, close_meeting, set_agenda
from companion.changes.overrides import widen_for_safeguarding
from companion.changes.referrals import Asked, refer, turn_down
from companion.changes.reviews import Decided, decide_panel_review, decide_review, plan_review
from companion.changes.words import keep_words, open_need
from companion.models import (
    NeedArea,
    Review,
    ReviewWish,
    Statement,
    User,
)
from messaging.models import Medium
from tests import factories
from tests.cast import Cast
from tests.companion.finding import change, comes_with
from tests.companion.panel_desk import in_days

NOW, LATER = Tell("now"), Tell("advocate_first")
BESIDE = ("overrides.decided_by", "translations", "summaries.written_by")
WORDS = ("written_by", "agencies", *BESIDE)

pytestmark = pytest.mark.django_db


def written(cast: Cast, audience: str = "agencies") -> Statement:
    """Words that the advocate wrote down, shared for safeguarding, with all that stands beside."""
    statement = keep_words(
        cast.side.subject, "A lock", side=cast.side, channel="in_person", acting_user=cast.advocate
    )
    agencies = [agency for agency in [cast.member.agency] if agency]
    widen_for_safeguarding(statement, audience, agencies, "Danger.", acting_user=cast.advocate)
    statement.agencies.set(agencies)
    beside(statement, cast.advocate)
    return statement


def beside(statement: Statement, by: User) -> None:
    given = Translated("Words", "Nadia Shah", True, "by_phone", in_days(-1))
    add_translation(statement, given, acting_user=by)
    add_summary(statement, "In short", acting_user=by)


def test_words_and_what_they_opened(cast: Cast) -> None:
    statement, loose = written(cast), written(cast, "panel")
    area = NeedArea.objects.create(panel=cast.panel, name="Home", position=1)
    need = open_need(statement, area=area, importance=5, acting_user=cast.advocate)
    until = {"owed_by": cast.member, "owed_until": in_days(9)}
    answer_need(need, "owed", "", NOW, **until, acting_user=cast.chair)
    goal = open_goal(statement, acting_user=cast.advocate)
    rate_goal(goal, 5, acting_user=cast.advocate)
    of_words = tuple(f"statement.{way}" for way in WORDS)
    sides = ("side.subject", "side.panel_case.panel")
    answers = ("answers.answered_by", "answers.owed_by", "answers.telling")
    comes_with(words.my_statements(cast.advocate), "subject", *sides, *WORDS)
    for needs in (words.my_needs(cast.advocate), words.panel_needs(cast.member)):
        comes_with(needs, "area", *sides, *of_words, *answers)
    comes_with(words.words_for_everybody([cast.side]), *WORDS)
    for found in (goals.my_goals(cast.advocate), goals.panel_goals(cast.member)):
        comes_with(found, "side.subject", "ratings", *of_words)
    comes_with(
        overrides.overrides_to_tell(cast.advocate), "statement.subject", "statement.side.subject"
    )
    Statement.objects.filter(pk=loose.pk).update(side=None, audience="advocate")
    comes_with(words.unplaced_statements(cast.advocate), "subject", *BESIDE)
    with_picture = factories.sent(cast.side, "Look")
    beside(with_picture, cast.advocate)
    Statement.objects.filter(pk=with_picture.pk).update(
        audience="advocate", author="advocate", written_by=cast.advocate
    )
    with_picture.refresh_from_db()
    widen_for_safeguarding(with_picture, "panel", [], "Danger.", acting_user=cast.advocate)
    with_picture.agencies.add(cast.member.agency)  # type: ignore[arg-type]
    shown = sent.my_sent_words_for(cast.advocate, with_picture.public_id)
    comes_with([shown], "subject", *sides, *WORDS)
    comes_with(contact.with_what_came().filter(media__isnull=False), "media")
    assert Medium.objects.exists()


def test_actions_answers_and_what_is_asked_about_them(cast: Cast) -> None:
    need = factories.need(cast.side, "a lock")
    until = {"owed_by": cast.member, "owed_until": in_days(1)}
    first, action = (
        factories.action(cast.side, cast.member, cast.chair, needs=[need], due_on=in_days(1))
        for _ in range(2)
    )
    reorder(action, first, acting_user=cast.chair)
    answer_action(action, "agrees", acting_user=None)
    give_feedback(action, "yes", acting_user=None)
    record_attempt(action, in_days(0), achieved=True, acting_user=cast.member)
    answer_need(need, "owed", "", NOW, **until, acting_user=cast.chair)
    sides = ("side.subject", "side.panel_case.panel")
    said = ("owned_by.agency", "telling", "responses", "feedback")
    comes_with(actions.panel_actions(cast.member), *sides, *said, "after", "engagements")
    tellings = ("agreed_action.side.subject", "answer.need.side.subject")
    comes_with(actions.my_tellings(cast.advocate), *tellings)
    one = told.told_of([need])
    comes_with(one, "answer.telling")
    comes_with(one[0].actions, *said, "needs")
    for about in (need, action):
        ask_member(about, cast.member, "When?", acting_user=cast.chair)
    people_asked = ("asked_by", "asked_of", "side.subject", "side.panel_case")
    comes_with(asking.questions_for(cast.member), "need", "agreed_action", *people_asked)
    owing = list(reminders.owing_until(in_days(1)))
    comes_with(owing, "side.subject", "side.panel_case")
    assert {type(of.of).__name__ for of in owing} == {"AgreedAction", "PanelAnswer"}
    never = Tell("not_told", "Danger.", in_days(9))
    factories.action(cast.side, cast.member, cast.chair, tell=never)
    answer_need(need, "owed", "", never, **until, acting_user=cast.chair)
    of_action = ("owned_by.agency", *sides)
    of_answer = ("owed_by", "need.statement", *(f"need.{side}" for side in sides))
    comes_with(
        untold.untold_for(cast.chair),
        "decided_by",
        *(f"agreed_action.{way}" for way in of_action),
        *(f"answer.{way}" for way in of_answer),
    )


def test_meetings_reviews_referrals_and_harms(cast: Cast) -> None:
    case = cast.side.panel_case
    meeting = call_meeting(cast.panel, in_days(1), acting_user=cast.coordinator)
    set_agenda(meeting, [case], acting_user=cast.coordinator)
    close_meeting(meeting, {cast.side.pk: "{}"}, acting_user=cast.coordinator)
    comes_with(meetings.meetings_for(cast.member), "panel", "closed_by")
    comes_with(meetings.items_of(cast.member, meeting), "panel_case.panel")
    comes_with(meetings.sides_at(meeting), "subject", "panel_case.panel")
    versions = ("side.subject", "side.panel_case.panel", "meeting", "made_by")
    comes_with(meetings.versions_for(cast.member), *versions)
    Review.objects.all().delete()
    view = factories.need(cast.side, "rest").statement
    for of in (case, None):
        plan_review(cast.panel, of, in_days(0), acting_user=cast.chair)
    comes_with(meetings.reviews_due(cast.chair, in_days(0)), "panel", "panel_case.panel")
    decide_review(case, Decided("continue", "Yes.", view, in_days(5)), acting_user=cast.chair)
    decide_panel_review(
        cast.panel, Decided("continue", "Yes.", None, in_days(5)), acting_user=cast.chair
    )
    comes_with(meetings.reviews_of(cast.member, case), "decided_by", "their_view")
    comes_with(meetings.panel_reviews(cast.panel), "decided_by")
    comes_with(meetings.views_to_choose(cast.member, case), "side.subject")
    comes_with(wishes.not_asked_before_review(timezone.now()), "subject")
    ReviewWish.objects.create(
        side=cast.side, review=Review.objects.latest("pk"), wants="words", statement=view
    )
    wish = wishes.my_wish(cast.advocate, cast.side)
    comes_with([wish], "side.subject", "statement")
    referral = refer(cast.panel, Asked("Noor", "Help.", True), acting_user=cast.member)
    turn_down(referral, "Not here.", acting_user=cast.coordinator)
    change(referral, decision="taken", panel_case=case)
    referred = ("panel", "referred_by.agency", "decided_by", "panel_case")
    comes_with(meetings.referrals_for(cast.coordinator), *referred)
    what = WentWrong("other", "some", "It rang too late.")
    harm = report_harm(cast.panel, what, side=cast.side, acting_user=cast.member)
    learn_from(harm, "Ring twice.", acting_user=cast.chair)
    comes_with(harms.harms_for(cast.chair), "panel", "side.subject", "recorded_by", "learned_by")
