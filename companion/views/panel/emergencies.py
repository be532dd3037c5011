"""When an advocate cannot be reached: asking that a colleague may act, confirming, ending."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companion.access import emergencies
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.errors import Refused
from companion.forms.emergencies import EmergencyForm
from companion.views.cards import day, of_agency
from companion.views.panel.common import ask, page_of, reader
from companion.views.screens import show
from companion.views.step_up import with_fresh_factor

if TYPE_CHECKING:
    from companion.models import Emergency, User


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def ask_for(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask that a colleague of the advocate may act for one person; a second person confirms."""
    user = reader(request)
    side = emergencies.led_side_for(user, public_id)
    offered = emergencies.who_may_act(side, user)
    form = EmergencyForm(request.POST if request.method == "POST" else None, colleagues=offered)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_cover(side, **form.cleaned_data, acting_user=user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _call_the_second(request, asked)
            return redirect("panel:emergency", asked.public_id)
    there = emergencies.open_emergency_of(side)
    return ask(request, "panel/emergencies/ask.html", side, form, there=there)


def _call_the_second(request: HttpRequest, asked: "Emergency") -> None:
    """An email without a detail goes to everybody who may confirm; what to do if nobody may."""
    found = emergencies.who_may_confirm(asked)
    if not found:
        said = _("Nobody else may confirm it: nobody else leads this panel or is its duty contact.")
        messages.warning(request, said)
        return
    said = ngettext("%(n)d person may confirm it.", "%(n)d people may confirm it.", len(found)) % {
        "n": len(found)
    }
    emailed = _("An email goes to them.") if settings.MAIL_LEAVES else _("No email leaves here.")
    messages.success(request, f"{said} {emailed} {_('Ring one of them.')}")


@require_safe
def emergency(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who asks for what, and why; the second person confirms it here, and either ends it."""
    user = reader(request)
    found = emergencies.emergency_for(user, public_id)
    waits, goes_on = emergencies.waiting_now(found), emergencies.standing_now(found)
    context = {
        "emergency": found,
        "advocate": of_agency(found.advocacy.advocate),
        "colleague": of_agency(found.colleague),
        "waits": waits,
        "goes_on": goes_on,
        "over": None if waits or goes_on else _when_it_ended(found),
        "may_confirm": waits and emergencies.may_confirm(user, found),
        "unreached": ", ".join(user.name for user in emergencies.unreached(found)),
        "back": page_of(found.side.panel_case),
    }
    subjects = [found.side.subject]
    return show(request, "panel/emergencies/emergency.html", context, subjects=subjects)


def _when_it_ended(found: "Emergency") -> datetime:
    """As written down, or when it ran out: the clock writes that down a little later."""
    return found.ended_at or min(found.ends_at, timezone.now())


@require_POST
@with_fresh_factor()
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Be the second person: it begins now."""
    user = reader(request)
    found = emergencies.emergency_for(user, public_id)
    try:
        confirm_cover(found, acting_user=user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("It has begun, and ends by itself."))
        if not settings.MAIL_LEAVES:
            messages.warning(request, _("No email leaves here. Ring them."))
    return redirect("panel:emergency", found.public_id)


@require_POST
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End it at once, or take back what was asked."""
    user = reader(request)
    found = emergencies.emergency_for(user, public_id)
    try:
        end_cover(found, acting_user=user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("It is ended. Nobody acts in the advocate’s place now."))
    return redirect("panel:emergency", found.public_id)


def emergencies_of(user: "User") -> list[dict[str, Any]]:
    """What waits for a second person, and what goes on, as items of their desk."""
    return [
        {
            **_state(one, user),
            "who": one.side.subject.name,
            "what": _("the advocate cannot be reached; %(name)s may act")
            % {"name": one.colleague.name},
            "when": day(one.asked_at),
            "href": reverse("panel:emergency", args=[one.public_id]),
            "link": _("Look"),
            "subjects": [one.side.subject],
        }
        for one in emergencies.open_now(user)
    ]


def _state(one: "Emergency", user: "User") -> dict[str, str]:
    if one.confirmed_at:
        return {"kind": "now", "word": _("somebody acts")}
    if user.pk in {one.asked_by_id, one.colleague_id}:
        return {"kind": "now", "word": _("waits for a second person")}
    return {"kind": "urgent", "word": _("confirm it?")}
