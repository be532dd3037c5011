"""Whoever leads a panel goes through what was opened there, week by week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companion.changes.exports import Taken, keep_export
from companion.changes.openings import go_through, say_why
from companion.models import Event, EventKind, Membership, Opening, OpeningCheck, User
from companion.tasks import send_letters
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, case_of, queries_of
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

MONDAY = datetime.fromisoformat("2027-03-08T09:00:00+00:00")
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    """A Monday morning; it stands until a test moves it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def page_of(cast: Cast, week: datetime = MONDAY) -> str:
    address = reverse("panel:openings", args=[cast.panel.public_id])
    return f"{address}?week={week.date().isoformat()}"


def check_of(opening: Opening) -> str:
    return reverse("panel:check_opening", args=[opening.public_id])


def settling(opening: Opening) -> str:
    return reverse("panel:settle_opening", args=[opening.public_id])


def read(client: Client, user: User, address: str) -> str:
    sign_in(client, user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_opening_stands_with_who_why_whose_and_how_much(
    client: Client, cast: Cast, clock: Any
) -> None:
    say_why(cast.side.panel_case, "other", "Her school rang us.", acting_user=cast.observer)
    sign_in(client, cast.observer)
    for _ in range(3):
        clock.shift(60)
        assert client.get(case_of(cast.side)).status_code == 200
    client.get(DESK)  # a list is no page of a case
    page = read(client, cast.chair, page_of(cast))
    for shown in ("Olu Observer", "Something else", "Her school rang us.", "Jay", "read 3 pages"):
        assert shown in page, shown
    assert "Nobody read a case as part of their own work" in page


def test_what_is_read_as_ones_own_is_only_counted(client: Client, cast: Cast, clock: Any) -> None:
    factories.action(cast.side, cast.member, cast.chair)
    for user in (cast.member, cast.coordinator):
        sign_in(client, user)
        for _ in range(2):
            clock.shift(60)
            client.get(case_of(cast.side))
    page = read(client, cast.chair, page_of(cast))
    assert "As part of their own work 2 people read 4 pages of cases." in " ".join(page.split())
    assert "Mo Member" not in page and "Cora" not in page
    assert "Nobody opened a case that was not their own." in page


def test_a_week_holds_its_own_openings_only(client: Client, cast: Cast, clock: Any) -> None:
    gives_a_reason(cast.observer, cast.side)
    clock.shift(WEEK)
    gives_a_reason(cast.member, cast.side)
    first = read(client, cast.chair, page_of(cast))
    second = read(client, cast.chair, page_of(cast, MONDAY + WEEK))
    assert "Olu" in first and "Mo Member" not in first
    assert "Mo Member" in second and "Olu" not in second
    assert "The week after" in first and "The week after" not in second
    last_full = read(client, cast.chair, page_of(cast).partition("?")[0])
    assert "Olu" in last_full
    for week in ("0001-01-01", "9999-12-31", "what"):
        address = page_of(cast).partition("?")[0]
        assert client.get(address, {"week": week}).status_code == 200


def test_looked_at_and_fine(client: Client, cast: Cast) -> None:
    (opening,) = gives_a_reason(cast.observer, cast.side)
    sign_in(client, cast.chair)
    client.post(check_of(opening), {"found": "what"})
    assert not OpeningCheck.objects.exists()
    for found in ("fine", "ask"):  # the second comes too late
        client.post(check_of(opening), {"found": found})
    check = OpeningCheck.objects.get()
    assert (check.found, check.checked_by) == ("fine", cast.chair)
    line = Event.objects.get(kind=EventKind.OPENING_CHECKED)
    assert (line.user, line.about_id) == (cast.chair, opening.public_id)
    assert not mail.outbox
    page = read(client, cast.coordinator, page_of(cast))
    assert "Gone through by Chris Chair" in page and "Looked at it: fine" not in page


def test_asked_about_stands_open_until_it_is_settled_with_a_word(
    client: Client, cast: Cast
) -> None:
    (opening,) = gives_a_reason(cast.observer, cast.side)
    sign_in(client, cast.chair)
    client.post(check_of(opening), {"found": "ask"})
    send_letters()
    (email,) = mail.outbox
    assert email.to == [cast.observer.email]
    assert not {"Jay", "Chris", "Hill Town", "case"} & set(email.body.split())
    assert "would like to know why you opened a case" in read(client, cast.observer, DESK)
    assert "Write down what came of it" in read(client, cast.coordinator, page_of(cast))
    assert client.post(settling(opening), {"words": " "}).status_code == 422
    client.post(settling(opening), {"words": "Her agency was rung; it is noted."})
    client.post(settling(opening), {"words": "Once more."})
    check = OpeningCheck.objects.get()
    assert (check.words, check.settled_by) == (
        "Her agency was rung; it is noted.", cast.coordinator,
    )  # fmt: skip
    assert "Her agency was rung; it is noted." in read(client, cast.chair, page_of(cast))
    assert "would like to know" not in read(client, cast.observer, DESK)
    kinds = (EventKind.OPENING_ASKED_ABOUT, EventKind.OPENING_SETTLED)
    assert [Event.objects.filter(kind=kind).count() for kind in kinds] == [1, 1]


def test_where_no_email_leaves_whoever_asks_is_told_so(
    client: Client, cast: Cast, settings: Any
) -> None:
    settings.MAIL_LEAVES = False
    (opening,) = gives_a_reason(cast.observer, cast.side)
    sign_in(client, cast.chair)
    said = client.post(check_of(opening), {"found": "ask"}, follow=True).content.decode()
    assert "No email leaves here" in said and not mail.outbox


def test_copies_of_conversations_stand_in_their_week_for_whoever_leads(
    client: Client, cast: Cast, clock: Any
) -> None:
    """Never why, which may hold what only the advocate may know; nor those of other panels."""
    day = MONDAY.date()
    for side, taken, user in (
        (cast.side, Taken("pdf", 12, "The solicitor asks.", day, day), cast.advocate),
        (cast.side, Taken("csv", 1, "The solicitor asks."), cast.advocate),
        (cast.other_side, Taken("csv", 3, "Elsewhere."), cast.other_advocate),
    ):
        keep_export(side, taken, acting_user=user)
    page = " ".join(read(client, cast.chair, page_of(cast)).split())
    assert "of the conversation with Jay: PDF, 12 texts, from 8 Mar 2027 to 8 Mar 2027" in page
    assert "of the conversation with Jay: CSV, 1 text, all of it" in page
    assert "solicitor" not in page and "Kit" not in page and "Bo Advocate" not in page
    assert "taken along" not in read(client, cast.chair, page_of(cast, MONDAY - WEEK))
    sign_in(client, cast.member)
    assert client.get(page_of(cast)).status_code == 404


def test_nobody_goes_through_what_they_opened_themselves(client: Client, cast: Cast) -> None:
    mine, asked = gives_a_reason(cast.member, cast.side, cast.side)
    Membership.objects.filter(user=cast.member).update(role="chair")
    go_through(asked, "ask", acting_user=cast.coordinator)
    page = read(client, cast.member, page_of(cast))
    assert page.count("You opened this yourself.") == 2 and "Looked at it: fine" not in page
    client.post(check_of(mine), {"found": "fine"})
    assert not hasattr(Opening.objects.get(pk=mine.pk), "gone_through")
    assert client.post(settling(asked), {"words": "All is well."}).status_code == 404
    sign_in(client, cast.coordinator)
    client.post(check_of(mine), {"found": "fine"})
    assert Opening.objects.get(pk=mine.pk).gone_through.checked_by == cast.coordinator


def test_the_desk_of_whoever_leads_says_when_a_full_week_waits(
    client: Client, cast: Cast, clock: Any
) -> None:
    opening, other = gives_a_reason(cast.observer, cast.side, cast.side)
    assert "to go through" not in read(client, cast.chair, DESK)
    clock.shift(WEEK)
    for leader in (cast.chair, cast.coordinator):
        page = read(client, leader, DESK)
        assert "2 openings to go through" in page and page_of(cast) in page
    assert "to go through" not in read(client, cast.observer, DESK)
    go_through(opening, "fine", acting_user=cast.chair)
    assert "1 opening to go through" in read(client, cast.chair, DESK)
    go_through(other, "ask", acting_user=cast.chair)
    assert "1 opening to go through" in read(client, cast.chair, DESK)
    sign_in(client, cast.chair)
    client.post(settling(other), {"words": "It was for the school."})
    assert "to go through" not in read(client, cast.chair, DESK)


def test_only_whoever_leads_and_may_see_the_person(client: Client, cast: Cast) -> None:
    (opening,) = gives_a_reason(cast.observer, cast.side)
    for user in (cast.member, cast.observer, cast.outsider, cast.advocate, cast.other_member):
        sign_in(client, user)
        assert client.get(page_of(cast)).status_code == 404
        assert client.post(check_of(opening), {"found": "fine"}).status_code == 404
    cast.side.never_users.add(cast.chair)
    page = read(client, cast.chair, page_of(cast))
    assert "Jay" not in page and "Olu" not in page
    assert client.post(check_of(opening), {"found": "fine"}).status_code == 404
    assert "Olu" in read(client, cast.coordinator, page_of(cast))


def test_as_many_queries_for_many_openings_as_for_one(client: Client, cast: Cast) -> None:
    gives_a_reason(cast.observer, cast.side)
    sign_in(client, cast.chair)
    client.get(page_of(cast))
    few = queries_of(client, page_of(cast))
    for name in ("Ana", "Ben", "Cleo"):
        side = factories.side(name, cast.panel, cast.advocate, cast.coordinator)
        for user in (cast.observer, cast.member):
            (opening,) = gives_a_reason(user, side)
        go_through(opening, "ask", acting_user=cast.coordinator)
        keep_export(side, Taken("pdf", 2, "Asked for."), acting_user=cast.advocate)
    assert queries_of(client, page_of(cast)) == few
    with CaptureQueriesContext(connection) as desk:
        client.get(DESK)
    for name in ("Dan", "Eli"):
        side = factories.side(name, cast.panel, cast.advocate, cast.coordinator)
        gives_a_reason(cast.observer, side)
    with CaptureQueriesContext(connection) as desk_of_many:
        client.get(DESK)
    assert len(desk_of_many) == len(desk)
