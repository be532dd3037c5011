"""Every screen of meetings, reviews and referrals in a real browser, on a phone and on a desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.changes.actions import give_feedback, mark_done, record_attempt
from companion.changes.answers import Tell, answer_need
from companion.changes.meetings import call_meeting, freeze_summaries, set_agenda
from companion.changes.referrals import Asked, refer
from companion.changes.reviews import plan_review
from companion.models import NeedsSummary, User
from companion.views.panel.frozen import contents_at
from tests import factories
from tests.cast import Cast
from tests.companion.panel_desk import DESK, case_of, in_days
from tests.signing_in import sign_in
from tests.windows import BOTH, PHONE, carries, follow, look

pytestmark = pytest.mark.browser


def opened(new_page: Any, client: Client, user: User, width: int) -> Any:
    """A window in which this user is signed in."""
    sign_in(client, user)
    page = new_page(width=width)
    carries(page, client)
    return page


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    """Every page, each with something on it."""
    side, chair = cast.side, cast.chair
    need = factories.need(side, "somewhere safe to live with my kids")
    answer_need(need, "partly", "A flat from May.", Tell("advocate_first"), acting_user=chair)
    engage = factories.action(side, cast.member, chair, "Meet at the library", kind="engage")
    factories.action(side, cast.member, chair, "Report each week", statutory=True)
    record_attempt(engage, in_days(-1), achieved=False, note="Not in.", acting_user=cast.member)
    meeting = call_meeting(cast.panel, in_days(0), acting_user=chair)
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    set_agenda(meeting, [side.panel_case, ana.panel_case], acting_user=chair)
    freeze_summaries(meeting, contents_at(meeting), acting_user=chair)
    factories.need(side, "a bus pass, so that the children can stay at their school")
    mark_done(engage, "Met on Monday.", acting_user=cast.member)
    give_feedback(engage, "no", words="nobody came", acting_user=None)
    plan_review(cast.panel, side.panel_case, in_days(0), acting_user=chair)
    referral = refer(cast.panel, Asked("Noor", "Asks each week."), acting_user=cast.member)
    version = NeedsSummary.objects.get(side=side)
    other = factories.action(side, cast.member, chair, "Meet again", kind="engage")
    case = [side.panel_case.public_id]
    return [
        DESK,
        case_of(side),
        reverse("panel:version", args=[*case, version.public_id]),
        *(reverse(f"panel:{name}", args=case) for name in ("review", "close_case")),
        *(reverse(f"panel:{name}", args=[other.public_id]) for name in ("order", "attempt")),
        *(
            reverse(f"panel:{name}", args=[meeting.public_id])
            for name in ("meeting", "agenda", "print_meeting")
        ),
        *(reverse(f"panel:{name}") for name in ("meetings", "new_meeting", "closed_cases")),
        *(reverse(f"panel:{name}") for name in ("referrals", "new_referral")),
        *(
            reverse(f"panel:{name}", args=[referral.public_id])
            for name in ("referral", "take_referral")
        ),
        reverse("panel:review_panel", args=[cast.panel.public_id]),
    ]


def test_every_page_is_sound_on_a_phone_and_on_a_desk(
    client: Client, cast: Cast, addresses: list[str], new_page: Any
) -> None:
    page = opened(new_page, client, cast.coordinator, PHONE)
    for address in addresses:
        assert page.goto(address).status == 200
        look(page, *BOTH)


def test_what_was_kept_is_said_where_the_page_opens(
    client: Client, cast: Cast, new_page: Any
) -> None:
    for number in range(6):
        factories.action(cast.side, cast.member, cast.chair, f"Visit number {number}")
    last = factories.action(cast.side, cast.member, cast.chair, "See the flat")
    page = opened(new_page, client, cast.member, PHONE)
    page.goto(reverse("panel:done", args=[last.public_id]))
    page.click("button:has-text('Mark it done')")
    said = page.get_by_text("It is marked done.")
    said.wait_for()
    page.wait_for_load_state("load")
    card = page.locator(f"[id='action-{last.public_id}']").bounding_box()
    told = said.bounding_box()
    assert 0 <= told["y"] < card["y"] < page.viewport_size["height"]


def test_a_meeting_is_called_read_held_and_closed(
    client: Client, cast: Cast, new_page: Any
) -> None:
    factories.need(cast.side, "somewhere safe to live with my kids")
    page = opened(new_page, client, cast.chair, PHONE)
    page.goto(DESK)
    follow(page, "text=Meetings")
    follow(page, "text=Call a meeting")
    page.fill("input[type=date]", in_days(0).isoformat())
    follow(page, "text=Call it, and choose the cases")
    page.fill("input[type=number]", "1")
    follow(page, "text=Keep the agenda")
    follow(page, "text=Begin: keep what we read")
    follow(page, "button:has-text('Close the meeting')")
    assert "neither an answer nor anybody who owes one: Jay" in page.inner_text("main")
    look(page, PHONE)
    follow(page, "main li a:has-text('Answer')")
    page.click("label:has-text('Accept')")
    page.fill("#id_reason", "The keys are ready on Monday.")
    follow(page, "text=Keep this answer")
    page.goto("/panel/meetings/")
    follow(page, "main ol >> a")
    follow(page, "button:has-text('Close the meeting')")
    assert "closed by Chris Chair" in page.inner_text("main")
    look(page, PHONE)
