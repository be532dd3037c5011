"""Opening a case, and who speaks for a person; for coordinators."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import panels, people
from companion.changes.errors import ConflictOfInterest
from companion.changes.people import begin_case, change_advocate, end_advocacy
from companion.forms.cases import AdvocateForm, OpenCaseForm
from companion.views.cards import of_agency
from companion.views.panel.common import ask, back_to, last_day, reader


@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case for one person, with their advocate."""
    user = reader(request)
    offered = panels.coordinated_panels(user)
    if not offered.exists():
        raise Http404
    form = OpenCaseForm(request.POST or None, panels=offered, advocates=people.possible_advocates())
    if request.method == "POST" and form.is_valid():
        side = begin_case(form.cleaned_data["panel"], form.newcomer, acting_user=user)
        return back_to(request, side.panel_case, _("The case is open."))
    context = {"form": form}
    return render(request, "panel/open_case.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
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
