"""The group of editors: guidance pages, wordings, the way into Wagtail, and nothing else.

To publish a wording is nobody's power: a second editor approves it.
"""

from typing import Any

EDITORS = "Editors"
UNUSED = "Moderators"
PAGE_POWERS = ("add_page", "change_page", "publish_page")
# (app, model, codename, the name Django or Wagtail gives it)
OTHER_POWERS = (
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    ("content", "wording", "add_wording", "Can add wording"),
    ("content", "wording", "change_wording", "Can change wording"),
    ("content", "wording", "delete_wording", "Can delete wording"),
    ("content", "wording", "view_wording", "Can view wording"),
)


def ensure_editors(apps: Any, home: Any) -> None:
    """Give the editors exactly their powers; Wagtail's start gives pictures and documents too."""
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name=UNUSED).delete()
    group, _ = groups.get_or_create(name=EDITORS)
    group.permissions.set([_permission(apps, *power) for power in OTHER_POWERS])
    page_permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects
    page_permissions.filter(group_id=group.pk).delete()
    for codename in PAGE_POWERS:
        permission = _permission(apps, "wagtailcore", "page", codename, codename)
        page_permissions.create(group_id=group.pk, page_id=home.pk, permission_id=permission.pk)
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(
        group_id=group.pk
    ).delete()


def _permission(apps: Any, app_label: str, model: str, codename: str, name: str) -> Any:
    """A permission, made now if Django has not got to it yet."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    return apps.get_model("auth", "Permission").objects.get_or_create(
        content_type_id=content_type.pk, codename=codename, defaults={"name": name}
    )[0]
