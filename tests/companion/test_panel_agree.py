"""A panel agrees an action and marks it done: what is kept, what is sent, and what is refused."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from companion.changes.actions import mark_done
from companion.models import AgreedAction, Event
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import (
    agree_for,
    an_action,
    case_of,
    done_with,
    in_days,
    texts_to,
)
from tests.signing_in import sign_in


@pytest.fixture(autouse=True)
def inside(client: Client, cast: Cast) -> None:
    sign_in(client, cast.chair)


def test_an_action_is_kept_recorded_and_put_to_the_person(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    sent = an_action(cast.member, needs=[str(need.public_id)])
    answer = client.post(agree_for(cast.side), sent)
    action = AgreedAction.objects.get()
    assert answer.headers["Location"] == f"{case_of(cast.side)}#action-{action.public_id}"
    assert (action.what, action.kind, action.newness) == (
        "Visit the flat together",
        "support",
        "new",
    )
    assert (action.owned_by, action.due_on, action.agreed_by) == (
        cast.member,
        in_days(7),
        cast.chair,
    )
    assert list(action.needs.all()) == [need]
    assert action.telling.when == "now"
    assert Event.objects.filter(kind="action_agreed", user=cast.chair).count() == 1
    assert [text.about for text in texts_to(cast.side, "action_agreed")] == [action.public_id]


def test_a_legal_requirement_is_put_as_one(client: Client, cast: Cast) -> None:
    client.post(agree_for(cast.side), an_action(cast.member, statutory="on"))
    assert AgreedAction.objects.get().statutory
    assert len(texts_to(cast.side, "requirement_agreed")) == 1
    assert texts_to(cast.side, "action_agreed") == []


@pytest.mark.parametrize("kind", ["enforce", "share"])
def test_enforcing_and_sharing_are_not_told_unless_decided(
    client: Client, cast: Cast, kind: str
) -> None:
    refused = client.post(agree_for(cast.side), an_action(cast.member, kind=kind))
    assertContains(refused, "Give a reason, or choose another way.", status_code=422)
    why = {"untold_because": "It would warn him.", "review_on": in_days(30).isoformat()}
    client.post(agree_for(cast.side), an_action(cast.member, kind=kind, **why))
    assert AgreedAction.objects.get().telling.when == "not_told"


@pytest.mark.parametrize("kind", ["engage", "support", "check", "other"])
def test_everything_else_is_told_now(client: Client, cast: Cast, kind: str) -> None:
    client.post(agree_for(cast.side), an_action(cast.member, kind=kind))
    assert AgreedAction.objects.get().telling.when == "now"


def test_enforcing_may_be_told_by_the_advocate_first(client: Client, cast: Cast) -> None:
    client.post(
        agree_for(cast.side), an_action(cast.member, kind="enforce", telling="advocate_first")
    )
    assert AgreedAction.objects.get().telling.when == "advocate_first"


def test_an_action_may_come_after_another_but_not_be_due_before_it(
    client: Client, cast: Cast
) -> None:
    first = factories.action(cast.side, cast.member, cast.chair, due_on=in_days(10))
    after = {"after": str(first.public_id)}
    refused = client.post(agree_for(cast.side), an_action(cast.member, **after))
    assertContains(refused, "This is due before what has to come first.", status_code=422)
    later = in_days(12).isoformat()
    client.post(agree_for(cast.side), an_action(cast.member, due_on=later, **after))
    assert AgreedAction.objects.get(after=first).due_on == in_days(12)


def test_nothing_comes_after_what_is_done_already(client: Client, cast: Cast) -> None:
    first = factories.action(cast.side, cast.member, cast.chair)
    mark_done(first, acting_user=cast.member)
    later = {"after": str(first.public_id), "due_on": in_days(9).isoformat()}
    assert client.post(agree_for(cast.side), an_action(cast.member, **later)).status_code == 422


def test_nothing_of_another_person_can_be_named(client: Client, cast: Cast) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    theirs = factories.need(ana, "a bus pass")
    task = factories.action(ana, cast.member, cast.chair)
    for wrong in ({"needs": [str(theirs.public_id)]}, {"after": str(task.public_id)}):
        sent = an_action(cast.member, due_on=in_days(9).isoformat(), **wrong)
        assert client.post(agree_for(cast.side), sent).status_code == 422
    assert AgreedAction.objects.filter(side=cast.side).count() == 0


def test_an_action_is_owned_by_nobody_who_may_not_see_the_person(
    client: Client, cast: Cast
) -> None:
    cast.side.never_users.add(cast.member)
    factories.seat(cast.panel, cast.other_advocate)
    for stranger in (cast.member, cast.other_advocate, cast.observer, cast.outsider):
        assert client.post(agree_for(cast.side), an_action(stranger)).status_code == 422
    assert client.post(agree_for(cast.side), an_action(cast.coordinator)).status_code == 302


def test_what_was_typed_stays_when_something_is_wrong(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    wrong = an_action(cast.member, what="x" * 101, needs=[str(need.public_id)], due_on="soon")
    refused = client.post(agree_for(cast.side), wrong)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "At most 100 characters; this has 101." in page
    assert "x" * 101 in page
    assert 'value="soon"' in page
    chosen = f'<option value="{cast.member.public_id}" selected>'
    assert chosen in page
    assert page.count(" checked") == 4  # the need, the kind, the newness, the telling


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": "  "},
        {"what": "a\x00b"},
        {"kind": "punish"},
        {"newness": ""},
        {"owned_by": "nobody"},
        {"needs": ["not-an-id"]},
        {"after": "not-an-id"},
        {"due_on": "2020-01-01"},
        {"due_on": "9999-12-31"},
    ],
)
def test_nonsense_is_refused_in_words(client: Client, cast: Cast, wrong: dict[str, object]) -> None:
    refused = client.post(agree_for(cast.side), an_action(cast.member, **wrong))
    assertContains(refused, "There is a problem", status_code=422)
    assert not AgreedAction.objects.exists()


def test_it_can_be_seen_as_a_text_first_and_nothing_is_kept(client: Client, cast: Cast) -> None:
    need = factories.need(cast.side, "somewhere safe")
    sent = an_action(cast.member, needs=[str(need.public_id)], look="1")
    looked = client.post(agree_for(cast.side), sent)
    assertContains(looked, "Housing team will do this, if it is OK with you:")
    assertContains(looked, "Visit the flat together")
    assert looked.content.decode().count(" checked") == 4
    assert not AgreedAction.objects.exists()
    required = client.post(agree_for(cast.side), {"statutory": "on", "look": "1"})
    assertContains(required, "This one is set by law, so it is not a choice:")


def test_done_is_kept_recorded_and_the_person_is_asked(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    sign_in(client, cast.member)
    answer = client.post(done_with(action), {"note": "Visited on Tuesday."})
    assert answer.headers["Location"] == f"{case_of(cast.side)}#action-{action.public_id}"
    action = AgreedAction.objects.get()
    assert (action.done_by, action.done_note) == (cast.member, "Visited on Tuesday.")
    assert Event.objects.filter(kind="action_done", user=cast.member).count() == 1
    assert [text.about for text in texts_to(cast.side, "action_done_happened")] == [
        action.public_id
    ]


def test_done_twice_is_done_once(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    client.post(done_with(action), {"note": "Visited on Tuesday."})
    again = client.post(done_with(action), {"note": "Again."}, follow=True)
    assertContains(again, "This is marked done already.")
    assert AgreedAction.objects.get().done_note == "Visited on Tuesday."
    assert len(texts_to(cast.side, "action_done_happened")) == 1


def test_a_note_that_is_too_long_stays(client: Client, cast: Cast) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    refused = client.post(done_with(action), {"note": "y" * 301})
    assertContains(refused, "y" * 301, status_code=422)
    assert AgreedAction.objects.get().done_at is None
