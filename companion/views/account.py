"""Signing in, signing out, and one's own account."""

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as verified

from companion.access.account import authenticator_of, recovery_codes_left, sign_ins_of
from companion.access.passkeys import passkeys_of
from companion.changes.account import CodeChecked, check_code
from companion.changes.passkeys import check_passkey
from companion.forms.sign_in import CodeForm, SignInForm
from companion.views import session
from companion.views.desks import home
from companion.views.door import next_page, to_the_door
from companion.views.passkey_asking import SIGN_IN, ask_to_sign, check_said, not_this_one

if TYPE_CHECKING:
    from companion.models import User


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first half: email and password."""
    if session.is_inside(request):
        return onward(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            return _halfway(request, user)
        form.add_error(None, _("The email or the password is not right."))
    context = {"form": form, "ended": "ended" in request.GET and not form.is_bound}
    return render(request, "account/sign_in.html", context)


def _halfway(request: HttpRequest, user: "User") -> HttpResponse:
    """A new session that opens nothing but the second half."""
    request.session.flush()
    login(request, user)
    session.begin(request)
    return to_the_door("second_factor", next_page(request))


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second half: a code from the authenticator app, or a passkey."""
    if session.is_inside(request):
        return onward(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        checked = _checked(request, form)
        if checked.right:
            verified(request, checked.device)
            session.note_factor(request)
            request.session.cycle_key()
            return onward(request)
    context = {
        "form": form,
        "device": authenticator_of(cast("User", request.user)),
        "options": ask_to_sign(request, SIGN_IN),
    }
    return render(request, "account/second_factor.html", context)


def _checked(request: HttpRequest, form: CodeForm) -> CodeChecked:
    """Take the code or what the passkey said; what was wrong with it stands on the form."""
    if said := form.cleaned_data["passkey"]:
        checked = check_said(request, said, SIGN_IN, check_passkey)
        wrong = why_not(checked) if checked.closed_until else not_this_one()
        field = None
    else:
        checked = check_code(cast("User", request.user), form.cleaned_data["code"])
        wrong, field = why_not(checked), "code"
    if not checked.right:
        form.add_error(field, wrong)
    return checked


def why_not(checked: CodeChecked) -> str:
    """What to say of a code that was not taken."""
    if checked.closed_until is None:
        return _("That code is not right, or was used before. Wait for the next one.")
    seconds = (checked.closed_until - timezone.now()).total_seconds()
    minutes = max(1, round(seconds / 60))
    return ngettext(
        "Too many wrong codes. Wait %(minutes)d minute, then enter the newest one.",
        "Too many wrong codes. Wait %(minutes)d minutes, then enter the newest one.",
        minutes,
    ) % {"minutes": minutes}


def onward(request: HttpRequest) -> HttpResponse:
    """To the page that was wanted, or the first desk."""
    return redirect(next_page(request) or home(request))


@require_safe
def help(request: HttpRequest) -> HttpResponse:
    """What to do when one cannot get in, whatever the hour."""
    return render(request, "account/help.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    messages.success(request, _("You are signed out."))
    answer = redirect("sign_in")
    # Whatever a browser kept of private pages in spite of `no-store`.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and until when."""
    return account_page(request)


def account_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    """The page, also for a form on it that said nothing."""
    user = cast("User", request.user)
    begun = session.begun_at(request)
    context = {
        "begun": begun,
        "ends": begun + settings.SESSION_AT_MOST,
        "codes_left": recovery_codes_left(user),
        "has_app": authenticator_of(user) is not None,
        "passkeys": list(passkeys_of(user)),
        "sign_ins": list(sign_ins_of(user)),
        "here": request.session.session_key,
    }
    return render(request, "account/account.html", context, status=status)
