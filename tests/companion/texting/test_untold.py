"""What somebody is not told is looked at again: told after all, or still not, and why."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.access.untold import untold_due
from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.reviews import Decided, decide_review
from companion.models import AgreedAction, Event, Telling, TellingBefore
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, case_of, in_days, queries_of
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of
from tests.signing_in import sign_in

WHY = "He reads her post."


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def kept_from(cast: Cast, days: int = 0, what: str = "Share the new address") -> AgreedAction:
    hidden = Tell("not_told", WHY, in_days(days))
    return factories.action(cast.side, cast.member, cast.chair, what, kind="share", tell=hidden)


def at(telling: Telling) -> str:
    return reverse("panel:untold", args=[telling.public_id])


@pytest.mark.parametrize("days", [0, 20])
def test_told_after_all_it_is_texted_before_and_after_its_day(
    client: Client, cast: Cast, phone: Phone, days: int
) -> None:
    action = kept_from(cast, days)
    assert phone.waits() == []
    sign_in(client, cast.member)
    assertContains(client.get(case_of(cast.side)), at(action.telling))
    assertContains(client.get(at(action.telling)), WHY)
    page = client.post(at(action.telling), {"telling": "now"}, follow=True)
    assertNotContains(page, WHY)
    assert "Share the new address" in phone.waits()[0]
    before = TellingBefore.objects.get()
    assert (before.reason, before.decided_by) == (WHY, cast.chair)
    told = Telling.objects.get()
    assert (told.when, told.reason, told.decided_by) == ("now", "", cast.member)
    assert Event.objects.filter(kind="telling_decided", about_id=told.public_id).count() == 2
    assert client.get(at(told)).status_code == 404


def test_told_by_their_advocate_first_it_waits_for_the_advocate(
    client: Client, cast: Cast, phone: Phone
) -> None:
    action = kept_from(cast)
    phone.waits()
    sign_in(client, cast.chair)
    client.post(at(action.telling), {"telling": "advocate_first"})
    assert phone.waits() == []
    advocate = Client()
    sign_in(advocate, cast.advocate)
    assertContains(advocate.get("/advocate/"), "an action to tell in person")


def test_still_not_told_needs_a_new_reason_and_a_new_day(
    client: Client, cast: Cast, phone: Phone
) -> None:
    action = kept_from(cast)
    sign_in(client, cast.chair)
    assertContains(
        client.post(at(action.telling), {"telling": ""}), "Choose whether they", status_code=422
    )
    missing = client.post(at(action.telling), {"telling": "not_told"})
    assertContains(missing, "Give a reason, or choose another way.", status_code=422)
    assertContains(missing, "Enter a day, or choose another way.", status_code=422)
    again = {"telling": "not_told", "untold_because": "He still does.", "review_on": in_days(30)}
    client.post(at(action.telling), again)
    page = client.get(at(action.telling))
    for said in ("He still does.", "What was decided before", WHY):
        assertContains(page, said)
    assert phone.waits() == []
    assertNotContains(client.get(DESK), at(action.telling))


def test_an_answer_not_told_is_told_after_all_until_a_newer_one_stands(
    client: Client, cast: Cast, phone: Phone
) -> None:
    need = factories.need(cast.side, "a flat")
    hidden = Tell("not_told", WHY, in_days(0))
    answer = answer_need(need, "accepted", "A flat is free.", hidden, acting_user=cast.chair)
    assert phone.waits() == []
    sign_in(client, cast.chair)
    assertContains(client.get(DESK), at(answer.telling))
    assertContains(client.get(case_of(cast.side)), "Tell them after all?")
    client.post(at(answer.telling), {"telling": "now"})
    assert "A flat is free." in phone.waits()[0]
    old = answer_need(need, "declined", "It is taken.", hidden, acting_user=cast.chair)
    answer_need(need, "partly", "One room is free.", Tell("now"), acting_user=cast.chair)
    assert client.get(at(old.telling)).status_code == 404


def test_what_is_done_is_asked_about_once_it_is_told(
    client: Client, cast: Cast, phone: Phone
) -> None:
    action = kept_from(cast)
    mark_done(action, acting_user=cast.member)
    assert phone.waits() == []
    sign_in(client, cast.chair)
    client.post(at(action.telling), {"telling": "now"})
    assert ["Did it happen?" in text for text in phone.waits()] == [True]


def test_only_those_who_decide_and_may_see_the_person_look_again(
    client: Client, cast: Cast
) -> None:
    action = kept_from(cast)
    for user in (cast.advocate, cast.other_advocate, cast.other_member, cast.outsider):
        sign_in(client, user)
        assert client.get(at(action.telling)).status_code == 404
        assert client.post(at(action.telling), {"telling": "now"}).status_code == 404
    cast.side.never_users.add(cast.member)
    sign_in(client, cast.member)
    assert client.get(at(action.telling)).status_code == 404
    assert Telling.objects.get().when == "not_told"
    sign_in(client, cast.coordinator)
    assert client.get(at(action.telling)).status_code == 200


def test_words_for_some_agencies_keep_their_answer_from_the_others(
    client: Client, cast: Cast
) -> None:
    need = factories.need(cast.side, "a flat", "advocate")
    hidden = Tell("not_told", WHY, in_days(0))
    answer = answer_need(need, "accepted", "A flat is free.", hidden, acting_user=cast.chair)
    sign_in(client, cast.chair)
    assert client.get(at(answer.telling)).status_code == 404
    assertNotContains(client.get(DESK), at(answer.telling))


def test_it_waits_on_the_desk_of_whoever_leads_once_its_day_has_come(
    client: Client, cast: Cast
) -> None:
    action = kept_from(cast, days=3)
    for user, shown in ((cast.chair, True), (cast.coordinator, True), (cast.member, False)):
        sign_in(client, user)
        assertNotContains(client.get(DESK), at(action.telling))
        with time_machine.travel(timezone.now() + timedelta(days=3)):
            sign_in(client, user)
            page = client.get(DESK).content.decode()
            assert (at(action.telling) in page) is shown
            assert ("look again by" in page) is shown
    decide_review(cast.side.panel_case, Decided("close", "It is over."), acting_user=cast.chair)
    assert not untold_due(cast.chair, in_days(3)).exists()
    sign_in(client, cast.chair)
    assert client.get(at(action.telling)).status_code == 302


def test_the_desk_asks_no_more_for_five_than_for_one(client: Client, cast: Cast) -> None:
    kept_from(cast)
    sign_in(client, cast.chair)
    one = queries_of(client, DESK)
    for number in range(4):
        kept_from(cast, what=f"Share fact {number}")
    assert queries_of(client, DESK) == one
