"""The needs summary: the person's words first, the answers, what was agreed, both accounts."""

from datetime import date
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.actions import answer_action, give_feedback, mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.words import choose_audience, keep_words
from companion.models import Need, User
from companion.views.panel.timeline import FIRST, LAST, places
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import agree_for, answer_to, case_of, in_days, queries_of
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in


def read(client: Client, cast: Cast, user: User | None = None) -> str:
    sign_in(client, user or cast.member)
    gives_a_reason(user or cast.member, cast.side)
    answer = client.get(case_of(cast.side))
    assert answer.status_code == 200
    return answer.content.decode()


def shared_with_housing(cast: Cast, words: str) -> Need:
    need = factories.need(cast.side, words, audience="agencies")
    choose_audience(
        need.statement, "agencies", acting_user=None, agencies=[factories.agency("Housing team")]
    )
    return need


def test_needs_stand_in_the_order_of_how_much_they_matter(client: Client, cast: Cast) -> None:
    for words, importance in (("the third", 2), ("the first", 5), ("the second", 4)):
        factories.need(cast.side, words, importance=importance)
    unranked = factories.need(cast.side, "the last")
    unranked.importance = None
    unranked.save()
    page = read(client, cast)
    words = ["the first", "the second", "the third", "the last"]
    assert sorted(words, key=page.index) == words


def test_the_persons_words_come_before_everything_of_ours(client: Client, cast: Cast) -> None:
    factories.need(cast.side, "somewhere safe")
    factories.action(cast.side, cast.member, cast.chair)
    page = read(client, cast)
    in_order = [
        "somewhere safe",
        "Unanswered",
        "Agreed, in order",
        "Visit the flat",
        "Amal Advocate",
    ]
    assert sorted(in_order, key=page.index) == in_order


