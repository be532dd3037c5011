"""Wordings in Wagtail's menu: their desk, their forms, and the one way in which they go live."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import UnpublishMenuItem, WorkflowMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CreateView,
    DeleteView,
    EditView,
    SnippetViewSet,
    UnpublishView,
)

from . import desk_views
from .approval import may_write
from .builtin import BOOKING, ENGLISH, builtins
from .models import Wording
from .panels import MeasurePanel
from .policy import WordingPolicy

register_permission_policy(Wording, WordingPolicy(Wording))


class WriteView(CreateView):
    """A new wording begins as the built-in words that it is to replace."""

    def get_initial_form_instance(self) -> Wording:
        """The text that the desk's link names, with the words sent now."""
        asked = {name: self.request.GET.get(name, "") for name in ("key", "language", "level")}
        cover = self.request.GET.get("cover", BOOKING)
        words = builtins(asked["language"] or ENGLISH, cover).get((asked["key"], asked["level"]))
        given = {name: value for name, value in asked.items() if value}
        return Wording(**given, cover=cover, body=words.body if words else "")


class ChangeView(EditView):
    """The form of a wording, whoever else has asked for approval meanwhile."""

    def submit_action(self) -> Any:
        """Ask once: to save has taken a request that there was along already."""
        return None if self.object.workflow_in_progress else super().submit_action()


class WithdrawView(UnpublishView):
    """Back to the built-in words, at once and by one editor: that is always safe."""

    permission_required = "change"


class DeleteDraftView(DeleteView):
    """Only what was never sent: the versions of a text that somebody got are kept."""

    def get_object(self, queryset: Any = None) -> Wording:
        """The wording, if it may be deleted."""
        row: Wording = super().get_object(queryset)
        if not self.permission_policy.user_has_permission_for_instance(
            self.request.user, "delete", row
        ):
            raise PermissionDenied
        return row


class WordingViewSet(SnippetViewSet):
    """Where editors write the words of each text."""

    model = Wording
    icon = "openquote"
    add_to_admin_menu = True
    menu_label, menu_order = _("Wordings we wrote"), 120
    # One text has one wording in a language: there is nowhere to copy it to.
    copy_view_enabled = False
    add_view_class = WriteView
    edit_view_class = ChangeView
    unpublish_view_class = WithdrawView
    delete_view_class = DeleteDraftView
    list_display: ClassVar[list[str]] = ["key", "language", "level", "cover", "words", "reviewer"]
    list_filter: ClassVar[list[str]] = ["key", "language", "level", "cover"]
    search_fields: ClassVar[list[str]] = ["key", "body"]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("language"),
            FieldPanel("level"),
            FieldPanel("cover"),
            FieldPanel("body", widget=AdminAutoHeightTextInput(attrs={"dir": "auto"})),
            MeasurePanel(heading=_("On a phone, length and safety")),
            FieldPanel("reviewed_by"),
        ]
    )


register_snippet(WordingViewSet)


class Withdraw(UnpublishMenuItem):
    """On the form of a wording that is sent: stop sending it."""

    label = _("Withdraw: send the built-in words again")

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Where there is something to withdraw."""
        live = context["view"] == "edit" and context["instance"].live
        return live and may_write(context["request"].user)


@hooks.register("construct_snippet_action_menu")
def only_what_one_editor_may_do(
    items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Save, ask a second editor, withdraw; approving has a page of its own and saves nothing."""
    if context["model"] is not Wording:
        return
    taken = ("action-publish", "action-unpublish")
    items[:] = [
        item for item in items if item.name not in taken and not isinstance(item, WorkflowMenuItem)
    ]
    if (withdraw := Withdraw(order=20)).is_shown(context):
        items.append(withdraw)


class DeskItem(MenuItem):
    """The way to the desk, for those who write wordings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not for somebody who writes guidance only."""
        return may_write(request.user)


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    """The desk in Wagtail's menu."""
    return DeskItem(_("Wordings"), reverse("wording_desk"), icon_name="openquote", order=110)


@hooks.register("insert_global_admin_css")
def on_every_page() -> str:
    """Wagtail's forms can be reached without script, and versions compared in any script."""
    return format_html('<link rel="stylesheet" href="{}">', static("content/admin.css"))


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern]:
    """The desk's own pages; below Wagtail's own prefix and behind its gate."""
    return [
        path("wordings/", desk_views.overview, name="wording_desk"),
        path("wordings/text/<str:key>/", desk_views.text, name="wording_text"),
        path("wordings/version/<int:pk>/", desk_views.version, name="wording_version"),
        path("wordings/version/<int:pk>/ask/", desk_views.ask, name="wording_ask"),
        path("wordings/measure/", desk_views.measure_wording, name="wording_measure"),
    ]
