"""The step that a version of a wording has to pass: another editor reads and approves it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from .approval import may_approve, may_write

APPROVE, REJECT = "approve", "reject"


class SecondEditor(Task):
    """Approval by an editor who did not write these words."""

    admin_form_fields = ("name",)

    class Meta:
        verbose_name = _("approval by a second editor")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """For any editor but the writer of the version that waits."""
        asked = obj.current_workflow_task_state
        if asked is None or not may_approve(user, asked.revision):
            return []
        return [(APPROVE, _("Approve"), False), (REJECT, _("Send back"), True)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or send back the version that was read, as long as it is the newest."""
        newest = task_state.revision.is_latest_revision()
        if not newest or not may_approve(user, task_state.revision):
            raise PermissionDenied(str(_("These words were changed since. Read them again.")))
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """What waits, but for versions of one's own."""
        waiting: QuerySet[TaskState] = self.task_states.exclude(revision__user=user)
        status = TaskState.STATUS_IN_PROGRESS if may_write(user) else ""
        return waiting.filter(status=status)

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail's list of steps says of it."""
        return str(_("An editor who did not write the words reads and approves them"))
