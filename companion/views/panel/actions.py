"""Agreeing actions, and marking them done."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import actions, panels, words
from companion.changes.actions import agree_action, mark_done, record_attempt, reorder
from companion.changes.errors import AlreadyDone, CaseClosed, GoesInACircle
from companion.forms.agree import AgreeForm
from companion.forms.cases import DoneForm
from companion.forms.doing import AttemptForm, OrderForm
from companion.texting.previews import Preview, of_action
from companion.views.cards import action_card
from companion.views.panel.common import (
    ask,
    back_to,
    is_over,
    page_of,
    reader,
    refused_as_over,
    typed,
    wants_a_look,
)
from companion.views.panel.opening import opening

if TYPE_CHECKING:
    from companion.models import AgreedAction, CaseSubject, User


@opening(panels.deciding_side_for)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, side: "CaseSubject") -> HttpResponse:
    """Agree one action for one person, and say when the person hears of it."""
    user = reader(request)
    if is_over(side):
        return refused_as_over(request, side)
    offered = _offered(user, side)
    form = AgreeForm(request.POST or None, **offered)
    preview = None
    if wants_a_look(request):
        preview = _preview(form, side)
        form = AgreeForm(initial=typed(request, form), **offered)
    elif request.method == "POST" and form.is_valid():
        try:
            action = agree_action(
                side, form.plan, form.cleaned_data["needs"], form.tell, acting_user=user
            )
        except CaseClosed:
            return refused_as_over(request, side)
        part = f"action-{action.public_id}"
        return back_to(request, side.panel_case, _("The action is agreed."), part)
    return ask(request, "panel/agree.html", side, form, preview=preview)


def _offered(user: "User", side: "CaseSubject") -> dict[str, Any]:
    """Only needs that this member may read, only actions that are still to be done."""
    here = actions.panel_actions(user)
    return {
        "needs": words.needs_of(side, words.panel_needs(user)),
        "actions": actions.actions_of(side, here).filter(done_at__isnull=True),
        "owners": panels.may_own(side),
    }


def _preview(form: AgreeForm, side: "CaseSubject") -> Preview:
    """How it would read with what is filled in so far."""
    form.is_valid()
    chosen = form.cleaned_data
    return of_action(
        side,
        chosen.get("what", ""),
        chosen.get("owned_by"),
        chosen.get("due_on"),
        statutory=bool(chosen.get("statutory")),
        tell=chosen.get("telling") or "now",
    )


@opening(actions.movable_action_for)
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, action: "AgreedAction") -> HttpResponse:
    """Keep that it is done; the person is asked whether it is so."""
    user = reader(request)
    part = f"action-{action.public_id}"
    form = DoneForm(request.POST or None)
    try:
        if action.done_at is not None:
            raise AlreadyDone
        if request.method == "POST" and form.is_valid():
            mark_done(action, form.cleaned_data["note"], acting_user=user)
            return back_to(request, action.side.panel_case, _("It is marked done."), part)
    except AlreadyDone as refused:
        messages.warning(request, str(refused))
        return redirect(page_of(action.side.panel_case, part))
    return ask(request, "panel/done.html", action.side, form, action=action_card(action))


@opening(actions.ordered_action_for)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, action: "AgreedAction") -> HttpResponse:
    """Change what has to be done before an action."""
    user = reader(request)
    part = f"action-{action.public_id}"
    others = actions.actions_of(action.side, actions.panel_actions(user))
    form = OrderForm(request.POST or None, action=action, others=others.exclude(pk=action.pk))
    try:
        if action.done_at is not None:
            raise AlreadyDone
        if request.method == "POST" and form.is_valid():
            reorder(action, form.cleaned_data["after"], acting_user=user)
            return back_to(request, action.side.panel_case, _("The order is changed."), part)
    except AlreadyDone as refused:
        messages.warning(request, str(refused))
        return redirect(page_of(action.side.panel_case, part))
    except GoesInACircle as refused:
        form.add_error("after", str(refused))
    return ask(request, "panel/order.html", action.side, form, action=action_card(action))


@opening(actions.engaging_action_for)
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: HttpRequest, action: "AgreedAction") -> HttpResponse:
    """Record that somebody tried to reach the person, and whether they did."""
    user = reader(request)
    form = AttemptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_attempt(action, **form.cleaned_data, acting_user=user)
        part = f"action-{action.public_id}"
        return back_to(request, action.side.panel_case, _("The attempt is kept."), part)
    return ask(request, "panel/attempt.html", action.side, form, action=action_card(action))
