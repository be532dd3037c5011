"""Dangerous acts ask for a code again, unless one was given in the last five minutes."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from companion.changes.account import check_code_again
from companion.changes.passkeys import check_passkey_again
from companion.changes.recovery import check_recovery_code_again
from companion.forms.step_up import FreshCodeForm
from companion.views import session
from companion.views.account import why_not
from companion.views.passkey_asking import STEP_UP, ask_to_sign, check_said, not_this_one

if TYPE_CHECKING:
    from companion.models import User

View = Callable[..., HttpResponse]


def with_fresh_factor(when: Callable[..., bool] | None = None) -> Callable[[View], View]:
    """Ask before a form is acted on, always or only `when` this form is dangerous."""

    def decorate(view: View) -> View:
        @wraps(view)
        @sensitive_post_parameters()
        def asks_first(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method != "POST" or session.has_fresh_factor(request):
                return view(request, **kwargs)
            if when is not None and not when(request, **kwargs):
                return view(request, **kwargs)
            return _asked(request, carried=request.POST) or view(request, **kwargs)

        return asks_first

    return decorate


def after_fresh_factor(view: View) -> View:
    """Ask before a form is shown at all: what is typed into it may stand in no other page."""

    @wraps(view)
    @sensitive_post_parameters()
    def asks_before(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if session.has_fresh_factor(request):
            return view(request, **kwargs)
        return _asked(request, carried=QueryDict()) or redirect(request.path)

    return asks_before


def _asked(request: HttpRequest, carried: QueryDict) -> HttpResponse | None:
    """The page that asks and carries what was typed; nothing once the right code came."""
    answered = FreshCodeForm.NAME in request.POST
    form = FreshCodeForm(request.POST if answered else None, carried=carried)
    if answered and form.is_valid() and _is_right(request, form):
        session.note_factor(request)
        request.session.cycle_key()
        return None
    context = {"form": form, "options": ask_to_sign(request, STEP_UP)}
    return render(request, "account/step_up.html", context, status=422 if answered else 403)


def _is_right(request: HttpRequest, form: FreshCodeForm) -> bool:
    """Take the code, from the app, paper or a passkey; all share one count of tries."""
    user, code = cast("User", request.user), form.cleaned_data[FreshCodeForm.NAME]
    if said := form.cleaned_data[FreshCodeForm.PASSKEY]:
        checked = check_said(request, said, STEP_UP, check_passkey_again)
        if not checked.right:
            form.add_error(None, why_not(checked) if checked.closed_until else not_this_one())
        return checked.right
    on_paper = not code.isdecimal()
    checked = (check_recovery_code_again if on_paper else check_code_again)(user, code)
    if not checked.right:
        wrong = _("That is not one of your recovery codes, or it was used before.")
        said = wrong if on_paper and not checked.closed_until else why_not(checked)
        form.add_error(FreshCodeForm.NAME, said)
    return checked.right
