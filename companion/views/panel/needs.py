"""Answering a need."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import panels, words
from companion.changes.answers import answer_need
from companion.changes.errors import CaseClosed
from companion.forms.answer import AnswerForm, ready_reason
from companion.texting.previews import Preview, of_answer
from companion.views.cards import need_card
from companion.views.panel.common import (
    ask,
    back_to,
    is_over,
    reader,
    refused_as_over,
    typed,
    wants_a_look,
)
from companion.views.panel.opening import opening

if TYPE_CHECKING:
    from companion.models import CaseSubject, Need


@opening(words.answerable_need_for)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, need: "Need") -> HttpResponse:
    """Accept, accept partly, decline, or promise an answer; and say when the person hears of it."""
    user = reader(request)
    if is_over(need.side):
        return refused_as_over(request, need.side)
    offered: dict[str, Any] = {"owners": panels.may_own(need.side), "me": user}
    form = AnswerForm(request.POST or None, **offered)
    preview = None
    if wants_a_look(request):
        preview = _preview(form, need.side)
        so_far = typed(request, form)
        so_far["reason"] = so_far["reason"] or ready_reason(so_far)
        form = AnswerForm(initial=so_far, **offered)
    elif request.method == "POST" and form.is_valid():
        try:
            answer_need(need, tell=form.tell, acting_user=user, **form.answer)
        except CaseClosed:
            return refused_as_over(request, need.side)
        part = f"need-{need.public_id}"
        return back_to(request, need.side.panel_case, _("The answer is kept."), part)
    card = need_card(need, desk="panel")
    return ask(request, "panel/answer.html", need.side, form, need=card, preview=preview)


def _preview(form: AnswerForm, side: "CaseSubject") -> Preview | None:
    """How it would read with what is filled in so far; nothing before an outcome is chosen."""
    form.is_valid()
    chosen = form.cleaned_data
    if not chosen.get("outcome"):
        return None
    reason, owed_until = chosen.get("reason") or "", chosen.get("owed_until")
    return of_answer(side, chosen["outcome"], reason, owed_until, chosen.get("telling") or "now")
