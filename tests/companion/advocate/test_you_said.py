"""*You said, we did*: made from records, silent about what is not told, texted once a change."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from companion.changes.actions import answer_action, give_feedback, mark_done
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.models import AgreedAction, Event, EventKind, Need, Telling, WordingLevel
from companion.texting.rendering import short_date
from messaging.models import OutgoingMessage, State
from tests import factories
from tests.cast import Cast
from tests.companion.advocate.conftest import deliver
from tests.companion.panel_desk import in_days, queries_of, texts_to
from tests.fakes import FakeTwilio, bodies
from tests.signing_in import sign_in

NOT_TOLD = Tell("not_told", "It would put somebody in danger.", in_days(30))
FIRST, NOW = Tell("advocate_first"), Tell("now")


def address(cast: Cast) -> str:
    return f"/advocate/people/{cast.side.public_id}/you-said/"


def read(client: Client, cast: Cast) -> str:
    """The page as the advocate sees it, less what differs between any two openings."""
    page = client.get(address(cast)).content.decode()
    without = re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
    return re.sub(r'class="phone__top">.*', "", without)


def serve(need: Need, cast: Cast, what: str, tell: Tell = NOW, **plan: object) -> AgreedAction:
    action = factories.action(cast.side, cast.member, cast.chair, what, tell=tell, **plan)
    action.needs.add(need)
    return action


def press(client: Client, cast: Cast) -> list[OutgoingMessage]:
    """Press the button; what was composed by it."""
    before = {text.pk for text in texts_to(cast.side, "you_said_we_did")}
    assert client.post(address(cast)).status_code == 302
    return [text for text in texts_to(cast.side, "you_said_we_did") if text.pk not in before]


@pytest.fixture
def need(cast: Cast, client: Client) -> Need:
    sign_in(client, cast.advocate)
    return factories.need(cast.side, "NEED somewhere safe to live")


def test_each_need_stands_with_what_came_of_it_and_what_they_said(
    client: Client, cast: Cast, need: Need
) -> None:
    factories.need(cast.side, "only my advocate knows this", audience="advocate", importance=1)
    answer_need(need, "accepted", "A flat is free in May.", Tell("now"), acting_user=cast.chair)
    action = serve(need, cast, "Change the locks")
    answer_action(action, "agree", acting_user=None)
    mark_done(action, "a note among ourselves", acting_user=cast.member)
    give_feedback(action, "partly", helped=3, words="one door only", acting_user=None)
    factories.action(cast.side, cast.member, cast.chair, "Serves no need")
    page = read(client, cast)
    for part in (
        "somewhere safe to live", "The panel said yes", "A flat is free in May.",
        "Change the locks", "said to be done", "Housing team", "You said yes.",
        "You say that some of it happened.",
        "It helped 3 of 5.", "one door only", "only my advocate knows this",
        "Nothing to tell of it yet.", "Agreed besides", "Serves no need",
    ):  # fmt: skip
        assert part in page, part
    assert "a note among ourselves" not in page
    assert page.index("somewhere safe") < page.index("only my advocate knows this")


def test_what_is_not_told_leaves_no_trace(client: Client, cast: Cast, need: Need) -> None:
    answer_need(need, "accepted", "A flat is free in May.", Tell("now"), acting_user=cast.chair)
    serve(need, cast, "Change the locks")
    before = read(client, cast)
    answer_need(need, "declined", "There is none after all.", FIRST, acting_user=cast.chair)
    answer_need(need, "declined", "They must not hear.", NOT_TOLD, acting_user=cast.chair)
    serve(need, cast, "Tell the school", NOT_TOLD)
    untold = serve(need, cast, "Speak with the landlord", FIRST)
    factories.action(cast.side, cast.member, cast.chair, "Search the flat", tell=NOT_TOLD)
    assert read(client, cast) == before
    tell_in_person(untold.telling, acting_user=cast.advocate)
    assert "Speak with the landlord" in read(client, cast)


def test_a_need_whose_answer_is_untold_looks_like_one_without_an_answer(
    client: Client, cast: Cast, need: Need
) -> None:
    before = read(client, cast)
    answer_need(need, "declined", "No.", FIRST, acting_user=cast.chair)
    assert read(client, cast) == before
    assert press(client, cast) == []


def test_the_text_says_what_they_said_and_what_was_done(
    client: Client, cast: Cast, need: Need, provider: FakeTwilio
) -> None:
    action = serve(need, cast, "Change the locks")
    mark_done(action, acting_user=cast.member)
    serve(need, cast, "Tell the landlord", NOT_TOLD)
    deliver()
    [text] = press(client, cast)
    assert text.about == need.public_id
    deliver()
    said = 'You told us:\n"NEED somewhere safe to live"\nWhat was done:\n'
    assert bodies(provider.sent)[-1] == f"{said}Said to be done: Change the locks"
    assert Event.objects.filter(kind=EventKind.FED_BACK, user=cast.advocate).count() == 1


def test_their_own_account_is_not_talked_over(
    client: Client, cast: Cast, need: Need, provider: FakeTwilio
) -> None:
    action = serve(need, cast, "Change the locks")
    mark_done(action, acting_user=cast.member)
    give_feedback(action, "no", acting_user=None)
    serve(need, cast, "Visit on Monday", due_on=date(2031, 3, 3))
    serve(need, cast, "Stay in town", statutory=True)
    deliver()
    press(client, cast)
    deliver()
    assert bodies(provider.sent)[-1].split("What was done:\n")[1].splitlines() == [
        "Said to be done, and you say it was not: Change the locks",
        f"Set by law, by {short_date(in_days(7))}: Stay in town",
    ]


def test_an_answer_alone_is_told_while_it_stands(
    client: Client, cast: Cast, need: Need, provider: FakeTwilio
) -> None:
    answer_need(need, "accepted", "A flat is free in May.", Tell("now"), acting_user=cast.chair)
    deliver()
    press(client, cast)
    deliver()
    assert bodies(provider.sent)[-1].endswith("What was done:\nThe answer: A flat is free in May.")


def test_cover_words_go_where_no_more_is_allowed(
    client: Client, cast: Cast, provider: FakeTwilio
) -> None:
    side = factories.side("Rosa", cast.panel, cast.advocate, cast.coordinator)
    factories.taking_part(side, cast.advocate, level=WordingLevel.COVER)
    cast.side = side
    need = factories.need(side, "my own front door")
    mark_done(serve(need, cast, "Change the locks"), acting_user=cast.member)
    sign_in(client, cast.advocate)
    deliver()
    assert len(press(client, cast)) == 1
    deliver()
    assert "front door" not in "".join(bodies(provider.sent))
    assert bodies(provider.sent)[-1].startswith("There is news about your booking.")
    assert "locks" not in "".join(bodies(provider.sent))


def test_nothing_untold_leaves_although_it_could_be_told_when_it_was_composed(
    client: Client, cast: Cast, need: Need, provider: FakeTwilio
) -> None:
    answer_need(need, "accepted", "A flat is free in May.", Tell("now"), acting_user=cast.chair)
    action = serve(need, cast, "Change the locks")
    mark_done(action, acting_user=cast.member)
    deliver()
    before = len(provider.sent)
    [text] = press(client, cast)
    answer_need(need, "declined", "No flat after all.", FIRST, acting_user=cast.chair)
    Telling.objects.filter(agreed_action=action).update(when="advocate_first")
    deliver()
    text.refresh_from_db()
    assert (text.state, text.reason, len(provider.sent)) == (State.WITHHELD, "not_told", before)


def test_each_change_is_texted_once(client: Client, cast: Cast, need: Need) -> None:
    action = serve(need, cast, "Change the locks")
    assert len(press(client, cast)) == 1
    assert press(client, cast) == []
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        answer_action(action, "agree", acting_user=None)
        sign_in(client, cast.advocate)
        assert press(client, cast) == []
        mark_done(action, acting_user=cast.member)
        assert len(press(client, cast)) == 1
        assert press(client, cast) == []


def test_no_more_than_three_go_and_the_newest_first(client: Client, cast: Cast, need: Need) -> None:
    needs = [need, *(factories.need(cast.side, f"thing {number}") for number in range(4))]
    for one in needs:
        serve(one, cast, "Visit")
    assert [text.about for text in press(client, cast)] == [
        one.public_id for one in reversed(needs[2:])
    ]
    assert len(press(client, cast)) == 2


def test_a_stranger_sends_nothing(cast: Cast, need: Need) -> None:
    serve(need, cast, "Change the locks")
    for name in ("other_advocate", "coordinator", "member", "outsider"):
        stranger = Client()
        sign_in(stranger, getattr(cast, name))
        assert stranger.get(address(cast)).status_code == 404
        assert stranger.post(address(cast)).status_code == 404
    assert texts_to(cast.side, "you_said_we_did") == []


@pytest.mark.postgresql
def test_thirty_needs_ask_the_database_as_often_as_four(
    client: Client, cast: Cast, need: Need
) -> None:
    def more(count: int) -> None:
        for number in range(count):
            one = factories.need(cast.side, f"thing {number}")
            answer_need(one, "accepted", "Yes.", Tell("now"), acting_user=cast.chair)
            first = serve(one, cast, "Visit")
            action = factories.action(cast.side, cast.member, cast.chair, after=first)
            action.needs.add(one)

    more(4)
    few = queries_of(client, address(cast))
    more(26)
    assert queries_of(client, address(cast)) == few
