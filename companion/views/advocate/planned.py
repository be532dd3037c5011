"""Planning a text: looked at as the phone will show it then, kept, changed, paused, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import contact, people
from companion.access import planned as access
from companion.changes.errors import NotInvited, Refused
from companion.changes.planned import change_plan, end_plan, pause_plan, plan_text, resume_plan
from companion.forms.carried import carry
from companion.forms.planned import PlanForm, typed_plan
from companion.texting.planned import encouragements, preview_of, times
from companion.texting.previews import gives_away
from companion.views.advocate.common import ask, back_to, page_of, reader
from companion.views.advocate.phone import own_words_here, phone_of, phone_with
from companion.views.advocate.plans import when_in_words

if TYPE_CHECKING:
    from companion.changes.planned import Planned
    from companion.models import CaseSubject, PlannedText, User

LOOK, KEEP = "look", "keep"
# How many of the times to come are written out.
SHOWN = 3


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan a text; nothing is kept that was not first seen as the phone will show it."""
    user = reader(request)
    side = people.my_side_for(user, public_id)

    def keep(planned: "Planned") -> None:
        plan_text(side, planned, acting_user=user)

    return _asked(request, side, keep, None, _("Plan a text"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say something else, or at another time."""
    user = reader(request)
    found = access.my_plan_for(user, public_id)

    def keep(planned: "Planned") -> None:
        change_plan(found, planned, acting_user=user)

    return _asked(request, found.side, keep, typed_plan(found), _("Change what is planned"))


def _asked(
    request: HttpRequest,
    side: "CaseSubject",
    keep: "Callable[[Planned], None]",
    initial: dict[str, Any] | None,
    title: str,
) -> HttpResponse:
    """The form, then what the phone will show, then it is kept."""
    form = _form_of(side, request, initial)
    if form is None:
        messages.error(request, str(NotInvited()))
        return redirect(page_of(side))
    step = request.POST.get("step")
    if not (request.method == "POST" and form.is_valid() and step in {LOOK, KEEP}):
        return _form_page(request, side, form, title)
    if step == LOOK:
        return _look(request, side, form)
    try:
        keep(form.planned)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, side, form, title)
    said = _("It is planned. It goes then, if all is safe then.")
    return back_to(request, side, said, "planned")


def _form_of(
    side: "CaseSubject", request: HttpRequest, initial: dict[str, Any] | None
) -> PlanForm | None:
    """The form within what was agreed with the person; nothing where nothing is agreed."""
    rule, consent = contact.rule_of(side), contact.consents_of([side]).get(side.pk)
    if rule is None or consent is None or consent.expired:
        return None
    rule.subject = side.subject
    zone = ZoneInfo(side.subject.time_zone)
    last = consent.expires_at.astimezone(zone).date() - timedelta(days=1)
    return PlanForm(
        request.POST if request.method == "POST" else None,
        rule=rule,
        until=last,
        encouragements=encouragements(),
        initial=initial,
    )


def _form_page(
    request: HttpRequest, side: "CaseSubject", form: PlanForm, title: str
) -> HttpResponse:
    return ask(
        request,
        side,
        form,
        title=title,
        submit=_("Look at it first"),
        template="advocate/plan.html",
        phone=phone_with(side, own_words_here()),
    )


def _look(request: HttpRequest, side: "CaseSubject", form: PlanForm) -> HttpResponse:
    """What the phone will show at the first time, and when it comes again."""
    planned, found = form.planned, form.upcoming
    first, zone = found[0][1], side.subject.time_zone
    answer = preview_of(side, planned)
    kept = forms.Form()
    carry(kept, request.POST, ("step",))
    shown = [when_in_words(moment, zone) for _day, moment in found]
    return ask(
        request,
        side,
        kept,
        title=_("What their phone will show then"),
        submit=_("Plan it"),
        template="advocate/plan_look.html",
        phone=phone_of(side, answer, first, planned.words),
        words=planned.words,
        gives_away=gives_away(side, planned.words),
        shown=shown[:SHOWN] if len(shown) > SHOWN + 1 else shown,
        last=shown[-1] if len(shown) > SHOWN + 1 else "",
        count=len(shown),
        left_out=len(list(planned.rhythm.days())) - len(found),
    )


@require_POST
def pause(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nothing of it goes until it is let go on."""

    def do(found: "PlannedText", user: "User") -> str:
        pause_plan(found, acting_user=user)
        return _("Paused. Nothing of it goes.")

    return _done(request, public_id, do)


@require_POST
def resume(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It goes on from its next time."""

    def do(found: "PlannedText", user: "User") -> str:
        rule = contact.rule_of(found.side)
        if rule is None:
            raise NotInvited
        rule.subject = found.side.subject
        following = next(times(found.rhythm, found.at, rule, timezone.now()), None)
        resume_plan(found, following, acting_user=user)
        return _("It goes on.") if following else _("Its last day has gone, so it is over.")

    return _done(request, public_id, do)


@require_POST
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nothing more of it goes."""

    def do(found: "PlannedText", user: "User") -> str:
        end_plan(found, acting_user=user)
        return _("It is ended. Nothing more of it goes.")

    return _done(request, public_id, do)


def _done(
    request: HttpRequest, public_id: UUID, do: "Callable[[PlannedText, User], str]"
) -> HttpResponse:
    """Do it, and say so, or why not, beside what is planned."""
    user = reader(request)
    found = access.my_plan_for(user, public_id)
    try:
        said = do(found, user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(page_of(found.side, "planned"))
    return back_to(request, found.side, said, "planned")
