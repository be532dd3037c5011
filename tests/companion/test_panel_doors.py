"""Who may read which page of the panel's desk; missing and forbidden look the same."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.people import add_side, appoint_advocate, bring_in
from companion.models import Access, AgreedAction, Membership, Need, PanelAnswer, User
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import (
    DESK,
    NEW_CASE,
    advocate_of,
    agree_for,
    an_action,
    an_answer,
    answer_to,
    case_of,
    done_with,
    in_days,
)
from tests.reasons import gives_a_reason
from tests.signing_in import sign_in

READ = ("desk", "case")
DECIDE = ("answer", "agree", "done")
COORDINATE = ("new", "advocate", "end", "whereabouts")
STRANGERS = (
    "outsider",
    "other_member",
    "other_advocate",
    "advocate",
    "editor_like",
    "administrator",
)


@pytest.fixture
def need(cast: Cast) -> Need:
    return factories.need(cast.side, "somewhere safe for the winter")


@pytest.fixture
def action(cast: Cast) -> AgreedAction:
    return factories.action(cast.side, cast.member, cast.chair)


@pytest.fixture
def pages(cast: Cast, need: Need, action: AgreedAction) -> dict[str, str]:
    """Every page of the desk, about one person."""
    return {
        "desk": DESK,
        "case": case_of(cast.side),
        "answer": answer_to(need),
        "agree": agree_for(cast.side),
        "done": done_with(action),
        "new": NEW_CASE,
        "advocate": advocate_of(cast.side),
        "end": reverse("panel:end_advocacy", args=[cast.side.public_id]),
        "whereabouts": reverse("panel:whereabouts", args=[cast.side.public_id]),
    }


@pytest.fixture
def sent(cast: Cast) -> dict[str, dict[str, object]]:
    """What a browser would send to each page that takes something."""
    until = {"advocate": str(cast.advocate.public_id), "until": in_days(90).isoformat()}
    person = {"panel": str(cast.panel.public_id), "name": "Kim", "role": "victim", "language": "en"}
    return {
        "answer": an_answer(),
        "agree": an_action(cast.member),
        "done": {"note": "Visited."},
        "new": {**person, **until},
        "advocate": until,
        "end": {},
        "whereabouts": {"kind": "missing", "reason": "Not seen since Monday."},
    }


def answers(client: Client, user: User, pages: dict[str, str], *names: str) -> dict[str, int]:
    sign_in(client, user)
    return {name: client.get(pages[name]).status_code for name in names}


def kept() -> tuple[int, int, int]:
    return (
        PanelAnswer.objects.count(),
        AgreedAction.objects.count(),
        AgreedAction.objects.filter(done_at__isnull=False).count(),
    )


@pytest.mark.parametrize("role", ["member", "chair", "coordinator"])
def test_a_panel_reads_answers_agrees_and_marks_done(
    client: Client, cast: Cast, pages: dict[str, str], role: str
) -> None:
    found = answers(client, getattr(cast, role), pages, *READ, *DECIDE)
    assert set(found.values()) == {200}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_else_finds_anything_about_this_person(
    client: Client, cast: Cast, pages: dict[str, str], stranger: str
) -> None:
    about_them = [name for name in pages if name not in {"desk", "new", "end"}]
    found = answers(client, getattr(cast, stranger), pages, *about_them)
    assert set(found.values()) == {404}


def test_who_sits_on_no_panel_finds_no_desk(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    assert answers(client, cast.outsider, pages, "desk", "new") == {"desk": 404, "new": 404}
    assert answers(client, cast.other_member, pages, "desk", "new") == {"desk": 200, "new": 404}
    assert answers(client, cast.coordinator, pages, "desk", "new") == {"desk": 200, "new": 200}


@pytest.mark.parametrize("stranger", [*STRANGERS, "observer"])
def test_nobody_else_changes_anything(
    client: Client, cast: Cast, pages: dict[str, str], sent: dict[str, object], stranger: str
) -> None:
    sign_in(client, getattr(cast, stranger))
    before = kept()
    found = {name: client.post(pages[name], sent[name]).status_code for name in sent}
    assert set(found.values()) == {404}
    assert kept() == before


def test_the_same_forms_from_those_who_may_are_taken(
    client: Client, cast: Cast, pages: dict[str, str], sent: dict[str, object]
) -> None:
    sign_in(client, cast.coordinator)
    found = {name: client.post(pages[name], sent[name]).status_code for name in sent}
    assert set(found.values()) == {302}


def test_an_observer_reads_and_is_offered_nothing(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    gives_a_reason(cast.observer, cast.side)
    assert answers(client, cast.observer, pages, *READ) == {"desk": 200, "case": 200}
    assert set(answers(client, cast.observer, pages, *DECIDE, "new", "advocate").values()) == {404}
    read = client.get(pages["desk"]).content + client.get(pages["case"]).content
    for name in (*DECIDE, *COORDINATE):
        assert pages[name].encode() not in read
    assert b"somewhere safe for the winter" in read


def test_a_member_is_not_offered_what_only_coordinators_do(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    assert answers(client, cast.member, pages, "new", "advocate") == {"new": 404, "advocate": 404}
    read = client.get(pages["desk"]).content + client.get(pages["case"]).content
    assert pages["new"].encode() not in read
    assert pages["advocate"].encode() not in read


def test_only_the_owner_and_those_who_lead_mark_an_action_done(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    other = factories.user("Lee Colleague", cast.member.agency)
    factories.seat(cast.panel, other)
    gives_a_reason(other, cast.side)
    assert answers(client, other, pages, "done", "case") == {"done": 404, "case": 200}
    assert pages["done"].encode() not in client.get(pages["case"]).content
    for role in ("member", "coordinator", "chair"):
        assert answers(client, getattr(cast, role), pages, "done") == {"done": 200}


@pytest.mark.parametrize("named", ["user", "agency"])
def test_whoever_the_person_named_finds_nothing(
    client: Client, cast: Cast, pages: dict[str, str], named: str
) -> None:
    assert set(answers(client, cast.member, pages, *READ, *DECIDE).values()) == {200}
    if named == "user":
        cast.side.never_users.add(cast.member)
    else:
        assert cast.member.agency is not None
        cast.side.never_agencies.add(cast.member.agency)
    assert set(answers(client, cast.member, pages, "case", *DECIDE).values()) == {404}
    assert b"Jay" not in client.get(DESK).content


def test_a_member_who_speaks_for_somebody_kept_apart_finds_nothing(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    factories.seat(cast.panel, cast.other_advocate)
    assert set(answers(client, cast.other_advocate, pages, "case", *DECIDE).values()) == {404}
    assert b"Jay" not in client.get(DESK).content
    assert set(answers(client, cast.chair, pages, "case", *DECIDE).values()) == {200}


def test_a_seat_that_has_ended_opens_nothing(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    Membership.objects.filter(user=cast.member).update(ended_at=cast.side.panel_case.opened_at)
    assert set(answers(client, cast.member, pages, *READ, *DECIDE).values()) == {404}


def test_what_is_missing_looks_like_what_is_forbidden(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    sign_in(client, cast.outsider)
    forbidden = client.get(pages["case"])
    missing = client.get(reverse("panel:case", args=[uuid4()]))
    assert forbidden.status_code == missing.status_code == 404
    assert forbidden.content == missing.content


def test_a_case_with_two_people_shows_only_the_side_that_the_reader_may_see(
    client: Client, cast: Cast
) -> None:
    sam = add_side(cast.side.panel_case, bring_in("Samira"), "family", acting_user=cast.coordinator)
    appoint_advocate(
        sam, cast.other_advocate, cast.side.advocacies.get().expires_at, acting_user=cast.chair
    )
    sam.never_users.add(cast.member)
    factories.need(cast.side, "somewhere safe for the winter")
    need = factories.need(sam, "a lift to the clinic")
    action = factories.action(sam, cast.chair, cast.chair, "Book a taxi on Thursday")
    secrets = ["Samira", "a lift to the clinic", "Book a taxi", "Bo Advocate"]
    secrets += [str(thing.public_id) for thing in (sam, sam.subject, need, action)]

    sign_in(client, cast.member)
    read = client.get(DESK).content + client.get(case_of(cast.side)).content
    assert b"somewhere safe for the winter" in read
    assert [secret for secret in secrets if secret.encode() in read] == []

    sign_in(client, cast.chair)
    whole = client.get(case_of(cast.side)).content.decode()
    assert whole.index("somewhere safe for the winter") < whole.index("a lift to the clinic")
    assert "2 people, one case" in whole


def test_no_page_carries_what_was_agreed_about_safe_contact(
    client: Client, cast: Cast, pages: dict[str, str]
) -> None:
    secrets = [
        cast.phone,
        cast.phone[3:],
        "bluebell",
        "umbrella",
        cast.side.subject.safe_contact_rule.level,
    ]
    for reader in (cast.coordinator, cast.member):
        sign_in(client, reader)
        read = b"".join(client.get(pages[name]).content for name in ("desk", "case", *DECIDE))
        assert [secret for secret in secrets if secret.encode() in read] == []


def test_every_look_is_kept(client: Client, cast: Cast, pages: dict[str, str]) -> None:
    sign_in(client, cast.member)
    for name in (*READ, *DECIDE):
        client.get(pages[name])
    looks = Access.objects.filter(user=cast.member, subject_id=cast.side.subject.public_id)
    assert set(looks.values_list("page", flat=True)) == {
        f"panel:{name}" for name in (*READ, *DECIDE)
    }
