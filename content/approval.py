"""Approval by a second editor: whoever wrote a version never lets it go live."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import Revision, TaskState

# What a version says, and of which text; its other fields are Wagtail's bookkeeping.
WORDS = ("key", "language", "level", "cover", "body", "reviewed_by")


class NotApproved(PermissionDenied):
    """These words were not approved by a second editor."""


def words_in(revision: Revision) -> tuple[str, ...]:
    """What a version says, and of which text."""
    return tuple(revision.content.get(name, "") for name in WORDS)


def writer_of(revision: Revision) -> int | None:
    """Who wrote these words; whoever saved them once more without a change wrote nothing."""
    said = words_in(revision)
    writer: int | None = revision.user_id
    earlier = Revision.objects.filter(
        base_content_type=revision.base_content_type_id,
        object_id=revision.object_id,
        pk__lt=revision.pk,
    ).order_by("-pk")
    for one in earlier.iterator(chunk_size=20):
        if words_in(one) != said:
            break
        writer = one.user_id or writer
    return writer


def may_write(user: Any) -> bool:
    """Whether somebody is an editor of wordings."""
    return bool(user.has_perm("content.change_wording"))


def may_approve(user: Any, revision: Revision) -> bool:
    """Whether somebody is an editor, and another than the one who wrote this version."""
    return may_write(user) and writer_of(revision) not in {None, user.pk}


def check_approved(revision: Revision) -> None:
    """Refuse a version that no second editor approved as it is; a superuser is no exception."""
    approvals = TaskState.objects.filter(
        revision=revision, status=TaskState.STATUS_APPROVED, finished_by__isnull=False
    ).select_related("finished_by")
    if not any(may_approve(approval.finished_by, revision) for approval in approvals):
        raise NotApproved(NotApproved.__doc__)


def move_request_on(wording: Any, revision: Revision) -> None:
    """Ask for the newest version in place of an older one, whose words would not be sent."""
    asked = wording.current_workflow_task_state
    if asked is not None and asked.revision_id != revision.pk:
        asked.cancel(user=revision.user, resume=True)


def what_was_sent_back(wording: Any) -> str:
    """What a second editor wants changed; empty if they sent nothing back."""
    active = wording.current_workflow_state
    back = active is not None and active.status == active.STATUS_NEEDS_CHANGES
    return str(active.current_task_state.comment) if back else ""


def ask_for_approval(wording: Any, user: Any) -> None:
    """Ask a second editor for the newest version; once it was sent back, ask again."""
    active = wording.current_workflow_state
    if active is not None:
        active.resume(user)
    elif (way := wording.get_workflow()) is not None:
        way.start(wording, user)
