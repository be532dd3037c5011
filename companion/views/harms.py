"""Saying that something went wrong, from either desk: about a person, or about nobody."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import harms, panels, people
from companion.changes.harms import report_harm
from companion.forms.harms import HarmForm
from companion.views.advocate import common as advocate_desk
from companion.views.panel import common as panel_desk
from companion.views.panel.opening import opening
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import CaseSubject, User


@require_http_methods(["GET", "HEAD", "POST"])
def at_panel(request: HttpRequest) -> HttpResponse:
    """Report from the panel's desk, about nobody in particular."""
    if not panels.sits_on_a_panel(_user(request)):
        raise Http404
    return _report(request, None, reverse("panel:desk"))


@require_http_methods(["GET", "HEAD", "POST"])
def by_advocate(request: HttpRequest) -> HttpResponse:
    """Report from the advocate's desk, about nobody in particular."""
    if not people.is_advocate(_user(request)):
        raise Http404
    return _report(request, None, reverse("advocate:today"))


@opening(panels.panel_side_for)
@require_http_methods(["GET", "HEAD", "POST"])
def in_case(request: HttpRequest, side: "CaseSubject") -> HttpResponse:
    """Report something about a person whose case this member may see."""
    return _report(request, side, panel_desk.page_of(side.panel_case))


@require_http_methods(["GET", "HEAD", "POST"])
def of_mine(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Report something about a person this advocate speaks for."""
    side = people.my_side_for(_user(request), public_id)
    return _report(request, side, advocate_desk.page_of(side))


def _report(request: HttpRequest, side: "CaseSubject | None", back: str) -> HttpResponse:
    user = _user(request)
    offered = None if side else harms.panels_to_report_at(user)
    form = HarmForm(request.POST if request.method == "POST" else None, panels=offered)
    if request.method == "POST" and form.is_valid():
        panel = side.panel_case.panel if side else form.cleaned_data["panel"]
        report_harm(panel, form.went_wrong, side=side, acting_user=user)
        messages.success(request, _("Thank you. Whoever leads the panel reads it."))
        return redirect(back)
    context = {"form": form, "side": side, "back": back}
    status = 422 if form.errors else 200
    subjects = [side.subject] if side else []
    return show(request, "harms/new.html", context, subjects=subjects, status=status)


def _user(request: HttpRequest) -> "User":
    """Whoever is inside; the door let nobody else through."""
    return cast("User", request.user)
