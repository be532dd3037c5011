"""Opening a case, and who speaks for a person; for coordinators."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import panels, people
from companion.changes.errors import (
    AlreadyInCase,
    ApartAlready,
    ConflictOfInterest,
    OneAdvocateForBoth,
    PeopleKeptApart,
    TogetherInACase,
)
from companion.changes.facts import keep_facts
from companion.changes.people import (
    begin_case,
    change_advocate,
    end_advocacy,
    join_case,
    keep_apart,
    leave_case,
)
from companion.forms.cases import (
    AdvocateForm,
    ApartForm,
    FactsForm,
    OpenCaseForm,
    PersonForm,
)
from companion.views.cards import of_agency
from companion.views.panel.common import ask, back_to, last_day, page_of, reader, refused_as_over
from companion.views.panel.opening import opening
from companion.views.screens import show
from companion.views.step_up import with_fresh_factor

if TYPE_CHECKING:
    from companion.models import CaseSubject, PanelCase, User


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case for one person, with their advocate."""
    user = reader(request)
    offered = panels.coordinated_panels(user)
    if not offered.exists():
        raise Http404
    form = OpenCaseForm(request.POST or None, panels=offered, **_offered(user))
    if request.method == "POST" and form.is_valid():
        try:
            side = begin_case(form.cleaned_data["panel"], form.newcomer, acting_user=user)
        except ConflictOfInterest as refused:
            form.add_error("advocate", str(refused))
        else:
            return after_opening(request, side)
    context = {"form": form}
    status = 422 if form.errors else 200
    return show(request, "panel/open_case.html", context, subjects=form.shown, status=status)


def after_opening(request: HttpRequest, side: "CaseSubject") -> HttpResponse:
    """To what this panel must know of the case, if its type asks anything; else to the case."""
    said = _("The case is open.")
    if not side.panel_case.panel.brings.asks:
        return back_to(request, side.panel_case, said)
    messages.success(request, said)
    return redirect("panel:facts", side.panel_case.public_id)


def _offered(user: "User") -> dict[str, Any]:
    """Whom a coordinator may bring into a case, and who may speak for them."""
    return {"advocates": people.possible_advocates(), "known": panels.people_led_by(user)}


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add one more person to a case: a couple, a family, a small group."""
    user = reader(request)
    case = panels.coordinated_case_for(user, public_id)
    form = PersonForm(request.POST or None, **_offered(user))
    if request.method == "POST" and form.is_valid():
        try:
            join_case(case, form.newcomer, acting_user=user)
        except ConflictOfInterest as refused:
            form.add_error("advocate", str(refused))
        except (PeopleKeptApart, AlreadyInCase) as refused:
            form.add_error("known", str(refused))
        else:
            return back_to(request, case, _("They are in this case now, with a side of their own."))
    status = 422 if form.errors else 200
    context = {"form": form, "back": page_of(case)}
    return show(request, "panel/join_case.html", context, subjects=form.shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a person out of a case, once it was asked whether that is meant."""
    user = reader(request)
    side = panels.coordinated_side_for(user, public_id)
    if side.left_at:
        return refused_as_over(request, side)
    if request.method == "POST":
        leave_case(side, acting_user=user)
        return back_to(request, side.panel_case, _("They have left the case."))
    return ask(request, "panel/leave_case.html", side, Form())


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def apart(request: HttpRequest) -> HttpResponse:
    """Who is kept apart, and two more people who may never learn of each other."""
    user = reader(request)
    if not panels.coordinated_panels(user).exists():
        raise Http404
    form = ApartForm(request.POST or None, people=panels.people_led_by(user))
    if request.method == "POST" and form.is_valid():
        try:
            one, other = form.cleaned_data["one"], form.cleaned_data["other"]
            keep_apart(one, other, acting_user=user)
        except (TogetherInACase, OneAdvocateForBoth, ApartAlready) as refused:
            form.add_error("other", str(refused))
        else:
            messages.success(request, _("They are kept apart from now on."))
            return redirect("panel:apart")
    pairs = list(panels.partitions_led_by(user))
    named = {subject for pair in pairs for subject in (pair.one, pair.other)} | {*form.shown}
    context, status = {"form": form, "pairs": pairs}, 422 if form.errors else 200
    return show(request, "panel/apart.html", context, subjects=named, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def advocate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Appoint another advocate, or prolong what the present one may do."""
    user = reader(request)
    side = panels.coordinated_side_for(user, public_id)
    standing = people.advocacies_of([side]).first()
    form = AdvocateForm(request.POST or None, advocates=people.possible_advocates(side))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["advocate"]
        try:
            change_advocate(side, chosen, form.ends_at, acting_user=user)
        except ConflictOfInterest as refused:
            form.add_error("advocate", str(refused))
        else:
            return back_to(request, side.panel_case, _("The advocate is appointed."))
    present = of_agency(standing.advocate) if standing else ""
    until = last_day(standing) if standing else None
    return ask(request, "panel/advocate.html", side, form, present=present, until=until)


@require_POST
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take back an advocate's permission; it counts at once."""
    user = reader(request)
    side = panels.coordinated_side_for(user, public_id)
    end_advocacy(side, acting_user=user)
    said = _("Nobody speaks for this person now. Appoint somebody soon.")
    return back_to(request, side.panel_case, said)


@opening(panels.deciding_case_for)
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, case: "PanelCase") -> HttpResponse:
    """Answer what a panel of this type must know about a case."""
    user = reader(request)
    if not case.panel.brings.asks:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = FactsForm(posted, asks=case.panel.brings.asks, initial=panels.facts_of(case))
    if request.method == "POST" and form.is_valid():
        keep_facts(case, form.cleaned_data, acting_user=user)
        return back_to(request, case, _("Kept."))
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "back": page_of(case)}
    return render(request, "panel/facts.html", context, status=status)
