"""Somebody lost their phone and has no paper: one administrator asks, another confirms."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access.staff import colleague_for, resets_waiting, told_of_reset
from companion.changes.errors import Refused
from companion.changes.resets import ask_for_reset, confirm_reset, stop_reset
from companion.forms.account import ResetForm
from companion.views.administration.common import reader
from companion.views.administration.people import sent
from companion.views.step_up import with_fresh_factor

if TYPE_CHECKING:
    from companion.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def reset(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, confirm or stop: whichever this administrator may do now."""
    user = reader(request)
    person = colleague_for(user, public_id)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _do(request, form.cleaned_data["do"], person, user)
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("administration:reset", public_id)
    waiting = resets_waiting(user).filter(user=person).first()
    told = told_of_reset(waiting) if waiting else ""
    context = {"person": person, "waiting": waiting, "told": told}
    return render(request, "administration/reset.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, what: str, person: "User", user: "User") -> HttpResponse:
    if what == ResetForm.ASK:
        ask_for_reset(person, acting_user=user)
        if settings.MAIL_LEAVES:
            messages.success(request, _("They are told by email. Now another one confirms it."))
        else:
            messages.error(request, _("No email leaves here. Tell them yourself, by phone."))
        return redirect("administration:reset", person.public_id)
    waiting = resets_waiting(user).filter(user=person).first()
    if waiting is None:
        messages.error(request, _("Nothing waits for you here any more."))
    elif what == ResetForm.CONFIRM:
        return sent(request, confirm_reset(waiting, acting_user=user))
    else:
        stop_reset(waiting, acting_user=user)
        messages.success(request, _("Stopped. Nothing was taken off."))
    return redirect("administration:person", person.public_id)
