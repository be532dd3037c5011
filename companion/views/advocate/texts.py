"""Whether a person takes part, and whether anything is texted at all."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import contact, people
from companion.changes.agreement import invite, record_agreement, withdraw_consent
from companion.changes.agreement import renew_agreement as keep_renewal
from companion.changes.contact import pause_texts, start_texts, stop_texts
from companion.changes.errors import AlreadyAgreed, NotAgreed, Refused
from companion.forms.contact.taking_part import AgreementForm, PauseForm, StartForm
from companion.texting.beforehand import preview, waits_for_a_start
from companion.views.advocate.common import ask, back_to, page_of, reader, typed
from companion.views.advocate.phone import phone_of
from companion.views.screens import show


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep what the person was told, and that they said yes in person."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = AgreementForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_agreement(side, acting_user=user)
        except AlreadyAgreed as refused:
            messages.info(request, str(refused))
            return redirect(page_of(side))
        return back_to(request, side, _("Kept that they agreed."))
    title, submit = _("What they were told"), _("Keep that they agreed")
    intro = _("Tell them each of these, in words they know. Tick what you have said.")
    return ask(request, side, form, title=title, submit=submit, intro=intro)


@require_http_methods(["GET", "HEAD", "POST"])
def renew_agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go through all of it again with the person; their yes holds for another while."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if side.pk not in contact.consents_of([side]):
        raise Http404
    form = AgreementForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            keep_renewal(side, acting_user=user)
        except NotAgreed as refused:
            messages.error(request, str(refused))
            return redirect(page_of(side))
        return back_to(request, side, _("Kept that they still agree."))
    title, submit = _("Do they still agree?"), _("Keep that they still agree")
    intro = _("Tell them each of these again. Keep it only if they say yes. No is a good answer.")
    return ask(request, side, form, title=title, submit=submit, intro=intro)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The one text that goes before their own yes; it is seen before it is sent."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if request.method == "POST":
        try:
            invite(side, acting_user=user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(page_of(side))
        said = _("Invited. The text goes when it is safe; their YES starts the rest.")
        return back_to(request, side, said, "conversation")
    context = {
        "side": side,
        "phone": phone_of(side, preview(side, wording="invitation")),
        "back": page_of(side),
    }
    return show(request, "advocate/invitation.html", context, subjects=[side.subject])


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stay silent for a while."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if contact.rule_of(side) is None:
        raise Http404
    form = PauseForm(typed(request))
    if request.method == "POST" and form.is_valid():
        until = timezone.now() + timedelta(days=form.cleaned_data["days"])
        pause_texts(side, until, acting_user=user)
        return back_to(request, side, _("Texts are paused."))
    title, submit = _("Pause texts"), _("Pause")
    intro = _("Nothing is sent, not even a reply, until the pause ends. What they text is kept.")
    return ask(request, side, form, title=title, submit=submit, intro=intro)


@require_POST
def end_pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End the silence now."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if contact.rule_of(side) is None:
        raise Http404
    pause_texts(side, None, acting_user=user)
    return back_to(request, side, _("The pause is over."))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Text again after STOP, or after somebody else had the phone."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    rule, number = contact.rule_of(side), contact.number_of(side)
    if not (rule and number and waits_for_a_start(preview(side, number=number))):
        raise Http404
    form = StartForm(typed(request))
    if request.method == "POST" and form.is_valid():
        start_texts(side, acting_user=user)
        return back_to(request, side, _("Texts are on again."))
    title, submit = _("Start texts again"), _("Start again")
    return ask(
        request,
        side,
        form,
        title=title,
        submit=submit,
        template="advocate/start.html",
        rule=rule,
        number=number,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop every text, because the person asked for it."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if contact.rule_of(side) is None:
        raise Http404
    if request.method == "POST":
        stop_texts(side.subject, acting_user=user)
        return back_to(request, side, _("Texts are stopped. Nothing is held against them for it."))
    context = {"side": side, "back": page_of(side)}
    return show(request, "advocate/stop.html", context, subjects=[side.subject])


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep that the person does not want to take part any more; nothing is held against them."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if side.pk not in contact.consents_of([side]):
        raise Http404
    if request.method == "POST":
        withdraw_consent(side, acting_user=user)
        return back_to(request, side, _("Kept. Nothing more is texted for this case."))
    title, submit = _("They do not want to take part any more"), _("Keep that they said no")
    intro = _("No is a good answer, and nobody hears of it as a fault. What they said stays.")
    return ask(request, side, Form(), title=title, submit=submit, intro=intro)
