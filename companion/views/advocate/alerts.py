"""Taking care of what a human must look at, and the card for a call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companion.access import contact, people
from companion.changes.alerts import see_alert
from companion.texting.covers import calling
from companion.views.advocate.common import page_of, reader
from companion.views.advocate.welcome import welcome_in_words
from companion.views.desks import home
from companion.views.screens import show


@require_POST
def seen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep that this user is on it, whatever else the same text asked for."""
    user = reader(request)
    for alert in contact.alerts_about(user, contact.alert_for(user, public_id)):
        see_alert(alert, acting_user=user)
    messages.success(request, _("Kept: you are on it."))
    return redirect("advocate:today") if people.is_advocate(user) else redirect(home(request))


@require_safe
def call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How to ring this person without harm."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    rule, number = contact.rule_of(side), contact.number_of(side)
    consent = contact.consents_of([side]).get(side.pk)
    context = {
        "side": side,
        "rule": rule,
        "calling": calling(rule.cover) if rule else "",
        "number": number,
        "welcome": welcome_in_words(side, rule, number, consent),
        "alerts": contact.calls_asked(user, side),
        "back": page_of(side),
    }
    return show(request, "advocate/call.html", context, subjects=[side.subject])
