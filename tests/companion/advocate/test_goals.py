"""Goals, and someone to turn to, on both desks: words first, then the line, then the table."""

import secrets
from typing import Any

import pytest
from django.test import Client

from companion.changes.agreement import withdraw_consent
from companion.changes.goals import open_goal, rate_goal
from companion.changes.one_time_words import all_words
from companion.changes.questions import ask
from companion.changes.words import keep_words
from companion.models import Consent, Event, Goal, OneTimeWord, TurnTo
from tests import factories
from tests.companion.advocate.conftest import Desk
from tests.companion.panel_desk import case_of, queries_of
from tests.signing_in import sign_in

STRANGERS = ("outsider", "other_advocate", "coordinator", "member", "observer", "administrator")


def goal_form(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "words": "i want to see my kids",
        "channel": "call",
        "rating": "3",
        "audience": "panel",
    }
    return {**usual, **changes}


def test_a_goal_is_kept_word_for_word_with_how_near_they_are(desk: Desk) -> None:
    page = desk.post("goal", **goal_form())
    goal = Goal.objects.get()
    assert goal.statement.words == "i want to see my kids"
    assert (goal.statement.written_by, goal.statement.audience) == (desk.cast.advocate, "panel")
    assert goal.ratings.get().recorded_by == desk.cast.advocate
    assert "i want to see my kids" in page.partition('id="goals"')[2]
    assert "<strong>3 of 10</strong>" in page
    assert "i want to see my kids" not in page.partition("other thing")[2].partition("<h2")[0]


def test_they_need_not_say_how_near(desk: Desk) -> None:
    page = desk.post("goal", **goal_form(rating=""))
    assert not Goal.objects.get().ratings.exists()
    assert "They have not said yet how near they are." in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": " "}, "Write what they said."),
        ({"channel": "text"}, "Select a valid choice"),
        ({"rating": "11"}, "Select a valid choice"),
        ({"audience": ""}, "Ask them who may know."),
    ],
)
def test_a_goal_that_is_not_whole_is_refused(desk: Desk, wrong: dict[str, Any], said: str) -> None:
    assert said in desk.post("goal", **goal_form(**wrong))
    assert not Goal.objects.exists()


def test_ratings_over_time_stand_as_a_line_and_as_a_table(desk: Desk) -> None:
    goal = factories.goal(desk.side, "a job", ratings=(2, 5))
    desk.post("how_near", goal, rating="7")
    page = desk.read().partition('id="goals"')[2]
    assert "7 of 10 now; 2 of 10 at first" in page
    figure = page.partition("<svg")[2].partition("</figure>")[0]
    assert 'role="img"' in figure
    assert "<title>How near over time: a job</title><desc>7 of 10 now" in figure
    assert figure.count("<circle") == 3 and 'cy="36"' in figure
    table = figure.partition("<table")[2]
    assert table.count("by text") == 2 and table.count("written down for them") == 1
    assert "style=" not in figure


def test_a_goal_ends_as_they_say_and_is_rated_no_more(desk: Desk) -> None:
    goal = factories.goal(desk.side, "a job", ratings=(2,))
    assert "Choose what they say." in desk.post("end_goal", goal)
    page = desk.post("end_goal", goal, ended_as="reached")
    assert "reached on" in page
    assert desk.address("how_near", goal) not in page
    for name in ("how_near", "end_goal"):
        assert desk.client.get(desk.address(name, goal)).status_code == 404


def test_someone_to_turn_to_is_asked_and_shown(desk: Desk) -> None:
    assert "Not asked yet." in desk.read()
    assert "Ask them for a number from 0 to 10." in desk.post("turn_to")
    assert "<strong>0 of 10</strong>" in desk.post("turn_to", rating="0")
    page = desk.post("turn_to", rating="6")
    assert "6 of 10 now; 0 of 10 at first" in page
    assert "Someone to turn to, over time" in page
    assert [rated.recorded_by for rated in TurnTo.objects.all()] == [desk.cast.advocate] * 2


