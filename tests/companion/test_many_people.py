"""A thousand people cost a page no more queries than ten, and never more than 60 KB."""

import gzip
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companion.changes.meetings import call_meeting, set_agenda
from companion.models import CaseSubject, User
from tests.cast import Cast, make_cast
from tests.companion.panel_desk import NEW_CASE
from tests.crowd import crowd
from tests.signing_in import sign_in

STATIC = Path(__file__).resolve().parents[2] / "static"
EVERY_PAGE_LOADS = ("companion.css", "govuk-frontend-6.6.0.min.js", "start.js", "icon.svg")
MOST = 60_000
DESKS = {"/advocate/": "advocate", "/panel/": "coordinator"}


def compressed(content: bytes) -> int:
    return len(gzip.compress(content))


def visit(path: str, user: User) -> tuple[int, int]:
    """How many queries a page takes, and how many bytes the page itself."""
    client = Client()
    sign_in(client, user)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries), compressed(answer.content)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize("path", DESKS)
def test_a_desk_of_a_thousand_is_as_quick_and_small_as_of_ten(cast: Cast, path: str) -> None:
    user = getattr(cast, DESKS[path])
    crowd(10, cast.panel, cast.advocate, cast.coordinator)
    queries, _ = visit(path, user)
    crowd(990, cast.panel, cast.advocate, cast.coordinator)
    many, size = visit(path, user)
    assert many == queries
    always = sum(compressed((STATIC / name).read_bytes()) for name in EVERY_PAGE_LOADS)
    print(path, many, size, always)
    assert size + always <= MOST


def pages_of(cast: Cast, side: CaseSubject) -> dict[str, User]:
    """Lists and pages that stand beside so many people, and who reads them."""
    meeting = call_meeting(cast.panel, timezone.localdate(), acting_user=cast.chair)
    set_agenda(meeting, [side.panel_case], acting_user=cast.chair)
    case, panel = [side.panel_case.public_id], [cast.panel.public_id]
    theirs = (
        "person",
        "call",
        "about",
        "write",
        "plan",
        "need",
        "goal",
        "rule",
        "you_said",
        "never",
    )
    of_case = ("case", "review", "close_case", "join_case", "facts")
    lists = ("meetings", "new_meeting", "referrals", "harms", "closed_cases", "apart", "open_case")
    of_panel = ("measures", "review_panel", "openings")
    address = [
        *(reverse(f"panel:{name}", args=case) for name in of_case),
        *(reverse(f"panel:{name}") for name in lists),
        *(reverse(f"panel:{name}", args=panel) for name in of_panel),
        *(reverse(f"panel:{name}", args=[meeting.public_id]) for name in ("meeting", "agenda")),
        reverse("panel:agree", args=[side.public_id]),
    ]
    mine = [reverse(f"advocate:{name}", args=[side.public_id]) for name in theirs]
    return {
        **dict.fromkeys([*mine, "/advocate/away/"], cast.advocate),
        **dict.fromkeys(address, cast.coordinator),
        **dict.fromkeys(["/account/"], cast.coordinator),
        **dict.fromkeys(["/administration/", "/administration/people/"], cast.administrator),
    }


def _joining(side: CaseSubject) -> str:
    return reverse("panel:join_case", args=[side.panel_case.public_id])


@pytest.mark.postgresql
def test_every_list_and_page_beside_a_thousand_people_asks_as_often_as_beside_ten(
    cast: Cast,
) -> None:
    side = crowd(10, cast.panel, cast.advocate, cast.coordinator)[0]
    pages = pages_of(cast, side)
    few = {path: visit(path, user)[0] for path, user in pages.items()}
    crowd(990, cast.panel, cast.advocate, cast.coordinator)
    many = {path: visit(path, user) for path, user in pages.items()}
    differ = {path: queries - few[path] for path, (queries, _) in many.items()}
    # Where ten stand in a list to choose from, a thousand are looked for by name: that is less.
    looked_for = {path for path, more in differ.items() if more}
    assert looked_for <= {NEW_CASE, reverse("panel:apart"), _joining(side)}
    assert max(differ.values()) == 0
    always = sum(compressed((STATIC / name).read_bytes()) for name in EVERY_PAGE_LOADS)
    assert max(size for _, size in many.values()) + always <= MOST


def test_somebody_is_found_among_a_thousand_as_quickly_as_among_thirty(cast: Cast) -> None:
    def look() -> tuple[int, int]:
        client = Client()
        sign_in(client, cast.coordinator)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(NEW_CASE, {"known_called": "person", "look": "known"})
        assert answer.status_code == 200
        return len(queries), compressed(answer.content)

    crowd(30, cast.panel, cast.advocate, cast.coordinator)
    asked, (looked, _) = visit(NEW_CASE, cast.coordinator)[0], look()
    crowd(970, cast.panel, cast.advocate, cast.coordinator)
    assert visit(NEW_CASE, cast.coordinator)[0] == asked
    many, size = look()
    assert many == looked
    assert size < 5_000
