"""Whoever opens a case that is not their own says why first."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.asking import answer_member, ask_member
from companion.changes.meetings import call_meeting, set_agenda
from companion.models import Event, EventKind, Meeting, Opening, PanelAnswer, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import (
    agree_for,
    an_action,
    an_answer,
    answer_to,
    case_of,
    in_days,
    queries_of,
)
from tests.reasons import REASON, gives_a_reason
from tests.signing_in import sign_in

ASKS = "Why do you open this case?"
WAITS = timedelta(days=15)


def on_agenda(cast: Cast, day: date) -> Meeting:
    meeting = call_meeting(cast.panel, day, acting_user=cast.coordinator)
    set_agenda(meeting, [cast.side.panel_case], acting_user=cast.coordinator)
    return meeting


def owns(cast: Cast) -> None:
    factories.action(cast.side, cast.member, cast.chair)


def did(cast: Cast) -> None:
    mark_done(
        factories.action(cast.side, cast.member, cast.chair), "Done.", acting_user=cast.member
    )


def owes(cast: Cast) -> PanelAnswer:
    need = factories.need(cast.side, "a lock that works")
    until = {"owed_by": cast.member, "owed_until": in_days(9)}
    return answer_need(need, "owed", "", Tell("now"), **until, acting_user=cast.chair)


def gave_what_was_owed(cast: Cast) -> None:
    need = owes(cast).need
    answer_need(need, "accepted", "From May.", Tell("now"), acting_user=cast.member)


def was_asked(cast: Cast) -> None:
    action = factories.action(cast.side, cast.chair, cast.chair)
    ask_member(action, cast.member, "When are they in?", acting_user=cast.chair)


def answered(cast: Cast) -> None:
    action = factories.action(cast.side, cast.chair, cast.chair)
    asked = ask_member(action, cast.member, "When are they in?", acting_user=cast.chair)
    answer_member(asked, "After six.", acting_user=cast.member)


def met(cast: Cast) -> None:
    on_agenda(cast, in_days(-14))


def will_meet(cast: Cast) -> None:
    on_agenda(cast, in_days(14))


OWN = [owns, did, owes, gave_what_was_owed, was_asked, answered, met, will_meet]
# What is over, and stays one's own for two weeks only.
OVER = [did, gave_what_was_owed, answered]


def is_asked(client: Client, address: str) -> bool:
    """Whether the page asks why, and shows nothing of anybody."""
    page = client.get(address)
    if ASKS not in page.content.decode():
        assert page.status_code == 200
        return False
    assert page.status_code == 403 and "Jay" not in page.content.decode()
    return True


@pytest.mark.parametrize("mine", OWN)
def test_whoever_has_something_to_do_in_a_case_is_not_asked(
    client: Client, cast: Cast, mine: Callable[[Cast], object]
) -> None:
    sign_in(client, cast.member)
    assert is_asked(client, case_of(cast.side))
    mine(cast)
    assert not is_asked(client, case_of(cast.side))


@pytest.mark.parametrize("mine", OVER)
def test_what_is_long_over_is_not_ones_own(
    client: Client, cast: Cast, mine: Callable[[Cast], object]
) -> None:
    mine(cast)
    with time_machine.travel(timezone.now() + WAITS):
        sign_in(client, cast.member)
        assert is_asked(client, case_of(cast.side))


@pytest.mark.parametrize("days", [-15, 15])
def test_a_meeting_far_away_opens_nothing(client: Client, cast: Cast, days: int) -> None:
    on_agenda(cast, in_days(days))
    sign_in(client, cast.member)
    assert is_asked(client, case_of(cast.side))


def test_somebody_elses_work_is_not_ones_own(client: Client, cast: Cast) -> None:
    for mine in (owns, owes, was_asked):
        mine(cast)
    other = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    sign_in(client, cast.observer)
    assert is_asked(client, case_of(cast.side))
    sign_in(client, cast.member)
    assert not is_asked(client, case_of(cast.side)) and is_asked(client, case_of(other))


def test_whoever_leads_the_panel_is_not_asked(client: Client, cast: Cast) -> None:
    for leader in (cast.coordinator, cast.chair):
        sign_in(client, leader)
        assert not is_asked(client, case_of(cast.side))


@pytest.mark.parametrize("who", ["member", "observer"])
def test_a_reason_opens_this_case_for_twelve_hours(client: Client, cast: Cast, who: str) -> None:
    user: User = getattr(cast, who)
    other = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    address = case_of(cast.side)
    sign_in(client, user)
    assert client.post(address, REASON).headers["Location"] == address
    assert not is_asked(client, address) and is_asked(client, case_of(other))
    opening = Opening.objects.get()
    assert (opening.user, opening.panel_case, opening.why) == (
        user, cast.side.panel_case, "taking_over",
    )  # fmt: skip
    line = Event.objects.get(kind=EventKind.OPENING_EXPLAINED)
    assert (line.user, line.about_id) == (user, opening.public_id)
    assert line.chain_id == cast.panel.public_id
    with time_machine.travel(timezone.now() + timedelta(hours=11)):
        sign_in(client, user)
        assert not is_asked(client, address)
    with time_machine.travel(timezone.now() + timedelta(hours=12, seconds=1)):
        sign_in(client, user)
        assert is_asked(client, address)


def test_one_readers_reason_opens_nothing_for_another(client: Client, cast: Cast) -> None:
    gives_a_reason(cast.observer, cast.side)
    sign_in(client, cast.member)
    assert is_asked(client, case_of(cast.side))


def test_something_else_is_said_in_words_which_are_sealed(client: Client, cast: Cast) -> None:
    sign_in(client, cast.observer)
    address = case_of(cast.side)
    assert client.post(address, {"why_open": "", "why_open_words": "x"}).status_code == 422
    refused = client.post(address, {"why_open": "other", "why_open_words": " "})
    assert refused.status_code == 422 and not Opening.objects.exists()
    assert b"Say in a few words" in refused.content
    client.post(address, {"why_open": "other", "why_open_words": "Her school rang us."})
    assert Opening.objects.get().words == "Her school rang us."
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM companion_opening")
        assert b"school" not in bytes(str(cursor.fetchone()), "utf-8")


def test_a_form_sent_without_a_reason_is_kept_once_there_is_one(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "a lock that works")
    sign_in(client, cast.member)
    typed = an_answer(reason="The keys lie at the desk.")
    asked = client.post(answer_to(need), typed)
    assert asked.status_code == 403 and not PanelAnswer.objects.exists()
    assert b"not lost" in asked.content and b"The keys lie at the desk." in asked.content
    refused = client.post(answer_to(need), {**typed, "why_open": "other", "why_open_words": ""})
    assert refused.status_code == 422 and not PanelAnswer.objects.exists()
    assert b"The keys lie at the desk." in refused.content
    sent = client.post(answer_to(need), {**typed, **REASON})
    assert sent.headers["Location"].startswith(case_of(cast.side))
    assert PanelAnswer.objects.get().reason == "The keys lie at the desk."


def test_sent_twice_it_lands_on_the_page_and_is_kept_once(client: Client, cast: Cast) -> None:
    sign_in(client, cast.member)
    for _ in range(2):
        assert client.post(case_of(cast.side), REASON).status_code == 302
    assert Opening.objects.count() == 1


def test_the_page_that_was_wanted_is_the_one_that_comes(client: Client, cast: Cast) -> None:
    sign_in(client, cast.member)
    wanted = agree_for(cast.side)
    assert is_asked(client, wanted)
    assert client.post(wanted, REASON).headers["Location"] == wanted
    sent = client.post(wanted, an_action(cast.member))
    assert sent.headers["Location"].startswith(case_of(cast.side))


def test_nobody_is_asked_about_what_is_not_there_for_them(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "a lock that works")
    missing = reverse("panel:case", args=[uuid4()])
    cast.side.never_users.add(cast.member)
    for user in (cast.outsider, cast.member, cast.other_member, cast.advocate):
        sign_in(client, user)
        for address in (case_of(cast.side), answer_to(need), agree_for(cast.side)):
            for answer in (client.get(address), client.post(address, REASON)):
                assert answer.status_code == 404
                assert answer.content == client.get(missing).content
    sign_in(client, cast.observer)
    assert client.get(answer_to(need)).status_code == 404
    assert client.post(agree_for(cast.side), REASON).status_code == 404
    assert not Opening.objects.exists()
    assert is_asked(client, case_of(cast.side))


def test_paper_holds_only_what_its_reader_may_open(client: Client, cast: Cast) -> None:
    meeting = on_agenda(cast, in_days(3))
    address = reverse("panel:print_meeting", args=[meeting.public_id])
    sign_in(client, cast.observer)
    assert "Jay" in client.get(address).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        sign_in(client, cast.observer)
        page = client.get(address).content.decode()
        assert "Jay" not in page and "1 case of this meeting is not here" in page
        gives_a_reason(cast.observer, cast.side)
        assert "Jay" in client.get(address).content.decode()
        sign_in(client, cast.chair)
        assert "Jay" in client.get(address).content.decode()


def test_lists_ask_nothing(client: Client, cast: Cast) -> None:
    meeting = on_agenda(cast, in_days(40))
    sign_in(client, cast.observer)
    for address in ("/panel/", reverse("panel:meeting", args=[meeting.public_id])):
        assert "Jay" in client.get(address).content.decode()


def test_it_costs_one_query_however_much_was_opened(client: Client, cast: Cast) -> None:
    sign_in(client, cast.member)
    gives_a_reason(cast.member, cast.side)
    before = queries_of(client, case_of(cast.side))
    for name in ("Ana", "Ben", "Cleo"):
        side = factories.side(name, cast.panel, cast.advocate, cast.coordinator)
        gives_a_reason(cast.member, side, cast.side)
    assert queries_of(client, case_of(cast.side)) == before
    sign_in(client, cast.coordinator)
    assert queries_of(client, case_of(cast.side)) == before