def test_an_answer_is_shown_with_its_reason_and_how_it_is_told(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    answer_need(
        need, "partly", "A room until March.", Tell("advocate_first"), acting_user=cast.chair
    )
    page = read(client, cast)
    for part in ("partly", "A room until March.", "Chris Chair", "Their advocate tells them"):
        assert part in page


def test_the_newest_answer_stands(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    answer_need(need, "declined", "Nothing is free.", Tell("now"), acting_user=cast.chair)
    answer_need(need, "accepted", "A flat came up.", Tell("now"), acting_user=cast.chair)
    page = read(client, cast)
    assert "A flat came up." in page
    assert "Nothing is free." not in page


def test_what_waits_is_counted(client: Client, cast: Cast) -> None:
    factories.need(cast.side, "somewhere safe")
    late = factories.need(cast.side, "a bus pass")
    answer_need(
        late,
        "owed",
        "",
        Tell("now"),
        acting_user=cast.chair,
        owed_by=cast.chair,
        owed_until=in_days(-1),
    )
    factories.action(cast.side, cast.member, cast.chair, due_on=in_days(-1))
    sign_in(client, cast.member)
    figures = client.get(case_of(cast.side)).context["sides"][0]["figures"]
    assert (figures.unanswered, figures.owed, figures.overdue, figures.differ) == (1, 1, 2, 0)


def test_what_the_person_says_of_an_action_stands_with_it(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    answer_action(action, "change", words="not on a tuesday", acting_user=None)
    page = read(client, cast)
    assert "change it" in page
    assert "not on a tuesday" in page


def test_where_accounts_differ_both_stand_and_it_is_marked(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    mark_done(action, "Visited on Tuesday.", acting_user=cast.member)
    assert "the two accounts differ" not in read(client, cast)
    give_feedback(action, "no", words="nobody came", acting_user=None)
    page = read(client, cast)
    for part in ("Visited on Tuesday.", "nobody came", "the two accounts differ"):
        assert part in page
    give_feedback(action, "yes", helped=4, acting_user=None)
    assert "the two accounts differ" not in read(client, cast)


def test_a_legal_requirement_is_labelled_as_one(client: Client, cast: Cast) -> None:
    factories.action(cast.side, cast.member, cast.chair, statutory=True)
    assert "A legal requirement, not a choice." in read(client, cast)


def test_words_shared_with_some_agencies_are_read_by_those_alone(
    client: Client, cast: Cast
) -> None:
    need = shared_with_housing(cast, "my landlord hits me")
    answer_need(need, "accepted", "A flat is free.", Tell("now"), acting_user=cast.member)
    action = factories.action(cast.side, cast.member, cast.member, "See the flat")
    action.needs.set([need])
    assert read(client, cast, cast.member).count("my landlord hits me") > 1
    for reader in (cast.chair, cast.coordinator):
        page = read(client, cast, reader)
        assert "See the flat" in page
        hidden = ("my landlord hits me", "A flat is free.", str(need.public_id))
        assert [part for part in hidden if part in page] == []
        assert "my landlord" not in client.get(agree_for(cast.side)).content.decode()
        assert client.get(answer_to(need)).status_code == 404


def test_what_is_for_the_advocate_alone_reaches_no_panel(client: Client, cast: Cast) -> None:
    factories.need(cast.side, "only for Amal", audience="advocate")
    keep_words(cast.side.subject, "just talking", side=cast.side, channel="text", acting_user=None)
    page = read(client, cast)
    assert "only for Amal" not in page
    assert "just talking" not in page
    assert "No words have been shared with you yet." in page


def test_shared_words_that_opened_no_need_are_read_as_well(client: Client, cast: Cast) -> None:
    words = keep_words(
        cast.side.subject,
        "thank you for the taxi",
        side=cast.side,
        channel="text",
        acting_user=None,
    )
    choose_audience(words, "panel", acting_user=None)
    assert "thank you for the taxi" in read(client, cast)


def test_words_of_the_person_are_never_markup(client: Client, cast: Cast) -> None:
    factories.need(cast.side, "<script>alert(1)</script>")
    page = read(client, cast)
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_new_case_says_what_to_do_next(client: Client, cast: Cast) -> None:
    for reader in (cast.member, cast.observer):
        gives_a_reason(reader, cast.side)
    sign_in(client, cast.member)
    assertContains(client.get(case_of(cast.side)), "Agree the first action")
    sign_in(client, cast.observer)
    assertNotContains(client.get(case_of(cast.side)), "Agree the first action")


@pytest.mark.postgresql
def test_thirty_needs_ask_the_database_as_often_as_three(client: Client, cast: Cast) -> None:
    def more(count: int) -> None:
        for number in range(count):
            need = shared_with_housing(cast, f"need {number}")
            answer_need(need, "accepted", "Yes.", Tell("now"), acting_user=cast.chair)
            action = factories.action(cast.side, cast.member, cast.chair, f"step {number}")
            action.needs.set([need])
            answer_action(action, "agree", acting_user=None)
            mark_done(action, acting_user=cast.member)
            give_feedback(action, "partly", acting_user=None)

    sign_in(client, cast.member)
    more(3)
    few = queries_of(client, case_of(cast.side))
    more(27)
    assert queries_of(client, case_of(cast.side)) == few


days = st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=1, max_size=60).map(sorted)


@given(days)
def test_every_action_has_its_place_on_the_line_in_order(days: list[date]) -> None:
    found = places(days)
    assert found == sorted(found)
    assert FIRST <= found[0] and found[-1] <= LAST


@given(
    st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), min_size=2, max_size=13).map(sorted)
)
def test_numbers_on_the_line_do_not_cover_each_other(days: list[date]) -> None:
    found = places(days)
    assert min(later - sooner for sooner, later in pairwise(found)) >= 6


@pytest.mark.parametrize("count", [1, 2, 30])
def test_actions_of_one_day_are_spread(count: int) -> None:
    assert len(set(places([date(2026, 5, 4)] * count))) == count
