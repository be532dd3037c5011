"""What a person wants from the review of their case: asked once, by text, and read before it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.agreement import withdraw_consent
from companion.changes.people import add_side, bring_in, leave_case
from companion.changes.reviews import Decided, decide_review, plan_review
from companion.models import Alert, CaseSubject, Event, Question, Review, ReviewWish, Statement
from companion.tasks import ask_about_reviews
from messaging.delivering import deliver_due
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

ASKED = "Soon the panel looks again at how things go for you."


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def review_in(cast: Cast, days: int, side: CaseSubject | None = None) -> Review:
    due_on = timezone.localdate() + timedelta(days=days)
    case = (side or cast.side).panel_case
    return plan_review(case.panel, case, due_on, acting_user=cast.coordinator)


def is_asked(cast: Cast, phone: Phone, days: int = 7) -> Review:
    review = review_in(cast, days)
    ask_about_reviews()
    assert [text.startswith(ASKED) for text in phone.waits()] == [True]
    return review


def review_page(client: Client, cast: Cast, user: object) -> str:
    sign_in(client, user)  # type: ignore[arg-type]
    at = reverse("panel:review", args=[cast.side.panel_case.public_id])
    return client.get(at).content.decode()


def test_they_are_asked_once_in_the_week_before(cast: Cast, phone: Phone) -> None:
    review_in(cast, 8)
    ask_about_reviews()
    assert phone.waits() == []
    is_asked(cast, phone)
    ask_about_reviews()
    assert phone.waits() == []
    assert phone.texts("1") == [
        "Thank you. We have kept your answer. "
        "The panel and your advocate read it before anything is decided."
    ]
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        ask_about_reviews()
        assert phone.waits() == []
    wish = ReviewWish.objects.get()
    assert (wish.side, wish.wants, wish.statement) == (cast.side, "go_on", None)
    assert Event.objects.filter(kind="review_wish_said", about_id=wish.public_id).exists()


def test_a_review_put_off_is_asked_about_again(cast: Cast, phone: Phone) -> None:
    is_asked(cast, phone)
    phone.texts("1")
    review_in(cast, 60)
    ask_about_reviews()
    assert phone.waits() == []
    with time_machine.travel(timezone.now() + timedelta(days=55)):
        ask_about_reviews()
        assert [text.startswith(ASKED) for text in phone.waits()] == [True]


def test_change_asks_what_should_be_different_and_the_panel_reads_it(
    client: Client, cast: Cast, phone: Phone
) -> None:
    is_asked(cast, phone)
    assert "in your own words what should be different" in phone.texts("2")[0]
    assert "kept your answer" in phone.texts("Fewer people in the room please")[0]
    wish = ReviewWish.objects.get()
    assert wish.statement and wish.statement.words == "Fewer people in the room please"
    assert (wish.wants, wish.statement.audience) == ("change", "panel")
    for user in (cast.chair, cast.coordinator):
        page = review_page(client, cast, user)
        assert "Change something" in page and "Fewer people in the room please" in page
        assert f'<option value="{wish.statement.public_id}" selected>' in page
    assert "Fewer people" not in review_page(client, cast, cast.other_member)
    assert (
        client.get(reverse("panel:review", args=[cast.side.panel_case.public_id])).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("said", "wants", "words"),
    [
        ("go on", "go_on", False),
        ("yes please", "go_on", False),
        ("change something", "change", False),
        ("3", "finish", False),
        ("2, not on Mondays", "change", True),
        ("3 because I moved away", "finish", True),
        ("1 but not with him there", "words", True),
        ("it is good when Amal is there", "words", True),
    ],
)
def test_it_is_answered_by_number_or_in_their_own_words(
    cast: Cast, phone: Phone, said: str, wants: str, words: bool
) -> None:
    is_asked(cast, phone)
    phone.texts(said)
    wish = ReviewWish.objects.get()
    assert wish.wants == wants
    assert (wish.statement.words if wish.statement else "") == (said if words else "")
    assert wish.statement is None or wish.statement.audience == "panel"


@pytest.mark.parametrize("said", ["7", "no", "he has a knife", ""])
def test_what_answers_nothing_is_never_guessed(cast: Cast, phone: Phone, said: str) -> None:
    is_asked(cast, phone)
    phone.texts(said)
    assert not ReviewWish.objects.exists()
    assert not Statement.objects.exclude(audience="advocate").exists()
    phone.texts("3")
    assert ReviewWish.objects.get().wants == "finish"


def test_finish_closes_nothing_and_reaches_panel_and_advocate(
    client: Client, cast: Cast, phone: Phone
) -> None:
    review = is_asked(cast, phone)
    phone.texts("3")
    cast.side.panel_case.refresh_from_db()
    assert cast.side.panel_case.closed_at is None
    assert Review.objects.get(pk=review.pk).decided_at is None
    assert Alert.objects.filter(side=cast.side, kind="message").exists()
    assert "Finish" in review_page(client, cast, cast.chair)
    sign_in(client, cast.observer)
    gives_a_reason(cast.observer, cast.side)
    case = client.get(reverse("panel:case", args=[cast.side.panel_case.public_id]))
    assert "Finish" in case.content.decode()
    sign_in(client, cast.advocate)
    page = client.get(reverse("advocate:person", args=[cast.side.public_id])).content.decode()
    assert "What they want from the review" in page and "Finish" in page


@pytest.mark.parametrize("level", ["cover", "when_asked"])
@pytest.mark.parametrize(
    ("said", "wants", "shown_as"),
    [
        (["I would like it on another day"], "words", "In their own words"),
        (["2, on another day"], "change", "Change something"),
        (["2", "on another day please"], "change", "Change something"),
    ],
)
def test_cover_words_give_nothing_away_and_own_words_wait_for_the_advocate(
    client: Client,
    cast: Cast,
    provider: FakeTwilio,
    level: str,
    said: list[str],
    wants: str,
    shown_as: str,
) -> None:
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.taking_part(side, cast.advocate, level=level, cover="library")
    phone = phone_of(side, provider)
    review_in(cast, 5, side)
    ask_about_reviews()
    deliver_due(5)
    dull = "Would you like to keep your library card? Reply 1 keep it, 2 change it, 3 finish."
    assert phone.received() == [dull]
    for words in said:
        phone.texts(words)
    wish = ReviewWish.objects.get()
    assert wish.wants == wants and wish.statement
    assert wish.statement.audience == "advocate"
    assert Alert.objects.filter(side=side, kind="who_may_know").exists()
    sign_in(client, cast.chair)
    at = reverse("panel:review", args=[side.panel_case.public_id])
    for page in (at, reverse("panel:case", args=[side.panel_case.public_id])):
        shown = client.get(page).content.decode()
        assert shown_as in shown and "another day" not in shown


def test_undo_takes_it_back_and_its_words_from_the_panel(
    client: Client, cast: Cast, phone: Phone
) -> None:
    is_asked(cast, phone)
    phone.texts("more of this, less of him")
    phone.texts("undo")
    assert "What they want" not in review_page(client, cast, cast.chair)
    assert set(Statement.objects.values_list("audience", flat=True)) == {"advocate"}
    phone.texts("1")
    assert ReviewWish.objects.get(taken_back=False).wants == "go_on"


def test_once_decided_it_is_asked_no_more(cast: Cast, phone: Phone) -> None:
    review_in(cast, 5)
    ask_about_reviews()
    decided = Decided("continue", "It goes well.")
    decide_review(cast.side.panel_case, decided, acting_user=cast.chair)
    assert phone.waits() == []
    assert not Question.objects.unsettled().exists()
    ask_about_reviews()
    assert phone.waits() == []


def test_who_said_no_or_left_or_has_a_closed_case_is_not_asked(cast: Cast) -> None:
    withdraw_consent(cast.side, acting_user=cast.advocate)
    leave_case(cast.other_side, acting_user=cast.other_member)
    review_in(cast, 5)
    review_in(cast, 5, cast.other_side)
    ask_about_reviews()
    assert not Question.objects.exists()


def test_each_of_a_couple_is_asked_and_read_apart(
    client: Client, cast: Cast, provider: FakeTwilio
) -> None:
    sam = add_side(cast.side.panel_case, bring_in("Samira"), "family", acting_user=cast.chair)
    sam.never_users.add(cast.chair)
    factories.taking_part(sam, cast.advocate)
    review_in(cast, 5)
    ask_about_reviews()
    deliver_due(5)
    phone_of(cast.side, provider).texts("1")
    phone_of(sam, provider).texts("3 because it is too much")
    page = review_page(client, cast, cast.coordinator)
    assert "Go on as it is" in page and "because it is too much" in page
    page = review_page(client, cast, cast.chair)
    assert "Go on as it is" in page and "Samira" not in page and "too much" not in page
