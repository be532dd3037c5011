"""The desk's pages, for editors of wordings alone; they work without script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from . import approval, desk
from .builtin import BOOKING, covers, languages
from .models import Wording
from .offered import standings
from .report import report
from .wordings import KEYS

View = Callable[..., HttpResponse]


def for_editors(view: View) -> View:
    """Not there for anybody who does not write wordings."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not approval.may_write(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_editors
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every text by step of the loop, all languages side by side."""
    cover, to_do = _cover(request), request.GET.get("show") == "to-do"
    return render(
        request,
        "content/desk/overview.html",
        {
            "steps": desk.overview(cover, to_do=to_do),
            "standings": [(languages()[code], one) for code, one in standings().items()],
            "cover": cover,
            "covers": covers().values(),
            "to_do": to_do,
        },
    )


@for_editors
@require_GET
def text(request: HttpRequest, key: str) -> HttpResponse:
    """One text on a phone, in every language, with its length."""
    if key not in KEYS:
        raise Http404
    cover = _cover(request)
    entry = desk.entry_of(desk.Shelf(), key, cover)
    rows = [(row.level, [(cell, _report(cell)) for cell in row.cells]) for row in entry.rows]
    found = {"entry": entry, "rows": rows, "cover": cover, "covers": covers().values()}
    return render(request, "content/desk/text.html", found)


@for_editors
@require_GET
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version of a wording beside what is sent now, and what may be done with it."""
    row = _with_version(pk)
    revision = row.latest_revision
    cell = desk.Shelf().cell(desk.place_of(revision.content))
    asked = row.current_workflow_task_state
    fields = {name: revision.content[name] for name in ("key", "language", "level", "body")}
    found = {
        "row": row,
        "revision": revision,
        "writer": approval.writer_of(revision),
        "asked": asked,
        "back": approval.what_was_sent_back(row),
        "cell": cell,
        "now": _report(cell),
        "then": report(**fields),
        "sent": desk.is_sent(row),
        "may_approve": asked is not None and approval.may_approve(request.user, revision),
    }
    return render(request, "content/desk/version.html", found)


@for_editors
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second editor to approve the newest version."""
    row = _with_version(pk)
    if not desk.is_sent(row) and row.current_workflow_task_state is None:
        approval.ask_for_approval(row, request.user)
    return redirect("wording_version", pk)


@for_editors
@require_POST
def measure_wording(request: HttpRequest) -> HttpResponse:
    """The report on what is being typed; nothing is kept."""
    fields: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("key", "language", "level", "body")
    }
    return render(request, "content/wording_measure.html", {"report": report(**fields)})


def _cover(request: HttpRequest) -> str:
    asked = request.GET.get("cover", "")
    return asked if asked in covers() else BOOKING


def _report(cell: desk.Cell) -> Any:
    place = cell.place
    return report(place.key, place.language, place.level, cell.body)


def _with_version(pk: int) -> Any:
    rows = Wording.objects.select_related("latest_revision__user")
    return get_object_or_404(rows, pk=pk, latest_revision__isnull=False)
