"""Engagement share and its company: counted right, never without its baseline, of nobody unseen."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from companion.changes.actions import record_attempt
from companion.changes.goals import rate_turn_to
from companion.changes.people import change_advocate, end_advocacy
from companion.evidence.measures import per_cent
from companion.models import CaseSubject, Panel, User
from companion.views.panel.measures import run_chart
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, queries_of
from tests.signing_in import sign_in


def address(panel: Panel) -> str:
    return f"/panel/measures/{panel.public_id}/"


def read(client: Client, user: User, panel: Panel) -> str:
    sign_in(client, user)
    page = client.get(address(panel))
    assert page.status_code == 200
    return page.content.decode()


def figures(page: str) -> dict[str, str]:
    """Each figure by what it is of."""
    found = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page)
    return {name: value for name, value in found}


def agree(side: CaseSubject, cast: Cast, kind: str, newness: str = "anyway") -> None:
    factories.action(side, cast.member, cast.chair, kind=kind, newness=newness)


@pytest.fixture
def work(cast: Cast) -> None:
    """Five actions: two engage, one of them tried twice and reached, two are additional."""
    agree(cast.side, cast, "support", "new")
    agree(cast.side, cast, "check", "forward")
    agree(cast.side, cast, "enforce")
    agree(cast.side, cast, "engage")
    tried = factories.action(cast.side, cast.member, cast.chair, kind="engage", newness="anyway")
    for achieved in (False, True):
        record_attempt(tried, date.today(), achieved=achieved, acting_user=cast.member)


def test_the_shares_stand_with_their_counts_and_the_baseline(
    client: Client, cast: Cast, work: None
) -> None:
    page = read(client, cast.member, cast.panel)
    found = figures(page)
    assert found["engagement share: 2 of 5 agreed"] == "40 %"
    assert found["baseline: one evaluated panel"] == "20 %"
    assert (found["tried to engage"], found["person reached"]) == ("1 / 2", "1 / 2")
    assert found["additional share: 2 of 5"] == "40 %"
    assert "counted in another way" in page
    assert "Police Foundation, 2016" in page


def test_the_desk_shows_the_same_and_leads_there(client: Client, cast: Cast, work: None) -> None:
    sign_in(client, cast.member)
    page = client.get(DESK).content.decode()
    assert figures(page)["engagement share: 2 of 5 agreed"] == "40 %"
    assert figures(page)["baseline: one evaluated panel"] == "20 %"
    assert address(cast.panel) in page


@pytest.mark.parametrize(
    "stranger", ["outsider", "other_member", "other_advocate", "advocate", "administrator"]
)
def test_only_the_panel_reads_how_it_works(
    client: Client, cast: Cast, work: None, stranger: str
) -> None:
    for role in ("member", "observer", "chair", "coordinator"):
        assert "40 %" in read(client, getattr(cast, role), cast.panel)
    sign_in(client, getattr(cast, stranger))
    assert client.get(address(cast.panel)).status_code == 404


def test_nobody_counts_whom_they_may_not_see(client: Client, cast: Cast, work: None) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    agree(ana, cast, "engage")
    assert "engagement share: 3 of 6 agreed" in read(client, cast.member, cast.panel)
    ana.never_users.add(cast.member)
    page = read(client, cast.member, cast.panel)
    assert "engagement share: 2 of 5 agreed" in page
    assert figures(page)["people"] == "1"
    assert "engagement share: 3 of 6 agreed" in read(client, cast.chair, cast.panel)


def test_someone_to_turn_to_is_shown_first_and_latest(client: Client, cast: Cast) -> None:
    asked_once = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    factories.side("Leo", cast.panel, cast.advocate, cast.coordinator)
    rate_turn_to(asked_once, 9, acting_user=None)
    for rating in (2, 5, 7):
        rate_turn_to(cast.side, rating, acting_user=None)
    found = figures(read(client, cast.member, cast.panel))
    assert found["people asked"] == "2 / 3"
    assert found["asked again"] == "1"
    assert (found["of those, at first"], found["of those, latest"]) == ("2.0", "7.0")
    agree(cast.side, cast, "engage")
    on_the_desk = figures(client.get(DESK).content.decode())
    assert on_the_desk["someone to turn to, 0 to 10: 1 person"] == "2.0 → 7.0"


def test_days_without_an_advocate_and_changes_are_counted(client: Client, cast: Cast) -> None:
    now = timezone.now()

    def after(days: int) -> time_machine.travel:
        return time_machine.travel(now + timedelta(days=days, hours=1))

    until = now + timedelta(days=300)
    with after(10):
        change_advocate(cast.side, cast.advocate, until, acting_user=cast.coordinator)
    with after(20):
        end_advocacy(cast.side, acting_user=cast.coordinator)
        found = figures(read(client, cast.member, cast.panel))
        assert (found["have no advocate now"], found["changes of advocate"]) == ("1", "0")
    other = factories.user("Uma Advocate", cast.advocate.agency)
    with after(25):
        change_advocate(cast.side, other, now + timedelta(days=30), acting_user=cast.coordinator)
        found = figures(read(client, cast.member, cast.panel))
        assert found["days without an advocate, 1 person"] == "5"
        assert (found["have no advocate now"], found["changes of advocate"]) == ("0", "1")
    with after(40):
        found = figures(read(client, cast.member, cast.panel))
        assert found["days without an advocate, 1 person"] == "15"
        assert found["have no advocate now"] == "1"
    case = cast.side.panel_case
    case.closed_at = now + timedelta(days=33, hours=1)
    case.save()
    with after(40):
        found = figures(read(client, cast.member, cast.panel))
        assert found["days without an advocate, 1 person"] == "8"
        assert found["have no advocate now"] == "0"


def test_the_chart_goes_month_by_month_and_its_table_says_the_same(
    client: Client, cast: Cast
) -> None:
    for month, kinds in ((3, ["engage", "support"]), (5, ["engage"])):
        with time_machine.travel(datetime(2026, month, 10, 12, tzinfo=UTC)):
            for kind in kinds:
                agree(cast.side, cast, kind)
    with time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=UTC)):
        page = read(client, cast.member, cast.panel)
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", page)[1:]
    ]
    assert rows == [
        ["March 2026", "2", "1", "50 %", "0", "0"],
        ["April 2026", "0", "0", "–", "0", "0"],
        ["May 2026", "1", "1", "100 %", "0", "0"],
        ["June 2026", "0", "0", "–", "0", "0"],
    ]
    assert page.count('class="chart__point"') == 2
    assert 'class="chart__line"' not in page
    assert 'stroke-dasharray="8 6"' in page
    assert "baseline 20 %" in page


def test_an_empty_panel_has_nothing_to_count(client: Client, cast: Cast) -> None:
    page = read(client, cast.member, cast.panel)
    assert "Nothing is agreed yet, so there is nothing to count." in page
    assert "chart__" not in page
    assert run_chart([])["points"] == []


def test_shares_are_rounded_half_up() -> None:
    assert [per_cent(1, 8), per_cent(1, 3), per_cent(2, 3), per_cent(0, 0)] == [13, 33, 67, None]


@pytest.mark.postgresql
def test_thirty_cases_ask_the_database_as_often_as_three(client: Client, cast: Cast) -> None:
    def more(count: int) -> None:
        for number in range(count):
            side = factories.side(f"Person {number}", cast.panel, cast.advocate, cast.coordinator)
            action = factories.action(side, cast.member, cast.chair, kind="engage")
            record_attempt(action, date.today(), achieved=True, acting_user=cast.member)
            rate_turn_to(side, 4, acting_user=None)

    sign_in(client, cast.member)
    more(3)
    few = queries_of(client, address(cast.panel))
    more(27)
    assert queries_of(client, address(cast.panel)) == few
