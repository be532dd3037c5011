"""Looking at a case again, closing and reopening it; and whether a panel should still exist."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companion.access import meetings, panels, people, wishes
from companion.changes.errors import AnswerOwed, CaseClosed
from companion.changes.reviews import decide_panel_review, decide_review, reopen_case
from companion.forms.reviews import CloseForm, PanelReviewForm, ReviewForm
from companion.views.cards import of_agency
from companion.views.paging import page_asked_for
from companion.views.panel.common import back_to, page_of, reader
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import CaseSubject, PanelCase, ReviewWish


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Decide what becomes of a case, with the person's own view beside it."""
    return _decide(request, public_id, ReviewForm, "panel/reviews/case.html", _("It is decided."))


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a case with a reason, unless an answer is owed."""
    said = _("The case is closed. It can be reopened.")
    return _decide(request, public_id, CloseForm, "panel/reviews/close.html", said)


def _decide(
    request: HttpRequest,
    public_id: UUID,
    form_class: type[ReviewForm] | type[CloseForm],
    template: str,
    kept: str,
) -> HttpResponse:
    user = reader(request)
    panel_case = meetings.led_case_for(user, public_id)
    ahead = meetings.review_ahead(panel_case)
    said = wishes.wishes_for(user, panel_case, ahead)
    views = meetings.views_to_choose(user, panel_case)
    form = form_class(request.POST or None, views=views, initial=_their_view(said))
    try:
        if panel_case.closed_at:
            raise CaseClosed
        if request.method == "POST" and form.is_valid():
            decide_review(panel_case, form.decided, acting_user=user)
            return back_to(request, panel_case, kept)
    except CaseClosed as refused:
        messages.warning(request, str(refused))
        return redirect(page_of(panel_case))
    except AnswerOwed as refused:
        form.add_error(None, str(refused))
    sides = list(panels.panel_sides(user).filter(panel_case=panel_case).order_by("pk"))
    context = {
        "form": form,
        "back": page_of(panel_case),
        "who": ", ".join(side.subject.name for side in sides),
        "ahead": ahead,
        "wishes": said,
        "advocates": [of_agency(one.advocate) for one in people.advocacies_of(sides)],
    }
    subjects = [side.subject for side in sides]
    status = 422 if form.errors else 200
    return show(request, template, context, subjects=subjects, status=status)


def _their_view(said: "list[ReviewWish]") -> dict[str, Any]:
    """The words of the one person who said some stand chosen already."""
    words = [wish.statement.public_id for wish in said if wish.statement]
    return {"their_view": words[0]} if len(words) == 1 else {}


@require_POST
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on with a closed case."""
    user = reader(request)
    panel_case = meetings.led_case_for(user, public_id)
    reopen_case(panel_case, acting_user=user)
    return back_to(request, panel_case, _("The case is open again."))


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Cases that were closed; each can still be read."""
    user = reader(request)
    if not panels.sits_on_a_panel(user):
        raise Http404
    page = page_asked_for(request, meetings.closed_cases(user))
    cases = list(page)
    sides = meetings.sides_by_case(user, cases)
    subjects = [side.subject for of_case in sides.values() for side in of_case]
    context = {"cases": [_line(one, sides[one.pk]) for one in cases], "page": page}
    return show(request, "panel/reviews/closed.html", context, subjects=subjects)


def _line(panel_case: "PanelCase", sides: "list[CaseSubject]") -> dict[str, Any]:
    return {
        "who": ", ".join(side.subject.name for side in sides),
        "panel": panel_case.panel.name,
        "when": panel_case.closed_at,
        "href": page_of(panel_case),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask of a panel itself whether it should still exist."""
    user = reader(request)
    found = meetings.led_panel_for(user, public_id)
    form = PanelReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decide_panel_review(found, form.decided, acting_user=user)
        messages.success(request, _("It is decided."))
        return redirect("panel:review_panel", found.public_id)
    reviews = list(meetings.panel_reviews(found))
    context = {
        "panel": found,
        "form": form,
        "ahead": next((one for one in reviews if not one.decided_at), None),
        "decided": [one for one in reviews if one.decided_at],
    }
    status = 422 if form.errors else 200
    return render(request, "panel/reviews/panel.html", context, status=status)
