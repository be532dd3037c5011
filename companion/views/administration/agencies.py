"""Agencies: who answers for their data, and under which agreement they share."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companion.access import administration
from companion.changes.administration import AgencyFacts, keep_agency
from companion.forms.administration import AgencyForm
from companion.views.administration.common import ask, reader, typed
from companion.views.step_up import with_fresh_factor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every agency; those whose agreement wants a look say so."""
    user = reader(request)
    due = administration.agreements_to_review(user, timezone.localdate())
    context = {
        "agencies": list(administration.agencies_for(user)),
        "due": set(due.values_list("pk", flat=True)),
    }
    return render(request, "administration/agencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an agency."""
    user = reader(request)
    form = AgencyForm(typed(request))
    if request.method == "POST" and form.is_valid():
        keep_agency(form.facts, acting_user=user)
        messages.success(request, _("The agency is kept."))
        return redirect("administration:agencies")
    back, title = reverse("administration:agencies"), _("Add an agency")
    return ask(request, form, title=title, submit=_("Add it"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def agency(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what is kept of an agency."""
    user = reader(request)
    found = administration.agency_for(user, public_id)
    kept = {name: getattr(found, name) for name in AgencyFacts.__dataclass_fields__}
    form = AgencyForm(typed(request), agency=found, initial=kept)
    if request.method == "POST" and form.is_valid():
        keep_agency(form.facts, found, acting_user=user)
        messages.success(request, _("The agency is kept."))
        return redirect("administration:agencies")
    back = reverse("administration:agencies")
    return ask(request, form, title=found.name, submit=_("Keep it"), back=back)
