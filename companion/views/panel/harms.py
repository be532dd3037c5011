"""What went wrong at the panels that a coordinator or chair leads, and what they learn from it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companion.access import harms
from companion.changes.errors import AlreadyLearned
from companion.changes.harms import learn_from
from companion.forms.harms import LearningForm
from companion.views.paging import page_asked_for
from companion.views.panel.common import reader
from companion.views.screens import show


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait to be learned from first."""
    user = reader(request)
    if not harms.learns(user):
        raise Http404
    page = page_asked_for(request, harms.harms_for(user))
    found = list(page)
    context = {
        "open": [one for one in found if not one.learned_at],
        "learned": [one for one in found if one.learned_at],
        "page": page,
    }
    subjects = [one.side.subject for one in found if one.side]
    return show(request, "harms/index.html", context, subjects=subjects)


@require_http_methods(["GET", "HEAD", "POST"])
def harm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Read what happened, and write down once what was learned."""
    user = reader(request)
    found = harms.harm_for(user, public_id)
    form = LearningForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            learn_from(found, form.cleaned_data["learning"], acting_user=user)
        except AlreadyLearned as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Kept. It is closed."))
        return redirect("panel:harm", found.public_id)
    context = {"harm": found, "form": None if found.learned_at else form}
    status = 422 if form.errors else 200
    subjects = [found.side.subject] if found.side else []
    return show(request, "harms/harm.html", context, subjects=subjects, status=status)
