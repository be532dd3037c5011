"""Ending one's own sign-ins, from the account page."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companion.access.account import sign_in_for
from companion.changes.sign_ins import end_other_sign_ins, end_sign_in
from companion.forms.account import EndSignInForm
from companion.views.account import account_page, sign_out

if TYPE_CHECKING:
    from companion.models import User


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End the one that was chosen, or all others; a form that says neither ends nothing."""
    user = cast("User", request.user)
    form = EndSignInForm(request.POST)
    if not form.is_valid():
        return account_page(request, status=422)
    here = request.session.session_key
    chosen = form.cleaned_data["sign_in"]
    if form.cleaned_data["others"]:
        end_other_sign_ins(here, acting_user=user)
        messages.success(request, _("Every other sign-in has ended."))
        return redirect("account")
    found = sign_in_for(user, chosen)
    if found.session_key == here:
        return sign_out(request)
    end_sign_in(found, acting_user=user)
    messages.success(request, _("That sign-in has ended."))
    return redirect("account")
