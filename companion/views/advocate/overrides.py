"""Sharing somebody's words for safeguarding, and telling them that it was done."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import overrides, panels, words
from companion.changes.errors import AlreadyTold, NotWider
from companion.changes.overrides import (
    tell_of_override,
    tell_of_override_later,
    widen_for_safeguarding,
)
from companion.forms.overrides import TOLD, OverrideForm, ToldForm
from companion.views.advocate.common import ask, back_to, reader, typed

if TYPE_CHECKING:
    from companion.models import CaseSubject


@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let more people read these words than the person chose, because somebody may be hurt."""
    user = reader(request)
    statement = words.my_statement_for(user, public_id)
    side = cast("CaseSubject", statement.side)
    form = OverrideForm(typed(request), agencies=panels.agencies_at(side))
    if request.method == "POST" and form.is_valid():
        try:
            widen_for_safeguarding(statement, **form.cleaned_data, acting_user=user)
        except NotWider as refused:
            form.add_error("audience", str(refused))
        else:
            said = _("Shared for safeguarding. Tell them as soon as it is safe to.")
            return back_to(request, side, said, "words")
    title, submit = _("Share for safeguarding"), _("Share it")
    intro = _(
        "Only when a child or somebody else may come to serious harm. It is kept, everybody who "
        "reads the words sees that the person did not choose this, and you tell the person when "
        "it is safe to. Whom they never want to see anything still sees nothing."
    )
    quoted, lang = statement.words, statement.language
    return ask(
        request, side, form, title=title, submit=submit, intro=intro, quoted=quoted, lang=lang
    )


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record that the person knows now, or the day on which they are to be told."""
    user = reader(request)
    found = overrides.untold_override_for(user, public_id)
    side = cast("CaseSubject", found.statement.side)
    form = ToldForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["told"] == TOLD:
                tell_of_override(found, acting_user=user)
            else:
                tell_of_override_later(found, form.cleaned_data["tell_on"], acting_user=user)
        except AlreadyTold as refused:
            return back_to(request, side, str(refused), "words")
        return back_to(request, side, _("Kept."), "words")
    title, submit = _("Their words were shared for safeguarding"), _("Keep this")
    quoted, lang = found.statement.words, found.statement.language
    return ask(
        request,
        side,
        form,
        title=title,
        submit=submit,
        intro=found.reason,
        quoted=quoted,
        lang=lang,
    )
