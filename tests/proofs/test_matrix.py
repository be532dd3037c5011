"""Every route, everybody, every method: what is not theirs looks as if it were not there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.people import change_advocate, end_advocacy
from companion.models import Advocacy, Membership, User
from content.editors import EDITORS
from tests import factories
from tests.cast import Cast
from tests.proofs.policy import (
    ABSENT,
    ABSENT_NAMESPACES,
    DOOR,
    EVERYBODY_INSIDE,
    HALFWAY,
    OPEN,
    RULES,
    Rule,
)
from tests.proofs.story import Around, Story, tell
from tests.routes import Route, all_routes
from tests.signing_in import sign_in, sign_in_halfway

DOORS = ("/sign-in/", "/account/")
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
USUAL = METHODS[:2]
# The rarer methods are tried by one who has no case, and by one who must not learn of this one.
TRIED_WITH_ALL = {"outsider", "other_advocate"}
NOT_ALLOWED = 405
# Wagtail's own, and only for an editor: it does not expect a post that no form of its sends.
RAISES_IN_WAGTAIL = {
    ("POST", "wagtailadmin_pages:set_page_position"),
    ("POST", "wagtailadmin_choose_page_external_link"),
}
# Ours stands before Wagtail's at the same address.
SHADOWED = {"wagtailadmin_logout"}
Looks = tuple[int, bytes, list[tuple[str, str]]]
# A cookie is sent again at its own time; what a route allows is told of the route alone.
BESIDE_IT = {"Set-Cookie", "Content-Length", "Allow"}
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')

# The same on either database, and dear: it runs once.
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql, pytest.mark.timeout(600)]


@pytest.fixture
def former(cast: Cast) -> User:
    """Spoke for Jay before anything else happened."""
    return _spoke_once(cast)


@pytest.fixture
def story(cast: Cast, former: User) -> Story:
    """Everything there can be about Jay; and about Kit, whom nobody here may learn of."""
    tell(Around(cast.other_side, cast.other_advocate, cast.other_member, cast.other_member))
    return tell(Around(cast.side, cast.advocate, cast.coordinator, cast.member))


@pytest.fixture
def people(cast: Cast, story: Story, former: User, settings: Any) -> dict[str, Client]:
    """A signed-in browser for everybody there is, by how they stand to Jay."""
    # Going through all routes may take longer than a code stays fresh.
    settings.FACTOR_IS_FRESH = timedelta(hours=1)
    named = factories.user("Noor Named", cast.member.agency)
    agency = factories.agency("Named agency")
    of_agency = factories.user("Asa Agency", agency)
    sat_once = factories.user("Fern Former", cast.member.agency)
    for user in (named, of_agency, sat_once):
        factories.seat(cast.panel, user)
    Membership.objects.filter(user=sat_once).update(ended_at=timezone.now())
    cast.side.never_users.add(named)
    cast.side.never_agencies.add(agency)
    editor = factories.user("Edi Writer")
    editor.groups.add(Group.objects.get(name=EDITORS))
    users = {
        **{name: getattr(cast, name) for name in vars(cast) if name in EVERYBODY_INSIDE},
        "named_member": named,
        "agency_member": of_agency,
        "former_member": sat_once,
        "former_advocate": former,
        "late_advocate": _ran_out(cast),
        "acting_colleague": User.objects.get(public_id=story["acting"]),
        "acted_colleague": _acted_once(cast),
        "evaluator": factories.user("Eve Evaluator", is_evaluator=True),
        "editor": editor,
    }
    return {name: browser(user) for name, user in users.items()}


def _spoke_once(cast: Cast) -> User:
    """Spoke for Jay until somebody else was asked to."""
    user = factories.user("Paz Past", factories.agency("Bridge", "voluntary"))
    until = timezone.now() + timedelta(days=9)
    change_advocate(cast.side, user, until, acting_user=cast.coordinator)
    end_advocacy(cast.side, acting_user=cast.coordinator)
    change_advocate(cast.side, cast.advocate, until, acting_user=cast.coordinator)
    return user


def _ran_out(cast: Cast) -> User:
    """Has a person of their own, for whom the permission has run out."""
    user = factories.user("Lou Late", factories.agency("Bridge", "voluntary"))
    side = factories.side("Bea", cast.panel, user, cast.coordinator)
    now = timezone.now()
    Advocacy.objects.filter(side=side).update(
        started_at=now - timedelta(days=9), expires_at=now - timedelta(days=1)
    )
    return user


def _acted_once(cast: Cast) -> User:
    """Acted for somebody of the same panel in an emergency that is over."""
    user = factories.user("Abe Acted", cast.advocate.agency)
    side = factories.side("Ola", cast.panel, cast.advocate, cast.coordinator)
    asked = ask_for_cover(side, user, "It could not wait.", acting_user=cast.coordinator)
    end_cover(confirm_cover(asked, acting_user=cast.chair), acting_user=cast.chair)
    return user


def browser(user: User | None, halfway: bool = False) -> Client:
    """A browser in somebody's hand; in a stranger's without anybody."""
    client = Client(raise_request_exception=False)
    if user is not None:
        (sign_in_halfway if halfway else sign_in)(client, user)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a post changed is taken back."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def ask(client: Client, method: str, address: str) -> HttpResponse:
    """What one request is answered; nothing of it stays."""
    with undone():
        answer: HttpResponse = client.generic(method, address)  # type: ignore[assignment]
    return answer


def looks(answer: HttpResponse) -> Looks:
    """All that a browser learns, but for the token of a form."""
    body = b"" if answer.streaming else TOKENS.sub(b"", answer.content)
    headers = sorted(one for one in answer.headers.items() if one[0] not in BESIDE_IT)
    return answer.status_code, body, headers


def listed(surprises: list[object]) -> str:
    """One a line, so that all of them can be read."""
    return "\n".join(map(str, surprises))


def is_neutral(answer: HttpResponse) -> bool:
    """Whether a browser's tab and history tell nothing of the page, if it is one."""
    page = answer.content if answer.headers.get("Content-Type", "").startswith("text/html") else b""
    return not page or (b"<title>Bookings</title>" in page and b'href="/static/icon.svg"' in page)


