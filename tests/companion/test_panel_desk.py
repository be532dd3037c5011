"""What wants a member today, and how each case stands."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.actions import answer_action, give_feedback, mark_done
from companion.changes.alerts import raise_alert
from companion.changes.answers import Tell, answer_need
from companion.models import Need, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, answer_to, case_of, in_days, queries_of
from tests.signing_in import sign_in


def owe(need: Need, owner: User, days: int) -> None:
    answer_need(
        need, "owed", "", Tell("now"), acting_user=owner, owed_by=owner, owed_until=in_days(days)
    )


def read(client: Client, user: User) -> str:
    sign_in(client, user)
    return client.get(DESK).content.decode()


def order_of(page: str, *parts: str) -> list[str]:
    return sorted(parts, key=page.index)


def test_what_presses_most_comes_first(client: Client, cast: Cast) -> None:
    factories.need(cast.side, "the least of it", importance=1)
    factories.need(cast.side, "the most of it", importance=5)
    late, owed = factories.need(cast.side, "long promised"), factories.need(cast.side, "promised")
    owe(late, cast.member, -1)
    owe(owed, cast.member, 5)
    factories.action(cast.side, cast.member, cast.chair, "Gone by", due_on=in_days(-2))
    factories.action(cast.side, cast.member, cast.chair, "This week", due_on=in_days(3))
    expected = [
        "long promised",
        "Gone by",
        "the most of it",
        "the least of it",
        "“promised”",
        "This week",
    ]
    page = read(client, cast.member)
    assert order_of(page, *expected) == expected
    assert "6 things want you" in page


def test_what_is_not_due_this_week_waits_in_a_count(client: Client, cast: Cast) -> None:
    factories.action(cast.side, cast.member, cast.chair, "Far away", due_on=in_days(30))
    done = factories.action(cast.side, cast.member, cast.chair, "Visited")
    mark_done(done, acting_user=cast.member)
    page = read(client, cast.member)
    assert "Far away" not in page
    assert "Later: 1" in page
    assert "Done, waiting for their word: 1" in page
    assert "Nothing wants you now" in page


def test_an_answered_need_wants_nobody_any_more(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    assert answer_to(need) in read(client, cast.member)
    answer_need(need, "accepted", "Yes.", Tell("now"), acting_user=cast.chair)
    assert answer_to(need) not in read(client, cast.member)


def test_a_promise_wants_only_whoever_made_it(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    owe(need, cast.member, 3)
    assert answer_to(need) in read(client, cast.member)
    assert answer_to(need) not in read(client, cast.chair)
    answer_need(need, "accepted", "Yes.", Tell("now"), acting_user=cast.member)
    assert answer_to(need) not in read(client, cast.member)


def test_an_owner_learns_that_the_person_wants_otherwise(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair, due_on=in_days(30))
    answer_action(action, "no", acting_user=None)
    assert "wants otherwise" in read(client, cast.member)
    assert "wants otherwise" not in read(client, cast.chair)


def test_an_owner_learns_for_two_weeks_that_the_accounts_differ(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    mark_done(action, acting_user=cast.member)
    give_feedback(action, "no", acting_user=None)
    assert "accounts differ" in read(client, cast.member)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert "accounts differ" not in read(client, cast.member)


def test_an_observer_is_asked_for_nothing(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    page = read(client, cast.observer)
    assert answer_to(need) not in page
    assert "Nothing wants you now" in page
    assert "1 unanswered" in page


def test_each_case_says_what_waits_in_it_and_the_fullest_comes_first(
    client: Client, cast: Cast
) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator, "offender")
    factories.side("Robin", cast.panel, cast.advocate, cast.coordinator, "family")
    factories.need(cast.side, "somewhere safe")
    owe(factories.need(ana, "a bus pass"), cast.chair, -3)
    factories.action(ana, cast.chair, cast.chair, due_on=in_days(-1))
    page = read(client, cast.member).partition("Cases</h2>")[2]
    assert order_of(page, "Ana", "Jay", "Robin") == ["Ana", "Jay", "Robin"]
    assert "2 overdue" in page
    assert "1 unanswered" in page
    assert "nothing waits" in page
    assert "offender · Hill Town MARAC" in page


def test_an_empty_desk_says_what_to_do_next(client: Client, cast: Cast) -> None:
    empty = factories.panel("New panel", coordinator=cast.outsider, member=cast.editor_like)
    sign_in(client, cast.outsider)
    assertContains(client.get(DESK), "Open one for the first person")
    sign_in(client, cast.editor_like)
    assertContains(client.get(DESK), "coordinator opens cases")
    assert empty.cases.count() == 0


def test_a_closed_case_is_not_listed(client: Client, cast: Cast) -> None:
    factories.need(cast.side, "somewhere safe")
    case = cast.side.panel_case
    case.closed_at = timezone.now()
    case.save()
    sign_in(client, cast.member)
    assertNotContains(client.get(DESK), case_of(cast.side))


def test_a_word_of_danger_reaches_the_coordinator_without_the_words(
    client: Client, cast: Cast
) -> None:
    raise_alert(cast.side.subject, "in_danger", side=cast.side)
    page = read(client, cast.coordinator)
    assert "said something that Amal Advocate must see" in page
    assert "Amal Advocate must see" not in read(client, cast.member)


@pytest.mark.parametrize("role", ["member", "coordinator"])
@pytest.mark.postgresql
def test_thirty_cases_ask_the_database_as_often_as_three(
    client: Client, cast: Cast, role: str
) -> None:
    def more(count: int) -> None:
        for number in range(count):
            side = factories.side(f"Person {number}", cast.panel, cast.advocate, cast.coordinator)
            factories.need(side, "somewhere safe")
            owe(factories.need(side, "a bus pass"), getattr(cast, role), 3)
            action = factories.action(side, getattr(cast, role), cast.chair)
            answer_action(action, "change", words="later please", acting_user=None)

    sign_in(client, getattr(cast, role))
    more(3)
    few = queries_of(client, DESK)
    more(27)
    assert queries_of(client, DESK) == few
