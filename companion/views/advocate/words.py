"""A person's words: writing them down with them, and who may know."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import panels, people, words
from companion.changes.errors import AlreadyDecided
from companion.changes.words import (
    Said,
    choose_audience,
    give_importance,
    open_need,
    place_words,
    record_need,
)
from companion.forms.words import AreaForm, AudienceForm, ImportanceForm, NeedForm, PlaceForm
from companion.views.advocate.common import ask, back_to, page_of, reader, typed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from companion.models import CaseSubject, NeedArea


def _areas(side: "CaseSubject") -> "QuerySet[NeedArea]":
    return words.need_areas(side.panel_case.panel)


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down a need with the person, in their own words."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = NeedForm(typed(request), areas=_areas(side), agencies=panels.agencies_at(side))
    if request.method == "POST" and form.is_valid():
        agencies = tuple(form.cleaned_data.pop("agencies"))
        said = Said(**form.cleaned_data, agencies=agencies)
        opened = record_need(side, said, acting_user=user)
        return back_to(request, side, _("Kept, word for word."), f"need-{opened.public_id}")
    title, submit = _("Write down a need with them"), _("Keep their words")
    return ask(request, side, form, title=title, submit=submit)


@require_http_methods(["GET", "HEAD", "POST"])
def make_need(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a need from words that came without one."""
    user = reader(request)
    statement = words.needless_words_for(user, public_id)
    side = cast("CaseSubject", statement.side)
    form = AreaForm(typed(request), areas=_areas(side))
    if request.method == "POST" and form.is_valid():
        opened = open_need(statement, **form.cleaned_data, acting_user=user)
        return back_to(request, side, _("Kept as a need."), f"need-{opened.public_id}")
    title, submit = _("Keep these words as a need"), _("Keep as a need")
    return ask(request, side, form, title=title, submit=submit, quoted=statement.words)


@require_http_methods(["GET", "HEAD", "POST"])
def importance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep how much a need matters now."""
    user = reader(request)
    found = words.my_need_for(user, public_id)
    form = ImportanceForm(typed(request), initial={"importance": found.importance})
    if request.method == "POST" and form.is_valid():
        give_importance(found, form.cleaned_data["importance"], acting_user=user)
        part = f"need-{found.public_id}"
        return back_to(request, found.side, _("Kept how much it matters."), part)
    title, submit, quoted = _("How much it matters"), _("Keep"), found.statement.words
    return ask(request, found.side, form, title=title, submit=submit, quoted=quoted)


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep who may know of these words, as the person chooses."""
    user = reader(request)
    statement = words.my_statement_for(user, public_id)
    side = cast("CaseSubject", statement.side)
    chosen = [str(agency.public_id) for agency in statement.agencies.all()]
    form = AudienceForm(
        typed(request),
        initial={"audience": statement.audience, "agencies": chosen},
        agencies=panels.agencies_at(side),
    )
    if request.method == "POST" and form.is_valid():
        choose_audience(statement, **form.cleaned_data, acting_user=user)
        return back_to(request, side, _("Kept who may know."), "words")
    title, submit, quoted = _("Who may know"), _("Keep"), statement.words
    return ask(request, side, form, title=title, submit=submit, quoted=quoted)


@require_POST
def place(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say which side words belong to; who may know of them is still only the advocate."""
    user = reader(request)
    statement = words.unplaced_statement_for(user, public_id)
    sides = list(people.my_sides_of(user, statement.subject))
    form = PlaceForm(request.POST, sides=sides, prefix=str(statement.public_id))
    if not form.is_valid():
        return ask(
            request,
            sides[0],
            form,
            title=_("Where these words belong"),
            submit=_("Keep"),
            quoted=statement.words,
        )
    side = form.cleaned_data["side"]
    try:
        place_words(statement, side, acting_user=user)
    except AlreadyDecided as refused:
        messages.error(request, str(refused))
        return redirect(page_of(side, "words"))
    return back_to(request, side, _("Kept where they belong."), "words")
