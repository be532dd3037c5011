"""Looking at a case again, closing and reopening it; a panel's own review; referrals."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.answers import Tell, answer_need
from companion.changes.people import add_side, bring_in, open_case
from companion.changes.reviews import plan_review
from companion.models import (
    AgreedAction,
    CaseSubject,
    Panel,
    PanelAnswer,
    PanelCase,
    Referral,
    Review,
    User,
)
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import (
    DESK,
    agree_for,
    an_action,
    an_answer,
    answer_to,
    case_of,
    in_days,
    queries_of,
)
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

CLOSED = "/panel/cases/closed/"
REFERRALS = "/panel/referrals/"
REFER = "/panel/referrals/new/"


def at(name: str, side: CaseSubject) -> str:
    return reverse(f"panel:{name}", args=[side.panel_case.public_id])


def a_review(decision: str = "continue", **more: Any) -> dict[str, Any]:
    return {"decision": decision, "reason": "The flat is hers now.", **more}


def case(side: CaseSubject) -> PanelCase:
    return PanelCase.objects.get(pk=side.panel_case_id)


def ahead(side: CaseSubject) -> Review:
    return Review.objects.get(panel_case=side.panel_case, decided_at=None)


@pytest.mark.parametrize(("type", "days"), [("marac", 90), ("mental_health", 28)])
def test_a_case_is_looked_at_again_after_the_time_of_its_panel(
    cast: Cast, type: str, days: int
) -> None:
    panel = Panel.objects.create(name=f"A {type} panel", type=type)
    opened = open_case(panel, acting_user=cast.coordinator)
    assert opened.reviews.get().due_on == timezone.localdate() + timedelta(days=days)


@pytest.mark.parametrize("decision", ["continue", "step_down"])
def test_a_case_that_goes_on_is_looked_at_again(client: Client, cast: Cast, decision: str) -> None:
    words = factories.need(cast.side, "leave me with Amal, she listens").statement
    sign_in(client, cast.chair)
    chosen = a_review(decision, their_view=str(words.public_id), again_on=in_days(30).isoformat())
    page = client.post(at("review", cast.side), chosen, follow=True).content.decode()
    reviews = page[page.index("Reviews of this case") :]
    for part in ("The flat is hers now.", "leave me with Amal", "The next one is due"):
        assert part in reviews
    assert ahead(cast.side).due_on == in_days(30)
    client.post(at("review", cast.side), a_review(decision))
    assert ahead(cast.side).due_on == in_days(90)


def test_a_reason_is_read_by_those_who_may_see_everybody_in_the_case(
    client: Client, cast: Cast
) -> None:
    sam = add_side(cast.side.panel_case, bring_in("Samira"), "family", acting_user=cast.chair)
    sam.never_users.add(cast.member)
    view = factories.need(sam, "I do not want this any more").statement
    sign_in(client, cast.chair)
    client.post(at("review", cast.side), a_review(their_view=str(view.public_id)))
    gives_a_reason(cast.member, cast.side)
    for user, seen in ((cast.chair, True), (cast.member, False)):
        sign_in(client, user)
        page = client.get(case_of(cast.side)).content.decode()
        assert "Reviews of this case" in page
        for part in ("The flat is hers now.", "I do not want this any more"):
            assert (part in page) is seen


@pytest.mark.parametrize("decision", ["transfer", "close"])
def test_a_case_that_moves_or_ends_is_closed(client: Client, cast: Cast, decision: str) -> None:
    sign_in(client, cast.coordinator)
    page = client.post(at("review", cast.side), a_review(decision), follow=True).content.decode()
    assert "This case was closed on" in page and "Their own view is not here." in page
    assert case(cast.side).closed_by == cast.coordinator
    assert not Review.objects.filter(decided_at=None, panel_case=cast.side.panel_case).exists()


def test_a_review_asks_for_the_persons_own_view_and_offers_only_shared_words(
    client: Client, cast: Cast
) -> None:
    factories.need(cast.side, "ask me on a Friday")
    factories.need(cast.side, "only for Amal", audience="advocate")
    sign_in(client, cast.chair)
    page = client.get(at("review", cast.side)).content.decode()
    assert "ask me on a Friday" in page and "Amal Advocate" in page
    assert "only for Amal" not in page
    assert client.post(at("review", cast.side), {"decision": "continue"}).status_code == 422


def test_a_case_does_not_close_while_an_answer_is_owed(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    owed = {"owed_by": cast.member, "owed_until": in_days(5)}
    answer_need(need, "owed", "", Tell("now"), acting_user=cast.chair, **owed)
    sign_in(client, cast.chair)
    for name, data in (("close_case", {"reason": "Over."}), ("review", a_review("close"))):
        refused = client.post(at(name, cast.side), data)
        assertContains(refused, "An answer is still owed in this case.", status_code=422)
    assert case(cast.side).closed_at is None
    assert not Review.objects.exclude(decided_at=None).exists()
    answer_need(need, "declined", "Nothing is free.", Tell("now"), acting_user=cast.member)
    assert client.post(at("close_case", cast.side), {"reason": "Over."}).status_code == 302
    assert case(cast.side).closed_at is not None


def test_nothing_is_answered_or_agreed_in_a_closed_case_until_it_is_reopened(
    client: Client, cast: Cast
) -> None:
    need = factories.need(cast.side, "somewhere safe")
    action = factories.action(cast.side, cast.member, cast.chair, "See the flat")
    sign_in(client, cast.chair)
    client.post(at("close_case", cast.side), {"reason": "She moved away."})
    for url, data in (
        (answer_to(need), an_answer()),
        (agree_for(cast.side), an_action(cast.member)),
    ):
        for answer in (client.get(url, follow=True), client.post(url, data, follow=True)):
            assertContains(answer, "This case is closed. Reopen it first.")
    assert PanelAnswer.objects.count() == 0 and AgreedAction.objects.count() == 1
    page = client.get(case_of(cast.side)).content.decode()
    for url in (answer_to(need), agree_for(cast.side), at("review", cast.side)):
        assert url not in page
    assertNotContains(client.get(DESK), "somewhere safe")
    assertContains(client.get(CLOSED), "Jay")

    assert client.post(at("reopen_case", cast.side)).status_code == 302
    page = client.get(case_of(cast.side)).content.decode()
    for kept in ("somewhere safe", "See the flat", "She moved away.", answer_to(need)):
        assert kept in page
    assert ahead(cast.side).due_on == in_days(90)
    assert client.post(answer_to(need), an_answer()).status_code == 302
    assert PanelAnswer.objects.count() == 1
    assert AgreedAction.objects.get(pk=action.pk).done_at is None


@pytest.mark.parametrize("user", ["member", "observer", "advocate", "outsider", "other_member"])
def test_only_the_coordinator_and_the_chair_review_close_and_reopen(
    client: Client, cast: Cast, user: str
) -> None:
    own = reverse("panel:review_panel", args=[cast.panel.public_id])
    pages = [at(name, cast.side) for name in ("review", "close_case")]
    sign_in(client, getattr(cast, user))
    assert {client.get(page).status_code for page in (*pages, own)} == {404}
    assert {client.post(page, a_review("close")).status_code for page in (*pages, own)} == {404}
    assert client.post(at("reopen_case", cast.side)).status_code == 404
    assert case(cast.side).closed_at is None
    sign_in(client, cast.chair)
    assert {client.get(page).status_code for page in (*pages, own)} == {200}


def test_who_leads_learns_on_the_desk_that_a_review_is_due(client: Client, cast: Cast) -> None:
    factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    plan_review(cast.panel, cast.side.panel_case, in_days(0), acting_user=cast.chair)
    plan_review(cast.panel, None, in_days(-1), acting_user=cast.chair)
    for user, told in ((cast.chair, True), (cast.member, False)):
        sign_in(client, user)
        page = client.get(DESK).content.decode()
        assert (at("review", cast.side) in page) is told
        assert ("should it still exist?" in page) is told
    cast.side.never_users.add(cast.chair)
    sign_in(client, cast.chair)
    assert at("review", cast.side) not in client.get(DESK).content.decode()


def test_a_panel_is_asked_whether_it_should_still_exist(client: Client, cast: Cast) -> None:
    url = reverse("panel:review_panel", args=[cast.panel.public_id])
    sign_in(client, cast.chair)
    assertContains(client.get(url), "Should this panel still exist?")
    page = client.post(url, a_review("continue"), follow=True).content.decode()
    assert "The flat is hers now." in page and "Due on" in page
    assert Review.objects.get(panel_case=None, decided_at=None).due_on == in_days(365)
    client.post(url, a_review("close"))
    assert not Review.objects.filter(panel_case=None, decided_at=None).exists()


def referred(by: User, to: Panel, client: Client, **more: Any) -> Referral:
    sign_in(client, by)
    data = {"panel": str(to.public_id), "name": "Noor", "why": "Asks for help each week."}
    answer = client.post(REFER, {**data, "person_knows": "yes", **more})
    assert answer.status_code == 302
    return Referral.objects.latest("pk")


def test_a_member_refers_and_the_coordinator_opens_the_case(client: Client, cast: Cast) -> None:
    referral = referred(cast.member, cast.panel, client)
    read = reverse("panel:referral", args=[referral.public_id])
    take = reverse("panel:take_referral", args=[referral.public_id])
    assertContains(client.get(read), "waits for the coordinator")
    assert client.get(take).status_code == 404
    sign_in(client, cast.coordinator)
    assertContains(client.get(DESK), read)
    assertContains(client.get(take), 'value="Noor"')
    person = {"name": "Noor", "role": "victim", "language": "en"}
    until = {"advocate": str(cast.advocate.public_id), "until": in_days(90).isoformat()}
    client.post(take, {**person, **until})
    page = client.get(case_of(CaseSubject.objects.latest("pk"))).content.decode()
    assert "Noor" in page and "Amal Advocate" in page
    assertContains(client.post(take, {**person, **until}, follow=True), "decided already")
    assert Referral.objects.get().panel_case == CaseSubject.objects.latest("pk").panel_case
    assertNotContains(client.get(DESK), read)
    sign_in(client, cast.member)
    assertContains(client.get(read), "Open the case")


def test_a_referral_that_is_not_taken_says_why(client: Client, cast: Cast) -> None:
    referral = referred(cast.chair, cast.panel, client, person_knows="no")
    read = reverse("panel:referral", args=[referral.public_id])
    assert client.post(read, {"reason": "No."}).status_code == 404
    sign_in(client, cast.coordinator)
    assertContains(client.get(read), "the person does not know yet")
    assert client.post(read, {"reason": ""}).status_code == 422
    client.post(read, {"reason": "The family panel is better for her."})
    sign_in(client, cast.chair)
    assertContains(client.get(read), "The family panel is better for her.")
    assertContains(client.get(REFERRALS), "Noor")
    assert PanelCase.objects.filter(panel=cast.panel).count() == 1


@pytest.mark.parametrize("user", ["chair", "observer", "other_member", "outsider", "advocate"])
def test_a_referral_is_read_by_its_maker_and_the_coordinator_alone(
    client: Client, cast: Cast, user: str
) -> None:
    referral = referred(cast.member, cast.panel, client)
    read = reverse("panel:referral", args=[referral.public_id])
    assert client.get(read).status_code == 200
    sign_in(client, getattr(cast, user))
    assert client.get(read).status_code == 404
    assert client.post(read, {"reason": "No."}).status_code == 404
    assert "Noor" not in client.get(REFERRALS).content.decode()
    assert Referral.objects.get().decision == ""


def test_an_observer_refers_nobody(client: Client, cast: Cast) -> None:
    sign_in(client, cast.observer)
    assert client.get(REFER).status_code == 404
    sign_in(client, cast.member)
    assert client.get(REFER).status_code == 200


@pytest.mark.postgresql
def test_lists_ask_the_database_as_often_for_thirty_as_for_three(
    client: Client, cast: Cast
) -> None:
    def more(count: int) -> None:
        for number in range(count):
            side = factories.side(f"P{number}", cast.panel, cast.advocate, cast.coordinator)
            sign_in(client, cast.coordinator)
            client.post(at("close_case", side), {"reason": "Over."})
            referred(cast.coordinator, cast.panel, client)

    more(3)
    few = [queries_of(client, page) for page in (CLOSED, REFERRALS)]
    more(27)
    assert [queries_of(client, page) for page in (CLOSED, REFERRALS)] == few
