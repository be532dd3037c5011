"""Wordings in Wagtail's menu, and the count that follows an editor's typing."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Wording
from .panels import MeasurePanel
from .report import report


class WordingViewSet(SnippetViewSet):
    """Where editors write the words of each text."""

    model = Wording
    icon = "openquote"
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["key", "language", "level", "cover", "body", "reviewer"]
    list_filter: ClassVar[list[str]] = ["key", "language", "level", "cover"]
    search_fields: ClassVar[list[str]] = ["key", "body"]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("language"),
            FieldPanel("level"),
            FieldPanel("cover"),
            FieldPanel("body"),
            MeasurePanel(heading="Length and safety"),
            FieldPanel("reviewed_by"),
        ]
    )


register_snippet(WordingViewSet)


@require_POST
def measure_wording(request: HttpRequest) -> HttpResponse:
    """The report on what is being typed; nothing is kept."""
    if not any(request.user.has_perm(f"content.{verb}_wording") for verb in ("add", "change")):
        raise PermissionDenied
    fields: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("key", "language", "level", "body")
    }
    return render(request, "content/wording_measure.html", {"report": report(**fields)})


@hooks.register("register_admin_urls")
def measure_url() -> list[URLPattern]:
    """The address the edit screen asks; below Wagtail's own prefix and behind its gate."""
    return [path("wordings/measure/", measure_wording, name="wording_measure")]
