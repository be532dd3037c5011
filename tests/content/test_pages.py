"""Guidance stands from the first start, and editors edit that and the wordings, nothing else."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page, Site

from companion.models import User
from content.editors import EDITORS
from content.models import GuidancePage, HomePage, Wording
from content.pages import ensure_pages


def test_the_front_page_leads_to_how_to_stop(client: Client, db: None) -> None:
    page = GuidancePage.objects.get()
    front = client.get("/").content.decode()
    assert page.title in front
    guidance = client.get(page.get_url()).content.decode()
    assert "Reply with the one word STOP." in guidance
    assert "call 999" in guidance


def test_public_pages_run_no_script_and_wear_no_style_of_their_own(
    client: Client, db: None
) -> None:
    for address in ("/", GuidancePage.objects.get().get_url()):
        body = client.get(address).content.decode()
        assert "<script>" not in body
        assert "style=" not in body


def test_making_the_first_pages_again_changes_nothing(db: None) -> None:
    home = HomePage.objects.get()
    HomePage.objects.update(title="Our own words")
    before = list(Page.objects.values())
    ensure_pages()
    assert list(Page.objects.values()) == before
    assert Site.objects.get().root_page_id == home.pk


def test_pages_come_back_after_everything_was_emptied(db: None, client: Client) -> None:
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.all().delete()
    Locale.objects.all().delete()
    Group.objects.all().delete()
    ensure_pages()
    assert Page.find_problems() == ([], [], [], [], [])
    assert client.get("/").status_code == 200
    assert Group.objects.get(name=EDITORS).permissions.exists()


def test_pages_come_back_after_a_flush(transactional_db: None, client: Client) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert not Page.objects.exists()
    ensure_pages()
    assert Page.find_problems() == ([], [], [], [], [])
    assert client.get("/").status_code == 200
    assert Group.objects.get(name=EDITORS).permissions.count() == 5


def test_an_editor_has_power_over_pages_and_wordings_only(editor: User) -> None:
    assert editor.get_all_permissions() == {
        "wagtailadmin.access_admin",
        "content.add_wording",
        "content.change_wording",
        "content.delete_wording",
        "content.view_wording",
    }
    group = Group.objects.get(name=EDITORS)
    powers = set(group.page_permissions.values_list("permission__codename", flat=True))
    assert powers == {"add_page", "change_page", "publish_page"}
    assert not group.collection_permissions.exists()
    assert list(Group.objects.all()) == [group]


def test_every_other_permission_there_is_stays_out_of_an_editors_hands(editor: User) -> None:
    names = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.all()}
    held = {name for name in names if editor.has_perm(name)}
    assert len(names) > 100
    assert {name.split(".")[0] for name in held} == {"wagtailadmin", "content"}


def test_the_home_page_can_be_edited_but_not_taken_away(editor: User) -> None:
    may = Page.objects.get(depth=2).permissions_for_user(editor)
    assert may.can_edit()
    assert may.can_publish()
    assert not may.can_delete()
    assert not may.can_unpublish()
    assert not may.can_move()


def test_an_editor_publishes_a_page_of_guidance(desk: Client) -> None:
    home = HomePage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", home.pk])
    assert desk.get(address).status_code == 200
    answer = desk.post(
        address,
        {
            "title": "Words we use",
            "slug": "words",
            "summary": "",
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "heading",
            "body-0-value": "A to Z",
            "action-publish": "action-publish",
        },
    )
    assert answer.status_code == 302
    assert "A to Z" in desk.get("/words/").content.decode()


@pytest.mark.parametrize(
    "screen",
    "images documents sites users groups collections workflows/list redirects".split(),
)
def test_an_editor_reaches_no_other_screen_of_wagtails(desk: Client, screen: str) -> None:
    assert desk.get("/cms/").status_code == 200
    assert desk.get(reverse(Wording.snippet_viewset.get_url_name("list"))).status_code == 200
    assert desk.get(f"/cms/{screen}/").status_code in {302, 403, 404}


def test_an_editor_sees_the_count_when_a_wording_is_edited(desk: Client) -> None:
    row = Wording.objects.create(
        key="need_answered_declined", language="en", level="detail", body="No, sorry.\n{reason}"
    )
    screen = desk.get(reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk]))
    body = screen.content.decode()
    assert "GSM-7, 1 message, 82 characters" in " ".join(body.split())
    assert "GSM-7, 2 messages, 171 characters" in " ".join(body.split())
    assert "content/wording-measure." in body


def test_the_count_follows_what_is_typed_and_names_what_gives_away(desk: Client) -> None:
    typed = {"key": "invitation", "language": "en", "level": "cover", "body": "The panel’s €"}
    answer = desk.post(reverse("wording_measure"), typed).content.decode()
    assert "UCS-2, 1 message, 13 characters" in " ".join(answer.split())
    assert "A cover text never says: panel." in answer


def test_the_count_is_for_editors(client: Client, db: None) -> None:
    answer = client.post(reverse("wording_measure"), {"body": "Hello"})
    assert answer.status_code in {302, 403, 404}


def test_a_wording_that_gives_somebody_away_cannot_be_saved(desk: Client) -> None:
    address = reverse(Wording.snippet_viewset.get_url_name("add"))
    fields = {"key": "invitation", "language": "en", "level": "cover", "cover": "booking"}
    fields["reviewed_by"] = ""
    refused = desk.post(address, {**fields, "body": "The police want a YES"})
    assert refused.status_code == 200
    assert "A cover text never says: police." in refused.content.decode()
    assert not Wording.objects.exists()
    accepted = desk.post(address, {**fields, "body": "All set. Reply YES or STOP."})
    assert accepted.status_code == 302
    assert not Wording.objects.get().live
