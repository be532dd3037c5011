"""What an advocate puts beside a person's words: a translation, or a summary."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import words
from companion.changes.beside import add_summary, add_translation
from companion.forms.beside import SummaryForm, TranslationForm
from companion.views.advocate.common import ask, back_to, reader, typed

if TYPE_CHECKING:
    from companion.models import CaseSubject


@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a translation beside somebody's words."""
    user = reader(request)
    statement = words.my_statement_for(user, public_id)
    side = cast("CaseSubject", statement.side)
    form = TranslationForm(typed(request))
    if request.method == "POST" and form.is_valid():
        add_translation(statement, form.translated, acting_user=user)
        return back_to(request, side, _("Kept beside their words."), "words")
    title, submit = _("Add a translation"), _("Keep the translation")
    intro = _("Whoever may read these words may read the translation, and nobody else.")
    quoted, lang = statement.words, statement.language
    return ask(
        request, side, form, title=title, submit=submit, intro=intro, quoted=quoted, lang=lang
    )


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put a summary beside somebody's words."""
    user = reader(request)
    statement = words.my_statement_for(user, public_id)
    side = cast("CaseSubject", statement.side)
    form = SummaryForm(typed(request))
    if request.method == "POST" and form.is_valid():
        add_summary(statement, form.cleaned_data["words"], acting_user=user)
        return back_to(request, side, _("Kept beside their words."), "words")
    title, submit = _("Add a summary"), _("Keep the summary")
    intro = _("Whoever may read these words may read the summary, and nobody else.")
    quoted, lang = statement.words, statement.language
    return ask(
        request, side, form, title=title, submit=submit, intro=intro, quoted=quoted, lang=lang
    )
