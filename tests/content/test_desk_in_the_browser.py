"""Two editors and a text in a real browser: on a phone, on a desk, without script."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companion.models import User
from content.models import Wording
from content.wordings import COVER, wording
from tests.content.approving import FIELDS, OLD, address
from tests.signing_in import sign_in
from tests.windows import BOTH, DESK, PHONE, carries, follow, look

pytestmark = pytest.mark.browser
BOOKED = "سب تیار ہے YES, STOP"
URDU = "آپ کی بکنگ {what}"


def window_of(new_page: Any, who: User, **settings: Any) -> Any:
    client, page = Client(), new_page(**settings)
    sign_in(client, who)
    carries(page, client)
    return page


def test_two_editors_change_a_text_without_script(
    new_page: Any, editor: User, second: User
) -> None:
    row = Wording.objects.create(**FIELDS, body=OLD, live=False)
    row.save_revision(user=editor)
    writes = window_of(new_page, editor, width=PHONE, java_script_enabled=False)
    writes.goto(reverse("wording_desk"))
    writes.get_by_label("Only what needs doing").check()
    follow(writes, writes.get_by_role("button", name="Show"))
    follow(writes, writes.get_by_role("link", name="Look at what waits"))
    follow(writes, writes.get_by_role("button", name="Ask a second editor to approve"))
    assert "Another editor reads and approves them" in writes.content()
    assert not writes.get_by_role("button", name="Approve").count()
    reads = window_of(new_page, second, width=DESK, java_script_enabled=False)
    reads.goto(reverse("wording_version", args=[row.pk]))
    follow(reads, reads.get_by_role("button", name="Approve"))
    assert "✓ Published" in reads.content()
    assert wording("invitation", "en", COVER).body == OLD
    writes.reload()
    follow(writes, writes.get_by_role("link", name="Withdraw"))
    follow(writes, writes.get_by_role("button", name="Yes, unpublish"))
    assert wording("invitation", "en", COVER).body != OLD


def test_every_page_of_the_desk_fits_and_the_phone_follows_what_is_typed(
    new_page: Any, editor: User
) -> None:
    row = Wording.objects.create(**FIELDS, body=OLD, live=False)
    row.save_revision(user=editor)
    page = window_of(new_page, editor)
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(reverse("wording_desk"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    for at in (
        reverse("wording_desk") + "?show=to-do",
        reverse("wording_text", args=["unknown_number"]),
        reverse("wording_version", args=[row.pk]),
    ):
        page.goto(at)
        look(page, *BOTH)
    row.body = BOOKED
    row.save_revision(user=editor)
    page.goto(address("revisions_compare", row.pk, "earliest", "latest"))
    compared = page.locator("td.comparison", has_text="STOP").first
    assert compared.evaluate("it => getComputedStyle(it).unicodeBidi") == "plaintext"
    page.goto(address("edit", row.pk))
    page.locator("[name=language]").select_option("ur")
    page.locator("[name=body]").fill(URDU)
    bubble = page.locator(".wd-bubble[lang=ur]")
    bubble.wait_for()
    assert bubble.inner_text() == URDU.replace("{what}", "Visit the flat on Elm Road together")
    assert bubble.evaluate("it => getComputedStyle(it).direction") == "rtl"
    assert page.locator("[name=body]").evaluate("it => getComputedStyle(it).direction") == "rtl"
