"""Members asking each other about a need or an action, between meetings."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import actions, asking, words
from companion.changes.asking import answer_member, ask_member
from companion.changes.errors import AlreadyAnswered, CaseClosed
from companion.forms.asking import AnswerMemberForm, AskMemberForm
from companion.views.cards import action_card, need_card
from companion.views.panel.asked import part_of
from companion.views.panel.common import ask, back_to, is_over, page_of, reader, refused_as_over
from companion.views.panel.opening import opening

if TYPE_CHECKING:
    from companion.models import AgreedAction, MemberQuestion, Need

METHODS = ["GET", "HEAD", "POST"]


@opening(words.answerable_need_for)
@require_http_methods(METHODS)
def about_need(request: HttpRequest, need: "Need") -> HttpResponse:
    """Ask another member about a need."""
    return _ask(request, need, f"need-{need.public_id}", need=need_card(need))


@opening(actions.ordered_action_for)
@require_http_methods(METHODS)
def about_action(request: HttpRequest, action: "AgreedAction") -> HttpResponse:
    """Ask another member about an agreed action."""
    return _ask(request, action, f"action-{action.public_id}", action=action_card(action))


def _ask(
    request: HttpRequest, about: "Need | AgreedAction", part: str, **card: Any
) -> HttpResponse:
    user = reader(request)
    if is_over(about.side):
        return refused_as_over(request, about.side)
    form = AskMemberForm(_typed(request), members=asking.whom_to_ask(about, user))
    if request.method == "POST" and form.is_valid():
        try:
            ask_member(about, **form.cleaned_data, acting_user=user)
        except CaseClosed:
            return refused_as_over(request, about.side)
        return back_to(request, about.side.panel_case, _("They find it on their desk."), part)
    return ask(request, "panel/asking.html", about.side, form, **card)


@opening(asking.asked_question_for)
@require_http_methods(METHODS)
def answer(request: HttpRequest, found: "MemberQuestion") -> HttpResponse:
    """Answer what another member asked."""
    user = reader(request)
    case, part = found.side.panel_case, part_of(found)
    if is_over(found.side):
        return refused_as_over(request, found.side)
    form = AnswerMemberForm(_typed(request))
    try:
        if found.answered_at:
            raise AlreadyAnswered
        if request.method == "POST" and form.is_valid():
            answer_member(found, form.cleaned_data["answer"], acting_user=user)
            return back_to(request, case, _("Your answer is kept."), part)
    except AlreadyAnswered as refused:
        messages.warning(request, str(refused))
        return redirect(page_of(case, part))
    except CaseClosed:
        return refused_as_over(request, found.side)
    return ask(request, "panel/asking.html", found.side, form, question=found)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
