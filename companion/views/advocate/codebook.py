"""A person's own harmless words, picked with them."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from companion.access import actions, contact, goals, people, words
from companion.access import codebook as access
from companion.changes.codebook import agree_code, end_code
from companion.forms.codebook import CodeForm
from companion.views.advocate.common import ask, back_to, reader

if TYPE_CHECKING:
    from companion.models import CaseSubject, Code, User

Things = dict[UUID, tuple[str, str]]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def codebook(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree words, or end some."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    if "end" in request.POST:
        return _end(request, user, side)
    things = things_of(user, side)
    standing = access.standing_codes(side)
    typed = request.POST if request.method == "POST" else None
    context: dict[str, Any] = {"language": side.subject.language, "rule": contact.rule_of(side)}
    form = CodeForm(typed, things=things, codes=standing, **context)
    if form.is_valid():
        until = timezone.now() + settings.CODE_LASTS
        agree_code(side, **form.cleaned_data, until=until, acting_user=user)
        return back_to(request, side, _("Kept. Texts in cover words say it from now on."))
    return ask(
        request,
        side,
        form,
        title=_("Their own words"),
        submit=_("We agreed this"),
        template="advocate/codebook.html",
        codes=[{"code": code, "stands_for": meaning(code, things)} for code in standing],
    )


def _end(request: HttpRequest, user: "User", side: "CaseSubject") -> HttpResponse:
    try:
        code = access.my_code_for(user, side, UUID(request.POST["end"]))
    except ValueError as error:
        raise Http404 from error
    end_code(code, acting_user=user)
    return back_to(request, side, _("Those words stand for nothing now."))


def things_of(user: "User", side: "CaseSubject") -> Things:
    """What words may stand for: their needs, their goals and what was agreed."""
    things: Things = {}
    for need in words.needs_of(side, words.my_needs(user)):
        things[need.public_id] = ("need", _short(need.statement.words))
    for goal in goals.goals_of(side, goals.my_goals(user)):
        things[goal.public_id] = ("goal", _short(goal.statement.words))
    for action in actions.actions_of(side, actions.my_actions(user)):
        things[action.public_id] = ("action", _short(action.what))
    return things


def meaning(code: "Code", things: Things) -> str:
    """What a code stands for, in plain words."""
    return things[code.about][1] if code.about in things else code.get_kind_display()


def _short(said: str) -> str:
    return Truncator(said).chars(80)
