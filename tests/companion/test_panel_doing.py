"""The order of actions, requirements apart from what was agreed, and attempts to engage."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from companion.changes.actions import answer_action, mark_done
from companion.models import AgreedAction, Engagement
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import case_of, in_days, queries_of
from tests.signing_in import sign_in


def at(name: str, action: AgreedAction) -> str:
    return reverse(f"panel:{name}", args=[action.public_id])


def now(action: AgreedAction) -> AgreedAction:
    return AgreedAction.objects.get(pk=action.pk)


@pytest.fixture
def first(cast: Cast) -> AgreedAction:
    return factories.action(cast.side, cast.member, cast.chair, "See the flat")


@pytest.fixture
def second(cast: Cast) -> AgreedAction:
    return factories.action(cast.side, cast.member, cast.chair, "Move in", due_on=in_days(20))


def test_a_member_changes_what_comes_first(
    client: Client, cast: Cast, first: AgreedAction, second: AgreedAction
) -> None:
    sign_in(client, cast.member)
    assertContains(client.get(case_of(cast.side)), at("order", second))
    client.post(at("order", second), {"after": str(first.public_id)})
    assert now(second).after == first
    assertContains(client.get(case_of(cast.side)), "waits")
    client.post(at("order", second), {"after": ""})
    assert now(second).after is None


def test_no_two_actions_wait_for_each_other(
    client: Client, cast: Cast, first: AgreedAction
) -> None:
    second = factories.action(cast.side, cast.member, cast.chair, "Sign", after=first)
    third = factories.action(cast.side, cast.member, cast.chair, "Move in", after=second)
    sign_in(client, cast.chair)
    refused = client.post(at("order", first), {"after": str(third.public_id)})
    assertContains(refused, "These two would wait for each other.", status_code=422)
    assert now(first).after is None


def test_nothing_waits_for_what_is_due_later_or_for_another_person(
    client: Client, cast: Cast, first: AgreedAction, second: AgreedAction
) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    other = factories.action(ana, cast.member, cast.chair)
    sign_in(client, cast.member)
    for wrong in (second, other):
        answer = client.post(at("order", first), {"after": str(wrong.public_id)})
        assert answer.status_code == 422
    assert now(first).after is None


def test_the_order_of_what_is_done_stays(
    client: Client, cast: Cast, first: AgreedAction, second: AgreedAction
) -> None:
    mark_done(second, acting_user=cast.member)
    sign_in(client, cast.member)
    answer = client.post(at("order", second), {"after": str(first.public_id)}, follow=True)
    assertContains(answer, "marked done already")
    assert now(second).after is None


def test_requirements_stand_apart_from_what_was_agreed(
    client: Client, cast: Cast, first: AgreedAction
) -> None:
    sign_in(client, cast.member)
    assertNotContains(client.get(case_of(cast.side)), "Required by law")
    factories.action(cast.side, cast.member, cast.chair, "Report each week", statutory=True)
    page = client.get(case_of(cast.side)).content.decode()
    cards = page.index('id="action-')
    agreed, apart = page.index("Agreed, in order"), page.index("Required by law")
    assert agreed < cards < apart
    assert "Report each week" in page[apart:] and "See the flat" not in page[apart:]


def test_trying_and_reaching_are_kept_apart(client: Client, cast: Cast) -> None:
    engage = factories.action(cast.side, cast.member, cast.chair, "Meet", kind="engage")
    sign_in(client, cast.member)
    assertContains(client.get(case_of(cast.side)), at("attempt", engage))
    client.post(
        at("attempt", engage),
        {"achieved": "no", "tried_on": in_days(-2).isoformat(), "note": "Nobody was in."},
    )
    assertContains(client.get(case_of(cast.side)), "not reached. Nobody was in.")
    client.post(at("attempt", engage), {"achieved": "yes", "tried_on": in_days(0).isoformat()})
    assertContains(client.get(case_of(cast.side)), "Tried 2 times, reached in 1 of them")
    later = {"achieved": "yes", "tried_on": in_days(1).isoformat()}
    assert client.post(at("attempt", engage), later).status_code == 422
    assert Engagement.objects.count() == 2


@pytest.mark.parametrize("user", ["observer", "outsider", "advocate", "other_member"])
def test_nobody_else_orders_or_records_attempts(client: Client, cast: Cast, user: str) -> None:
    engage = factories.action(cast.side, cast.member, cast.chair, "Meet", kind="engage")
    tried = {"achieved": "yes", "tried_on": in_days(0).isoformat()}
    pages = [at("order", engage), at("attempt", engage)]
    sign_in(client, getattr(cast, user))
    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(page, tried).status_code for page in pages} == {404}
    assert Engagement.objects.count() == 0
    sign_in(client, cast.member)
    assert {client.get(page).status_code for page in pages} == {200}
    assert client.post(pages[1], tried).status_code == 302
    assert Engagement.objects.count() == 1


def test_an_attempt_is_recorded_on_an_action_to_engage_alone(
    client: Client, cast: Cast, first: AgreedAction
) -> None:
    sign_in(client, cast.member)
    assert client.get(at("attempt", first)).status_code == 404
    assert client.get(at("order", first)).status_code == 200


@pytest.mark.postgresql
def test_attempts_and_versions_cost_no_more_queries(client: Client, cast: Cast) -> None:
    def more(count: int) -> None:
        for number in range(count):
            engage = factories.action(cast.side, cast.member, cast.chair, f"Meet {number}")
            AgreedAction.objects.filter(pk=engage.pk).update(kind="engage")
            client.post(at("attempt", engage), {"achieved": "yes", "tried_on": in_days(0)})

    sign_in(client, cast.member)
    more(3)
    few = queries_of(client, case_of(cast.side))
    more(27)
    assert queries_of(client, case_of(cast.side)) == few


def test_whoever_marks_done_what_they_said_no_to_is_told_so(
    client: Client, cast: Cast, first: AgreedAction
) -> None:
    sign_in(client, cast.member)
    said = "They said no to this."
    assertNotContains(client.get(at("done", first)), said)
    answer_action(first, "no", acting_user=None)
    assertContains(client.get(at("done", first)), said)
