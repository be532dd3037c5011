"""The whole story by signed webhooks: a need, its answer, an action, whether it helped."""

from django.utils import timezone

from companion.access.words import panel_needs, panel_statements
from companion.changes.actions import mark_done
from companion.changes.agreement import invite
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.changes.reviews import Decided, decide_review, plan_review
from companion.models import ActionResponse, Consent, Feedback, Need, Review, ReviewWish, Telling
from companion.tasks import ask_about_reviews
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import phone_of

SAID = "NEED somewhere safe to live with my kids"


def test_one_text_becomes_an_answered_need(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    assert "How much does this matter" in phone.texts(SAID)[0]
    assert "Who may know" in phone.texts("5")[0]
    assert "kept this just as you said it" in phone.texts("2")[0]
    need = panel_needs(cast.member).get()
    assert need.statement.words == SAID
    assert need.importance == 5

    answer_need(need, "accepted", "A flat is free.", Tell("now"), acting_user=cast.chair)
    assert "The answer is yes.\nA flat is free." in phone.waits()[0]

    action = factories.action(cast.side, cast.member, cast.chair)
    assert "Visit the flat together" in phone.waits()[0]
    assert "your own words what should be different" in phone.texts("2")[0]
    assert "kept your answer" in phone.texts("Not on Mondays please")[0]
    response = ActionResponse.objects.get(agreed_action=action)
    assert (response.answer, response.words) == ("change", "Not on Mondays please")

    mark_done(action, acting_user=cast.member)
    assert "Did it happen?" in phone.waits()[0]
    assert "Did it help you?" in phone.texts("yes")[0]
    assert "the panel will read it" in phone.texts("4")[0]
    feedback = Feedback.objects.get(agreed_action=action)
    assert (feedback.happened, feedback.helped) == ("yes", 4)

    plan_review(cast.panel, cast.side.panel_case, timezone.localdate(), acting_user=cast.chair)
    ask_about_reviews()
    assert "the panel looks again at how things go for you" in phone.waits()[0]
    assert "in your own words what should be different" in phone.texts("2")[0]
    assert "The panel and your advocate read it" in phone.texts("Fewer meetings please")[0]
    wish = ReviewWish.objects.get(review__panel_case=cast.side.panel_case)
    assert wish.statement in panel_statements(cast.member)
    closed = Decided("close", "They want fewer meetings.", their_view=wish.statement)
    decide_review(cast.side.panel_case, closed, acting_user=cast.chair)
    assert Review.objects.get(decision="close").their_view == wish.statement


def test_importance_and_audience_in_one_text(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    phone.texts(SAID)
    assert "kept this" in phone.texts("4 2")[0]
    assert panel_needs(cast.member).get().importance == 4


def test_unanswered_audience_means_the_advocate_only(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    phone.texts(SAID)
    phone.texts("5")
    assert Need.objects.count() == 1
    assert not panel_needs(cast.member).exists()


def test_nothing_is_sent_before_their_own_yes(cast: Cast, provider: FakeTwilio) -> None:
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.reachable(side, cast.advocate)
    phone = phone_of(side, provider)
    assert phone.texts("hello, is anyone there") == []
    invite(side, acting_user=cast.advocate)
    assert phone.waits() == [
        "Hello, your booking is ready. Reply YES to confirm it or STOP to end these texts."
    ]
    assert "Texts are on" in phone.texts("Yes")[0]
    assert Consent.objects.get(side=side).evidence == "invitation"
    assert "How much" in phone.texts("I need a job")[0]


def test_what_the_advocate_tells_first_is_not_texted_before(
    cast: Cast, provider: FakeTwilio
) -> None:
    phone = phone_of(cast.side, provider)
    need = factories.need(cast.side, "a flat")
    answer_need(
        need, "declined", "There is none left.", Tell("advocate_first"), acting_user=cast.chair
    )
    assert phone.waits() == []
    assert OutgoingMessage.objects.get(about__isnull=False).reason == "advocate_first"
    tell_in_person(Telling.objects.get(), acting_user=cast.advocate)
    assert "There is none left." in phone.waits()[0]


def test_what_is_not_told_never_leaves(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    hidden = Tell("not_told", "It would put them at risk.", timezone.localdate())
    action = factories.action(cast.side, cast.member, cast.chair, kind="share", tell=hidden)
    mark_done(action, acting_user=cast.member)
    assert phone.waits() == []
    assert phone.texts("hello")[0].startswith("Thank you, we have kept your words.")


def test_a_second_question_waits_and_rides_along(cast: Cast, provider: FakeTwilio) -> None:
    phone = phone_of(cast.side, provider)
    factories.action(cast.side, cast.member, cast.chair, "First thing")
    factories.action(cast.side, cast.member, cast.chair, "Second thing")
    assert ["First thing" in text for text in phone.waits()] == [True]
    came = phone.texts("1")
    assert "kept your answer" in came[0]
    assert "Second thing" in came[1]


def test_need_goes_first_and_the_set_aside_question_comes_back(
    cast: Cast, provider: FakeTwilio
) -> None:
    phone = phone_of(cast.side, provider)
    factories.action(cast.side, cast.member, cast.chair, "First thing")
    phone.waits()
    assert "How much" in phone.texts("Need food for the week")[0]
    came = phone.texts("5 1")
    assert "kept this" in came[0]
    assert "First thing" in came[1]
    phone.texts("1")
    assert ActionResponse.objects.get().answer == "agree"
