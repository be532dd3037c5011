"""Who stands in while this advocate is away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import people
from companion.changes.standing_in import arrange_stand_in, end_stand_in
from companion.forms.standing_in import StandInForm
from companion.views.advocate.common import reader, typed


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Arrange it, or see what is arranged."""
    user = reader(request)
    if not people.is_advocate(user):
        raise Http404
    form = StandInForm(typed(request), colleagues=people.colleagues_of(user))
    if request.method == "POST" and form.is_valid():
        arrange_stand_in(form.cleaned_data["colleague"], *form.period, acting_user=user)
        messages.success(request, _("It is arranged."))
        return redirect("advocate:away")
    context = {"form": form, "arranged": people.stand_in_of(user)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "advocate/away.html", context, status=status)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Nobody stands in any more."""
    user = reader(request)
    if not people.is_advocate(user):
        raise Http404
    end_stand_in(acting_user=user)
    messages.success(request, _("Nobody stands in for you now."))
    return redirect("advocate:away")
