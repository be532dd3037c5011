"""The one way in which a wording goes live, as rows of Wagtail's workflows."""

from typing import Any

from django.apps import apps as installed_apps

WAY = "a second editor"
# Made by Wagtail's start, for a group that is not here.
UNUSED = "Moderators approval"


def ensure_way(apps: Any = installed_apps) -> None:
    """Make the workflow of wordings where it is missing; takes a migration's `apps` too."""
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    tasks = apps.get_model("content", "SecondEditor").objects
    workflows.filter(name=UNUSED).delete()
    apps.get_model("wagtailcore", "Task").objects.filter(name=UNUSED).delete()
    way, _ = workflows.get_or_create(name=WAY)
    task, _ = tasks.get_or_create(
        name=WAY, defaults={"content_type": _content_type(apps, "secondeditor")}
    )
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    steps.get_or_create(workflow_id=way.pk, task_id=task.pk, defaults={"sort_order": 0})
    apps.get_model("wagtailcore", "WorkflowContentType").objects.update_or_create(
        content_type=_content_type(apps, "wording"), defaults={"workflow_id": way.pk}
    )


def _content_type(apps: Any, model: str) -> Any:
    content_types = apps.get_model("contenttypes", "ContentType").objects
    return content_types.get_or_create(app_label="content", model=model)[0]