@pytest.mark.parametrize("page", ["goal", "turn_to", "word", "how_near", "end_goal"])
def test_only_their_advocate_opens_these_pages_or_changes_anything(desk: Desk, page: str) -> None:
    goal = factories.goal(desk.side, "a job", ratings=(2,))
    address = desk.address(page, goal if page in {"how_near", "end_goal"} else desk.side)
    data = {**goal_form(), "ended_as": "reached", **told()}
    before = Event.objects.count()
    for name in STRANGERS:
        stranger = Client()
        sign_in(stranger, getattr(desk.cast, name))
        assert stranger.get(address).status_code == stranger.post(address, data).status_code == 404
    assert Event.objects.count() == before
    assert desk.client.get(address).status_code == 200


def test_the_panel_reads_goals_that_were_shared_and_no_other(desk: Desk) -> None:
    shared = factories.goal(desk.side, "a job for the summer", ratings=(2, 6))
    factories.goal(desk.side, "only for Amal", audience="advocate", ratings=(1, 9))
    member = Client()
    sign_in(member, desk.cast.member)
    page = member.get(case_of(desk.side)).content.decode()
    assert "a job for the summer" in page and "6 of 10 now; 2 of 10 at first" in page
    assert "only for Amal" not in page and "9 of 10" not in page
    assert page.count("<circle") >= 2
    assert page.count(f"goal-{shared.public_id}") == 1


@pytest.mark.postgresql
def test_thirty_goals_ask_the_database_as_often_as_three(desk: Desk) -> None:
    member = Client()
    sign_in(member, desk.cast.member)
    reads = [(desk.client, desk.address("person")), (member, case_of(desk.side))]

    def more(count: int) -> None:
        for number in range(count):
            words = keep_words(
                desk.side.subject,
                f"goal {number}",
                side=desk.side,
                channel="in_person",
                acting_user=desk.cast.advocate,
            )
            words.audience = "agencies"
            words.save()
            words.agencies.set([factories.agency("Housing team"), factories.agency("Police")])
            goal = open_goal(words, acting_user=desk.cast.advocate)
            for rating in (1, 5):
                rate_goal(goal, rating, acting_user=None)

    more(3)
    few = [queries_of(client, address) for client, address in reads]
    more(27)
    assert [queries_of(client, address) for client, address in reads] == few


def told() -> dict[str, object]:
    """Everything a person is told before they are given a word, ticked."""
    return dict.fromkeys("readers passed_on courts crimes when_read cost freedom".split(), "on")


def test_a_word_is_shown_once_after_they_were_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.address("word") not in desk.read()
    withdraw_consent(desk.side, acting_user=desk.cast.advocate)
    assert desk.address("word") in desk.read()
    assert "Nothing goes without this." in desk.post("word")
    assert not OneTimeWord.objects.exists()
    shown = desk.read()  # where "button" stands anyway
    unlike = next(word for word in all_words() if word not in shown)
    monkeypatch.setattr(secrets, "choice", lambda free: unlike if unlike in free else free[0])
    page = desk.post("word", **told())
    assert "Read them this word" in page
    given = OneTimeWord.objects.get()
    assert given.given_by == desk.cast.advocate
    assert not Consent.objects.filter(side=desk.side, withdrawn_at=None).exists()
    word = page.partition('<strong dir="auto" lang="en">')[2].partition("</strong>")[0]
    assert word.isalpha() and word not in desk.read()


def test_who_takes_part_already_needs_no_word(desk: Desk) -> None:
    assert "It is recorded already that they agreed." in desk.post("word", **told())
    assert not OneTimeWord.objects.exists()


def test_without_a_number_there_is_nothing_to_text_from(desk: Desk) -> None:
    new = factories.side("Noor", desk.cast.panel, desk.cast.advocate, desk.cast.coordinator)
    assert desk.client.get(desk.address("word", new)).status_code == 404
    assert desk.address("word", new) not in desk.read("person", new)


def test_a_question_that_waits_says_what_it_will_ask(desk: Desk) -> None:
    goal = factories.goal(desk.side, "a job")
    ask(desk.side, "goal_rating", "goal_rating", about=goal.public_id)
    conversation = desk.read().partition('id="conversation"')[2]
    assert "How near they are to what they want" in conversation
