"""Codes on paper: signing in with one when the phone is lost, and new ones in place of the old."""

from typing import TYPE_CHECKING, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as verified

from companion.access.account import recovery_codes_left
from companion.changes.recovery import check_recovery_code, make_recovery_codes
from companion.forms.account import RecoveryCodeForm
from companion.views import session
from companion.views.account import onward, why_not
from companion.views.step_up import with_fresh_factor

if TYPE_CHECKING:
    from companion.models import User


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    """The second half of signing in, without the phone; the account's owner is told."""
    if session.is_inside(request):
        return onward(request)
    user = cast("User", request.user)
    form = RecoveryCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        checked = check_recovery_code(user, form.cleaned_data["code"])
        if checked.right:
            verified(request, checked.device)
            session.note_factor(request)
            request.session.cycle_key()
            return onward(request)
        wrong = _("That is not one of your recovery codes, or it was used before.")
        form.add_error("code", why_not(checked) if checked.closed_until else wrong)
    return render(request, "account/recovery_code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def new_codes(request: HttpRequest) -> HttpResponse:
    """New codes, shown once; the old ones stop working."""
    user = cast("User", request.user)
    if request.method == "POST":
        context = {"codes": make_recovery_codes(user, acting_user=user), "welcome": False}
        return render(request, "account/codes.html", context)
    return render(request, "account/new_codes.html", {"left": recovery_codes_left(user)})
