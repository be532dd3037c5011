"""What they want from the review, written down with them: the panel reads it, and decides."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from companion.changes.errors import ReviewDecided
from companion.changes.people import add_side, bring_in
from companion.changes.reviews import Decided, decide_review, plan_review, reopen_case
from companion.changes.wishes import Wished, ask_for_wish, record_wish
from companion.models import Event, Question, Review, ReviewWish, Statement, User
from tests import factories
from tests.companion.advocate.conftest import Desk
from tests.signing_in import sign_in

SAID = "not with all of them in one room"


@pytest.fixture
def review(desk: Desk) -> Review:
    case = desk.side.panel_case
    return plan_review(case.panel, case, timezone.localdate(), acting_user=desk.cast.coordinator)


def wish_form(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "wants": "change",
        "words": SAID,
        "channel": "call",
        "audience": "panel",
    }
    return {**usual, **changes}


def panel_reads(desk: Desk, user: User) -> str:
    browser = Client()
    sign_in(browser, user)
    page = browser.get(reverse("panel:case", args=[desk.side.panel_case.public_id]))
    assert page.status_code == 200
    return page.content.decode()


def test_it_is_kept_and_the_panel_reads_it(desk: Desk, review: Review) -> None:
    page = desk.post("wish", **wish_form())
    part = page.partition('id="review-wish"')[2].partition("<h2")[0]
    assert "Change something" in part and SAID in part
    assert "written down for them by their advocate" in part
    wish = ReviewWish.objects.get()
    assert (wish.review, wish.side, wish.recorded_by) == (review, desk.side, desk.cast.advocate)
    assert wish.statement and (wish.statement.words, wish.statement.channel) == (SAID, "call")
    assert Event.objects.get(kind="review_wish_said").actor == "user"
    shown = panel_reads(desk, desk.cast.chair)
    assert "Change something" in shown and SAID in shown and "by their advocate" in shown


@pytest.mark.parametrize("audience", ["advocate", "agencies"])
def test_words_go_no_further_than_they_chose(desk: Desk, review: Review, audience: str) -> None:
    agencies = [str(desk.cast.member.agency.public_id)] if audience == "agencies" else []  # type: ignore[union-attr]
    desk.post("wish", **wish_form(audience=audience, agencies=agencies))
    chair = panel_reads(desk, desk.cast.chair)
    assert "Change something" in chair
    assert (SAID in panel_reads(desk, desk.cast.member)) == (audience == "agencies")
    if desk.cast.chair.agency != desk.cast.member.agency:
        assert SAID not in chair


def test_nothing_more_is_asked_where_they_said_no_words(desk: Desk, review: Review) -> None:
    desk.post("wish", wants="go_on", words="", channel="", audience="")
    wish = ReviewWish.objects.get()
    assert (wish.wants, wish.statement) == ("go_on", None)
    assert "Go on as it is" in panel_reads(desk, desk.cast.chair)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"wants": ""}, "Choose what they said."),
        ({"wants": "close"}, "Select a valid choice"),
        ({"wants": "words", "words": " "}, "Write what they said."),
        ({"channel": ""}, "Say whether it was in person or by phone."),
        ({"channel": "text"}, "Select a valid choice"),
        ({"audience": ""}, "Ask them who may know."),
        ({"audience": "agencies"}, "Choose at least one agency."),
    ],
)
def test_what_is_not_whole_is_refused(
    desk: Desk, review: Review, wrong: dict[str, Any], said: str
) -> None:
    before = Statement.objects.count()
    page = desk.post("wish", **wish_form(**wrong))
    assert said in page and page.count("Select a valid choice") <= 2
    assert not ReviewWish.objects.exists()
    assert Statement.objects.count() == before
    if wrong.get("words") is None:
        assert SAID in page


def test_it_is_asked_by_text_no_more_but_of_others_it_is(desk: Desk, review: Review) -> None:
    sam = add_side(
        desk.side.panel_case, bring_in("Samira"), "family", acting_user=desk.cast.coordinator
    )
    factories.taking_part(sam, desk.cast.advocate)
    for side in (desk.side, sam):
        ask_for_wish(side, review.public_id)
    desk.post("wish", **wish_form())
    assert [one.side for one in Question.objects.unsettled().filter(kind="review_wish")] == [sam]


def test_what_was_decided_takes_no_more_and_what_is_not_planned_is_not_there(
    desk: Desk, review: Review
) -> None:
    assert "Write down what they want" in desk.read()
    decide_review(
        desk.side.panel_case, Decided("close", "All is well."), acting_user=desk.cast.chair
    )
    assert desk.client.get(desk.address("wish")).status_code == 404
    assert desk.client.post(desk.address("wish"), wish_form()).status_code == 404
    reopen_case(desk.side.panel_case, acting_user=desk.cast.coordinator)
    assertContains(desk.client.get(desk.address("wish")), "What they want from the review")
    assert not ReviewWish.objects.exists()


def test_nobody_but_their_advocate_writes_it_down(desk: Desk, review: Review) -> None:
    for name in ("outsider", "other_advocate", "coordinator", "chair", "member", "observer"):
        browser = Client()
        sign_in(browser, getattr(desk.cast, name))
        assert browser.get(desk.address("wish")).status_code == 404
        assert browser.post(desk.address("wish"), wish_form()).status_code == 404
    assert not ReviewWish.objects.exists()
    desk.post("wish", **wish_form())
    assert ReviewWish.objects.exists()


def test_a_review_decided_in_this_moment_takes_no_more(desk: Desk, review: Review) -> None:
    decided = Decided("continue", "It goes well.")
    decide_review(desk.side.panel_case, decided, acting_user=desk.cast.chair)
    with pytest.raises(ReviewDecided):
        record_wish(review, desk.side, Wished("finish"), acting_user=desk.cast.advocate)
    assert not ReviewWish.objects.exists()
