"""No words go live that their writer alone approved, by whatever way; to withdraw needs nobody."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, Workflow, WorkflowContentType

from companion.models import User
from content.approval import NotApproved, ask_for_approval, writer_of
from content.models import Wording
from content.second_editor import APPROVE, REJECT
from content.ways import ensure_way
from content.wordings import COVER, wording
from tests.content.approving import NEW, OLD, address, browser_of, decide, fill_in, publish, save

SUBMIT, PUBLISH = "action-submit", "action-publish"


@pytest.fixture
def reader(second: User) -> Client:
    """The browser of another editor."""
    return browser_of(second)


@pytest.fixture
def draft(desk: Client) -> Wording:
    """What one editor wrote and saved."""
    desk.post(address("add"), fill_in(OLD))
    return Wording.objects.get()


def sent_now() -> str:
    return wording("invitation", "en", COVER).body


def test_one_editor_saves_a_draft_and_another_sends_it(
    desk: Client, reader: Client, draft: Wording
) -> None:
    page = reverse("wording_version", args=[draft.pk])
    assert "Ask a second editor" in desk.get(page).content.decode()
    assert desk.post(reverse("wording_ask", args=[draft.pk])).headers["Location"] == page
    assert sent_now() != OLD
    assert "You wrote these words" in desk.get(page).content.decode()
    assert decide(desk, draft).status_code in {302, 403}
    assert sent_now() != OLD
    assert "Approve: send these words" in reader.get(page).content.decode()
    assert decide(reader, draft, next=page).headers["Location"] == page
    assert sent_now() == OLD
    assert "Published" in reader.get(page).content.decode()


@pytest.mark.parametrize("power", ["editor", "publisher", "superuser"])
def test_by_no_button_and_no_post_of_theirs_does_a_writer_send_own_words(
    desk: Client, editor: User, reader: Client, second: User, draft: Wording, power: str
) -> None:
    for user in (editor, second):
        _give(user, power)
    form = desk.get(address("edit", draft.pk)).content.decode()
    assert PUBLISH not in form
    assert SUBMIT in form
    for _twice in range(2):
        assert save(desk, draft, NEW, SUBMIT).status_code == 302
    asked = draft.current_workflow_task_state
    kept = save(desk, draft, NEW, PUBLISH, go_live_at="2020-01-01 00:00")
    assert kept.headers["Location"] == address("edit", draft.pk)
    # Another editor's plain publishing is no approval: nobody was shown what to approve.
    save(reader, draft, NEW, PUBLISH)
    extra = {"workflow-action-name": APPROVE, "workflow-action-extra-data": json.dumps({})}
    save(desk, draft, NEW, "action-workflow-action", **extra)
    for action in (APPROVE, REJECT):
        decide(desk, draft, action, comment="Fine.")
        desk.post(address("workflow_action", draft.pk, action, asked.pk))
    desk.post(address("add"), fill_in(NEW, PUBLISH, key="agreed"))
    desk.post(
        reverse("wagtail_bulk_action", args=["content", "wording", "publish"])
        + f"?id={draft.pk}&next=/cms/"
    )
    assert not Wording.objects.filter(live=True).exists()
    assert TaskState.objects.filter(status=TaskState.STATUS_APPROVED).count() == 0
    assert set(Wording.objects.values_list("key", flat=True)) == {"invitation", "agreed"}


def _give(user: User, power: str) -> None:
    if power == "superuser":
        user.is_superuser = True
        user.save()
    elif power == "publisher":
        user.user_permissions.add(
            Permission.objects.get_or_create(
                codename="publish_wording",
                content_type=Wording.get_content_type(),
                defaults={"name": "Can publish wording"},
            )[0]
        )


def test_no_code_sends_what_a_second_editor_did_not_approve(
    editor: User, second: User, draft: Wording
) -> None:
    revision = draft.latest_revision
    for user in (None, editor, second):
        with pytest.raises(NotApproved):
            revision.publish(user=user, skip_permission_checks=True)
    ask_for_approval(draft, editor)
    with pytest.raises(PermissionDenied):
        draft.current_workflow_task_state.approve(user=editor)
    # By the clock, were anything to run it.
    draft.latest_revision.approved_go_live_at = timezone.now()
    draft.latest_revision.save()
    with pytest.raises(NotApproved):
        call_command("publish_scheduled")
    # A workflow that asks nobody.
    draft.refresh_from_db()
    draft.current_workflow_state.cancel(user=editor)
    nothing = Workflow.objects.create(name="Nothing")
    WorkflowContentType.objects.update(workflow=nothing)
    with pytest.raises(NotApproved):
        nothing.start(draft, editor)
    assert not Wording.objects.get().live


def test_what_is_approved_is_what_was_read(
    desk: Client, reader: Client, draft: Wording, second: User
) -> None:
    ask_for_approval(draft, second)
    read = draft.current_workflow_task_state
    # Saved over, as the form does by itself while one types.
    over = {"overwrite_revision_id": str(draft.latest_revision_id)}
    assert save(desk, draft, NEW, **over).status_code == 302
    approval = address("workflow_action", draft.pk, APPROVE, read.pk)
    assert reader.post(approval).status_code in {302, 403}
    assert sent_now() not in {OLD, NEW}
    # The request has moved on to the new words.
    assert decide(reader, draft).status_code == 302
    assert sent_now() == NEW


def test_a_reader_who_changes_the_words_becomes_their_writer(
    desk: Client, reader: Client, draft: Wording, editor: User, second: User
) -> None:
    save(desk, draft, OLD, SUBMIT)
    save(reader, draft, NEW)
    draft.refresh_from_db()
    assert writer_of(draft.latest_revision) == second.pk
    decide(reader, draft)
    assert sent_now() != NEW
    assert decide(desk, draft).status_code == 302
    assert sent_now() == NEW


def test_saving_the_same_words_again_makes_nobody_their_writer(
    desk: Client, reader: Client, draft: Wording, editor: User
) -> None:
    save(reader, draft, OLD, SUBMIT)
    draft.refresh_from_db()
    assert draft.latest_revision.user != editor
    assert writer_of(draft.latest_revision) == editor.pk
    decide(desk, draft)
    assert sent_now() != OLD
    decide(reader, draft)
    assert sent_now() == OLD


def test_words_are_sent_back_with_a_reason_and_asked_for_again(
    desk: Client, reader: Client, draft: Wording
) -> None:
    page = reverse("wording_version", args=[draft.pk])
    desk.post(reverse("wording_ask", args=[draft.pk]))
    assert decide(reader, draft, REJECT, comment="Say STOP first.").status_code == 302
    assert "Say STOP first." in desk.get(page).content.decode()
    assert "Sent back to be changed" in desk.get(reverse("wording_desk")).content.decode()
    save(desk, draft, NEW)
    desk.post(reverse("wording_ask", args=[draft.pk]))
    decide(reader, draft)
    assert sent_now() == NEW


def test_an_older_version_comes_back_by_the_same_way(
    desk: Client, reader: Client, draft: Wording
) -> None:
    desk.post(reverse("wording_ask", args=[draft.pk]))
    decide(reader, draft)
    old = Wording.objects.get().latest_revision
    save(desk, draft, NEW, SUBMIT)
    decide(reader, draft)
    assert sent_now() == NEW
    new = Wording.objects.get().latest_revision
    compared = desk.get(address("revisions_compare", draft.pk, old.pk, new.pk)).content.decode()
    assert "is set now" in compared.replace("</span>", "").replace('<span class="addition">', "")
    reverting = address("revisions_revert", draft.pk, old.pk)
    assert OLD in reader.get(reverting).content.decode()
    reader.post(address("edit", draft.pk), fill_in(OLD, SUBMIT, revision=str(old.pk)))
    assert sent_now() == NEW
    decide(reader, draft)
    assert sent_now() == NEW
    decide(desk, draft)
    assert sent_now() == OLD


def test_one_editor_withdraws_at_once_and_what_was_sent_is_never_deleted(
    desk: Client, draft: Wording
) -> None:
    row = publish(Wording(**{**fill_in(NEW), "key": "agreed"}))
    gone = address("unpublish", row.pk)
    assert "Withdraw" in desk.get(reverse("wording_version", args=[row.pk])).content.decode()
    assert desk.get(gone).status_code == 200
    assert desk.post(address("delete", row.pk)).status_code in {302, 403}
    bulk = reverse("wagtail_bulk_action", args=["content", "wording", "delete"])
    desk.post(f"{bulk}?id={row.pk}&next=/cms/")
    assert wording("agreed", "en", COVER).body == NEW
    assert desk.post(gone).status_code == 302
    assert wording("agreed", "en", COVER).version.startswith("built-in")
    assert "Withdrawn" in desk.get(reverse("wording_desk")).content.decode()
    # A draft that never went anywhere may go.
    desk.post(address("delete", draft.pk))
    assert list(Wording.objects.all()) == [row]


def test_an_approval_sends_no_mail(
    desk: Client, reader: Client, draft: Wording, mailoutbox: Any
) -> None:
    desk.post(reverse("wording_ask", args=[draft.pk]))
    decide(reader, draft, REJECT, comment="No.")
    desk.post(reverse("wording_ask", args=[draft.pk]))
    decide(reader, draft)
    assert sent_now() == OLD
    assert mailoutbox == []


def test_making_the_way_again_changes_nothing_and_moderators_have_none(db: None) -> None:
    before = list(Workflow.objects.values())
    ensure_way()
    assert list(Workflow.objects.values()) == before
    assert [way["name"] for way in before] == ["a second editor"]
