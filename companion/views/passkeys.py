"""One's own ways in: adding a passkey, removing one, or the app."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as verified

from companion.access.account import authenticator_of, way_in_of
from companion.access.passkeys import passkey_for
from companion.changes.account import remove_authenticator
from companion.changes.errors import LastWayIn, Refused
from companion.changes.passkeys import add_passkey, remove_passkey
from companion.forms.account import AddPasskeyForm, RemovePasskeyForm
from companion.views.account import account_page
from companion.views.browsers import in_plain_words
from companion.views.passkey_asking import ADD, ask_to_make, asked
from companion.views.step_up import after_fresh_factor, with_fresh_factor

if TYPE_CHECKING:
    from companion.models import User


@sensitive_post_parameters("passkey")
@require_http_methods(["GET", "HEAD", "POST"])
@after_fresh_factor
def add(request: HttpRequest) -> HttpResponse:
    """A new passkey, by somebody who gave a code just now; an email says so."""
    user = cast("User", request.user)
    name = in_plain_words(request.headers.get("User-Agent", ""))
    form = AddPasskeyForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid() and _is_added(request, form):
        messages.success(request, _("Your passkey is added."))
        return redirect("account")
    context = {"form": form, "options": ask_to_make(request, user)}
    status = 422 if form.errors else 200
    return render(request, "account/add_passkey.html", context, status=status)


def _is_added(request: HttpRequest, form: AddPasskeyForm) -> bool:
    challenge, user = asked(request, ADD), cast("User", request.user)
    if challenge is None:
        form.add_error(None, _("This page was open too long. Try again."))
        return False
    said = form.cleaned_data
    try:
        add_passkey(user, said["name"], said["passkey"], challenge, acting_user=user)
    except Refused as refused:
        form.add_error(None, str(refused))
    return not form.errors


@require_POST
@with_fresh_factor()
def remove_app(request: HttpRequest) -> HttpResponse:
    """Take off the authenticator app, where a passkey remains."""
    user = cast("User", request.user)
    app = authenticator_of(user)
    if app is None:
        raise Http404
    signed_in_with_it = request.session.get(DEVICE_ID_SESSION_KEY) == app.persistent_id
    try:
        remove_authenticator(user, request.session.session_key, acting_user=user)
    except LastWayIn as refused:
        messages.error(request, str(refused))
        return account_page(request, status=409)
    if signed_in_with_it:
        verified(request, way_in_of(user))
    messages.success(request, _("The app is removed. Sign-ins with it have ended."))
    return redirect("account")


@require_POST
@with_fresh_factor()
def remove(request: HttpRequest) -> HttpResponse:
    """Take off the one that was chosen; a form that chooses none takes off nothing."""
    user = cast("User", request.user)
    form = RemovePasskeyForm(request.POST)
    if not form.is_valid():
        return account_page(request, status=422)
    passkey = passkey_for(user, form.cleaned_data["passkey"])
    signed_in_with_it = request.session.get(DEVICE_ID_SESSION_KEY) == passkey.persistent_id
    try:
        remove_passkey(passkey, request.session.session_key, acting_user=user)
    except LastWayIn as refused:
        messages.error(request, str(refused))
        return redirect("account")
    if signed_in_with_it:
        # Whoever gave a code just now stays in.
        verified(request, way_in_of(user))
    messages.success(request, _("The passkey is removed. Sign-ins with it have ended."))
    return redirect("account")
