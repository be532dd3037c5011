"""A new password, by somebody who is inside and knows the old one."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from companion.changes.account import change_password
from companion.forms.account import ChangePasswordForm
from companion.views.step_up import after_fresh_factor

if TYPE_CHECKING:
    from companion.models import User


@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@after_fresh_factor
def password(request: HttpRequest) -> HttpResponse:
    """A new password; all other sessions end, this one goes on, and an email says so."""
    user = cast("User", request.user)
    form = ChangePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        # Through the backends, so that wrong ones are counted as they are at the door.
        if authenticate(request, email=user.email, password=form.cleaned_data["old"]) is None:
            form.add_error("old", _("That is not your password."))
        else:
            here = request.session.session_key
            change_password(user, form.cleaned_data["password"], here, acting_user=user)
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed. Every other sign-in has ended."))
            return redirect("account")
    return render(request, "account/password.html", {"form": form})
