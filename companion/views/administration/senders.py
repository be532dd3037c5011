"""The numbers we text from: what the provider answers by itself, tried from a real phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access.sender_checks import senders_for
from companion.changes.errors import NotAllReachedUs, TheProviderAnswered
from companion.changes.sender_checks import keep_sender_check
from companion.forms.sender_checks import SenderCheckForm
from companion.views.administration.common import reader, typed


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """How to try each number, what we saw of it, and what came back."""
    user = reader(request)
    form = SenderCheckForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            check = keep_sender_check(**form.cleaned_data, acting_user=user)
        except (NotAllReachedUs, TheProviderAnswered) as refused:
            form.add_error("came_back", str(refused))
        else:
            _say(request, check.counts)
            return redirect("administration:senders")
    context = {"form": form, "senders": senders_for(user)}
    status = 422 if form.errors else 200
    return render(request, "administration/senders.html", context, status=status)


def _say(request: HttpRequest, counts: bool) -> None:
    if counts:
        messages.success(request, _("Kept. This number is ready."))
    else:
        messages.warning(request, _("Kept. This number is not ready: read how to switch it off."))
