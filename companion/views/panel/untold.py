"""What somebody was not told, looked at again: told after all, or still not, and why."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access.untold import side_of, untold_one_for
from companion.changes.answers import decide_again
from companion.changes.errors import CaseClosed, DecidedAlready, HasLeft
from companion.forms.telling import TellAgainForm
from companion.texting.previews import Preview, of_action, of_answer
from companion.views.panel.common import ask, back_to, is_over, page_of, reader, refused_as_over
from companion.views.panel.opening import opening

if TYPE_CHECKING:
    from companion.models import Telling


@opening(untold_one_for)
@require_http_methods(["GET", "HEAD", "POST"])
def untold(request: HttpRequest, telling: "Telling") -> HttpResponse:
    """Decide anew whether the person hears of one answer or action."""
    user = reader(request)
    side = side_of(telling)
    if is_over(side):
        return refused_as_over(request, side)
    form = TellAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_again(telling, form.tell, acting_user=user)
        except (CaseClosed, HasLeft, DecidedAlready) as refused:
            messages.warning(request, str(refused))
            return redirect(page_of(side.panel_case))
        said = _("It is decided how they hear of it.")
        return back_to(request, side.panel_case, said, _part(telling))
    return ask(request, "panel/untold.html", side, form, **_shown(telling))


def _part(telling: "Telling") -> str:
    """Where the case shows what this is about."""
    if telling.answer:
        return f"need-{telling.answer.need.public_id}"
    return f"action-{telling.agreed_action.public_id}" if telling.agreed_action else ""


def _shown(telling: "Telling") -> dict[str, Any]:
    answer, action = telling.answer, telling.agreed_action
    before = telling.before.select_related("decided_by").order_by("-decided_at", "-pk")
    return {
        "answer": answer,
        "action": action,
        "telling": telling,
        "before": list(before),
        "preview": _preview(telling),
    }


def _preview(telling: "Telling") -> Preview | None:
    """How it would read; of what is done the person is asked whether it is so instead."""
    side, answer, action = side_of(telling), telling.answer, telling.agreed_action
    if answer:
        return of_answer(side, answer.outcome, answer.reason, answer.owed_until, "now")
    if action is None or action.done_at:
        return None
    return of_action(
        side,
        action.what,
        action.owned_by,
        action.due_on,
        statutory=action.statutory,
        tell="now",
    )
