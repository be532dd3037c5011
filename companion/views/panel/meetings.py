"""When a panel meets: calling, the agenda, what it read, closing, and the pages for paper."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companion.access import meetings, openings, panels
from companion.changes.errors import MeetingClosed, MeetingThatDay, NeedsUnanswered
from companion.changes.meetings import (
    call_meeting,
    close_meeting,
    freeze_summaries,
    set_agenda,
)
from companion.forms.meetings import LONGEST_AGENDA, AgendaForm, MeetingForm
from companion.views.cards import of_agency
from companion.views.paging import page_asked_for
from companion.views.panel.common import page_of, reader
from companion.views.panel.frozen import contents_at, pages_of
from companion.views.panel.opening import opening
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import (
        AgendaItem,
        CaseSubject,
        Meeting,
        Need,
        NeedsSummary,
        PanelCase,
        User,
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every meeting of this member's panels, the next one first."""
    user = reader(request)
    if not panels.sits_on_a_panel(user):
        raise Http404
    page = page_asked_for(request, meetings.meetings_for(user))
    found = list(page)
    context = {
        "page": page,
        "open": [meeting for meeting in found if not meeting.closed_at],
        "closed": [meeting for meeting in found if meeting.closed_at],
        "panels": list(meetings.led_panels(user)),
    }
    return render(request, "panel/meetings/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Call a meeting; its agenda comes next."""
    user = reader(request)
    offered = meetings.led_panels(user)
    if not offered.exists():
        raise Http404
    form = MeetingForm(request.POST or None, panels=offered)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = call_meeting(
                form.cleaned_data["panel"], form.cleaned_data["held_on"], acting_user=user
            )
        except MeetingThatDay as refused:
            form.add_error("held_on", str(refused))
        else:
            return redirect("panel:agenda", meeting.public_id)
    return _form(request, "panel/meetings/new.html", form)


@require_safe
def meeting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One meeting: its agenda, and what is unanswered in each case."""
    user = reader(request)
    return _meeting(request, user, meetings.meeting_for(user, public_id))


def _meeting(
    request: HttpRequest, user: "User", found: "Meeting", refused: str = ""
) -> HttpResponse:
    items = meetings.items_of(user, found)
    sides = meetings.sides_by_case(user, [item.panel_case for item in items])
    versions = meetings.versions_at(user, found)
    silent: dict[int, list[Need]] = {}
    for need in meetings.unanswered_at(user, found):
        silent.setdefault(need.side.panel_case_id, []).append(need)
    standing = panels.standings_of(user)[found.panel_id]
    shown = [side for item in items for side in sides[item.panel_case_id]]
    context = {
        "meeting": found,
        "items": [_item(item, sides[item.panel_case_id], silent, versions) for item in items],
        "leads": standing.leads and not found.closed_at,
        "decides": standing.decides,
        "unfrozen": any(side.pk not in versions for side in shown),
        "refused": refused,
    }
    subjects = [side.subject for side in shown]
    status = 422 if refused else 200
    return show(request, "panel/meetings/meeting.html", context, subjects=subjects, status=status)


def _item(
    item: "AgendaItem",
    sides: "list[CaseSubject]",
    silent: "dict[int, list[Need]]",
    versions: "dict[int, NeedsSummary]",
) -> dict[str, Any]:
    waiting = silent.get(item.panel_case_id, [])
    state = ("open", _("%(count)d unanswered") % {"count": len(waiting)})
    kind, word = state if waiting else ("done", _("nothing unanswered"))
    return {
        "kind": kind,
        "word": word,
        "who": ", ".join(side.subject.name for side in sides),
        "href": page_of(item.panel_case),
        "closed": item.panel_case.closed_at,
        "unanswered": [_waiting(need) for need in waiting],
        "versions": [
            {"who": side.subject.name, "href": address_of(versions[side.pk])}
            for side in sides
            if side.pk in versions
        ],
    }


def _waiting(need: "Need") -> dict[str, Any]:
    return {
        "words": Truncator(need.statement.words).chars(100),
        "language": need.statement.language,
        "href": reverse("panel:answer", args=[need.public_id]),
    }


def address_of(version: "NeedsSummary") -> str:
    """Where a frozen version is read."""
    case_id = version.side.panel_case.public_id
    return reverse("panel:version", args=[case_id, version.public_id])


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which cases come up, and in which order."""
    user = reader(request)
    found = meetings.led_meeting_for(user, public_id)
    cases = list(meetings.open_cases_of(user, found.panel))
    sides = meetings.sides_by_case(user, cases)
    named = [(one, ", ".join(side.subject.name for side in sides[one.pk])) for one in cases]
    placed = {item.panel_case_id: item.position for item in meetings.items_of(user, found)}
    # What is on the agenda first, on every page of a long list; then by name: nobody has to search.
    named.sort(key=lambda pair: (placed.get(pair[0].pk, LONGEST_AGENDA + 1), pair[1].casefold()))
    page = page_asked_for(request, [pair for pair in named if pair[0].pk not in placed])
    shown = [*(pair for pair in named if pair[0].pk in placed), *page]
    form = AgendaForm(request.POST or None, cases=shown, places=placed)
    try:
        if found.closed_at:
            raise MeetingClosed
        if request.method == "POST" and form.is_valid():
            set_agenda(found, form.in_order, acting_user=user)
            return _back(request, found, _("The agenda is kept."))
    except MeetingClosed as refused:
        messages.warning(request, str(refused))
        return redirect("panel:meeting", found.public_id)
    subjects = [side.subject for one, _who in shown for side in sides[one.pk]]
    context = {"meeting": found, "form": form, "page": page}
    status = 422 if form.errors else 200
    return show(request, "panel/meetings/agenda.html", context, subjects=subjects, status=status)


@require_POST
def freeze(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Begin: keep what the meeting reads of each side, as it is now."""
    user = reader(request)
    found = meetings.led_meeting_for(user, public_id)
    try:
        freeze_summaries(found, contents_at(found), acting_user=user)
    except MeetingClosed as refused:
        return _meeting(request, user, found, str(refused))
    return _back(request, found, _("What the meeting reads is kept as it is now."))


@require_POST
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close it, unless a need on its agenda has neither an answer nor an owner."""
    user = reader(request)
    found = meetings.led_meeting_for(user, public_id)
    try:
        close_meeting(found, contents_at(found), acting_user=user)
    except (MeetingClosed, NeedsUnanswered) as refused:
        return _meeting(request, user, found, str(refused))
    return _back(request, found, _("The meeting is closed."))


@require_safe
def sheets(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All cases of a meeting for paper, each on its own page, with who printed it and when.

    Less those that its reader would have to open first: a meeting long past opens nothing.
    """
    user = reader(request)
    found = meetings.meeting_for(user, public_id)
    on_it = meetings.items_of(user, found)
    open_now = openings.standing_open(user, [item.panel_case for item in on_it])
    items = [item for item in on_it if item.panel_case_id in open_now]
    by_case = meetings.sides_by_case(user, [item.panel_case for item in items])
    shown = [side for item in items for side in by_case[item.panel_case_id]]
    pages = pages_of(user, shown, meetings.versions_at(user, found))
    context = {
        "meeting": found,
        "sheets": [{"side": side, "page": pages[side.pk]} for side in shown],
        "left_out": len(on_it) - len(items),
        "printed_by": of_agency(user),
        "now": timezone.now(),
    }
    subjects = [side.subject for side in shown]
    return show(request, "panel/meetings/print.html", context, subjects=subjects)


@opening(panels.case_for)
@require_safe
def version(request: HttpRequest, panel_case: "PanelCase", version_id: UUID) -> HttpResponse:
    """What a meeting read of one side, as it was then."""
    user = reader(request)
    found = meetings.version_for(user, panel_case, version_id)
    page = pages_of(user, [found.side], {found.side_id: found})[found.side_id]
    context = {"side": found.side, "page": page, "back": page_of(found.side.panel_case)}
    return show(request, "panel/meetings/version.html", context, subjects=[found.side.subject])


def _back(request: HttpRequest, found: "Meeting", said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("panel:meeting", found.public_id)


def _form(request: HttpRequest, template: str, form: Form) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
