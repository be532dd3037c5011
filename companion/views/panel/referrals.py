"""Asking a panel to consider somebody, and what its coordinator makes of it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companion.access import meetings, panels, people
from companion.changes.errors import AlreadyDecided
from companion.changes.referrals import refer, take_referral, turn_down
from companion.forms.referrals import ReferForm, TakeForm, TurnDownForm
from companion.views.paging import page_asked_for
from companion.views.panel.common import page_of, reader
from companion.views.panel.people import after_opening
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import Referral, Subject


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The referrals that this member made, or decides; those that wait first."""
    user = reader(request)
    if not panels.sits_on_a_panel(user):
        raise Http404
    page = page_asked_for(request, meetings.referrals_for(user))
    found = list(page)
    context = {
        "waiting": [one for one in found if not one.decision],
        "decided": [one for one in found if one.decision],
        "page": page,
        "may_refer": meetings.referring_panels(user).exists(),
    }
    return show(request, "panel/referrals/index.html", context, subjects=found)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Refer somebody to a panel of one's own."""
    user = reader(request)
    offered = meetings.referring_panels(user)
    if not offered.exists():
        raise Http404
    form = ReferForm(request.POST or None, panels=offered)
    if request.method == "POST" and form.is_valid():
        refer(form.cleaned_data["panel"], form.asked, acting_user=user)
        messages.success(request, _("The coordinator has your referral."))
        return redirect("panel:referrals")
    status = 422 if form.errors else 200
    return render(request, "panel/referrals/new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read one referral; its coordinator takes it, or says here why not."""
    if request.method == "POST":
        return _turn_down(request, public_id)
    return _referral(request, public_id, TurnDownForm())


def _referral(request: HttpRequest, public_id: UUID, form: TurnDownForm) -> HttpResponse:
    user = reader(request)
    found = meetings.referral_for(user, public_id)
    decides = meetings.referrals_to_decide(user).filter(pk=found.pk).exists()
    case = found.panel_case
    seen = case and panels.cases_for(user).filter(pk=case.pk).exists()
    context = {
        "referral": found,
        "form": form if decides else None,
        "case": page_of(case) if case and seen else "",
    }
    status = 422 if form.errors else 200
    return show(request, "panel/referrals/referral.html", context, subjects=[found], status=status)


def _turn_down(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = reader(request)
    found = meetings.referral_to_decide_for(user, public_id)
    form = TurnDownForm(request.POST)
    if not form.is_valid():
        return _referral(request, public_id, form)
    try:
        turn_down(found, form.cleaned_data["reason"], acting_user=user)
    except AlreadyDecided as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Whoever referred them reads your reason here."))
    return redirect("panel:referral", found.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a case for somebody who was referred, with the advocate they trust."""
    user = reader(request)
    found = meetings.referral_to_decide_for(user, public_id)
    form = TakeForm(
        request.POST or None,
        initial={"name": found.name},
        panels=panels.coordinated_panels(user),
        advocates=people.possible_advocates(),
        known=panels.people_led_by(user),
    )
    try:
        if found.decision:
            raise AlreadyDecided
        if request.method == "POST" and form.is_valid():
            side = take_referral(found, form.newcomer, acting_user=user)
            return after_opening(request, side)
    except AlreadyDecided as refused:
        messages.warning(request, str(refused))
        return redirect("panel:referral", found.public_id)
    context = {"referral": found, "form": form}
    status = 422 if form.errors else 200
    shown: list[Referral | Subject] = [found, *form.shown]
    return show(request, "panel/referrals/take.html", context, subjects=shown, status=status)