def at_the_door(answer: HttpResponse) -> bool:
    """Whether it was sent to sign in."""
    return answer.status_code == 302 and answer.headers["Location"].startswith(DOORS)


def address(name: str, rule: Rule, story: Story) -> str:
    """The address of a page about Jay."""
    return reverse(name, args=[story[kind] for kind in rule.of])


def of_nothing(name: str, rule: Rule) -> str:
    """The same address about a record that nobody ever made."""
    return reverse(name, args=[uuid4() for _ in rule.of])


def kind_of(route: Route) -> str | Rule | None:
    """How a route is classified; None if nobody did."""
    if route.name.partition(":")[0] in ABSENT_NAMESPACES:
        return ABSENT
    if found := DOOR.get(route.name) or RULES.get(route.name):
        return found
    return "wagtail" if route.path.startswith(("/cms/", "/documents/", "/_util/")) else None


def test_every_route_is_classified_and_every_classification_has_a_route() -> None:
    routes = all_routes()
    assert [route.name for route in routes if kind_of(route) is None] == []
    assert {*RULES, *DOOR} - {route.name for route in routes} == set()


def test_nobody_outside_reaches_anything_private(cast: Cast, story: Story) -> None:
    stranger, half = browser(None), browser(cast.advocate, halfway=True)
    surprises: list[object] = []
    for name, rule in RULES.items():
        for method in METHODS:
            for who, client in (("stranger", stranger), ("halfway", half)):
                there = ask(client, method, address(name, rule, story))
                missing = ask(client, method, of_nothing(name, rule))
                if not (at_the_door(there) and at_the_door(missing)):
                    surprises.append((who, method, name, there.status_code))
    assert not surprises, listed(surprises)


def test_what_is_not_theirs_looks_as_if_it_were_not_there(
    people: dict[str, Client], story: Story
) -> None:
    surprises: list[object] = []
    asked = 0
    seen: dict[tuple[str, str, int, str], Looks] = {}
    for name, rule in RULES.items():
        there = address(name, rule, story)
        for who, client in people.items():
            for method in METHODS if who in TRIED_WITH_ALL else USUAL:
                allowed = rule.sends if method == "POST" else rule.reads
                if who in allowed:
                    continue
                asked += 1
                answer = ask(client, method, there)
                if answer.status_code not in {404, NOT_ALLOWED}:
                    surprises.append((who, method, name, answer.status_code))
                    continue
                if not rule.of:
                    continue
                # All that is missing on a desk looks the same to one reader; that it does so for
                # every route, two of the readers see by the usual methods.
                which = (who, method, answer.status_code, there.split("/")[1])
                each = who in TRIED_WITH_ALL and method in USUAL
                if each or which not in seen:
                    seen[which] = looks(ask(client, method, of_nothing(name, rule)))
                if looks(answer) != seen[which]:
                    surprises.append((who, method, name, "differs from what is missing"))
    print(f"{asked} requests for what is not theirs")
    assert not surprises, listed(surprises)


def test_what_is_theirs_is_there(people: dict[str, Client], story: Story) -> None:
    surprises: list[object] = []
    for name, rule in RULES.items():
        for method, allowed in (("GET", rule.reads), ("POST", rule.sends)):
            for who in allowed:
                there = address(name, rule, story)
                answer = ask(people[who], method, there)
                if not (is_neutral(answer) or there.startswith("/cms/")):
                    surprises.append((who, method, name, "title or icon"))
                opens = answer.status_code in ({200} if method == "GET" else {200, 302, 422, 409})
                if not opens or at_the_door(answer):
                    surprises.append((who, method, name, answer.status_code))
    assert not surprises, listed(surprises)


def test_wagtail_is_there_for_its_editors_alone(people: dict[str, Client]) -> None:
    routes = [route for route in all_routes() if kind_of(route) == "wagtail"]
    assert len(routes) > 150
    surprises: list[object] = []
    for who in ("outsider", "advocate", "coordinator", "administrator", "editor"):
        for route in routes:
            for method in USUAL:
                answer = ask(people[who], method, route.path)
                if not in_its_place(who, method, route, answer):
                    surprises.append((who, method, route.name, answer.status_code))
    assert not surprises, listed(surprises)


def in_its_place(who: str, method: str, route: Route, answer: HttpResponse) -> bool:
    """Shut to everybody; to an editor whatever Wagtail answers, if it does not break."""
    if route.name in SHADOWED or answer.status_code == 404 or at_the_door(answer):
        return True
    works = answer.status_code < 500 or (method, route.name) in RAISES_IN_WAGTAIL
    return who == "editor" and works


def test_the_rest_is_open_or_absent_as_it_says(cast: Cast) -> None:
    surprises: list[object] = []
    for route in all_routes():
        kind, answer = kind_of(route), ask(browser(None), "GET", route.path)
        if kind == ABSENT and not (answer.status_code in {404, NOT_ALLOWED} or at_the_door(answer)):
            surprises.append((route.name, answer.status_code))
        if kind == OPEN and at_the_door(answer):
            surprises.append((route.name, answer.status_code))
        if kind == HALFWAY and not at_the_door(answer):
            surprises.append((route.name, answer.status_code))
    assert not surprises, listed(surprises)
