"""What is kept about a person beside their words: details, capacity, and who never sees them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import panels, people
from companion.changes.about import change_details, choose_who_never_sees, note_capacity
from companion.forms.about import CapacityForm, DetailsForm, NeverForm
from companion.views.advocate.common import ask, back_to, reader, typed


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How old they are, and what others must do so that they can take part."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = DetailsForm(typed(request), initial=DetailsForm.of(side.subject))
    if request.method == "POST" and form.is_valid():
        change_details(side, form.details, acting_user=user)
        return back_to(request, side, _("Kept."), "about")
    title, submit = _("About them"), _("Keep this")
    return ask(request, side, form, title=title, submit=submit)


@require_http_methods(["GET", "HEAD", "POST"])
def capacity(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep what was found about one decision; what was found before stays beside it."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = CapacityForm(typed(request))
    if request.method == "POST" and form.is_valid():
        note_capacity(side, form.capacity, acting_user=user)
        return back_to(request, side, _("Kept."), "about")
    title, submit = _("Capacity for one decision"), _("Keep this")
    intro = _("Everybody is taken to be able to decide, unless it is shown for this one decision.")
    notes = people.capacity_notes_of(side)
    template = "advocate/capacity.html"
    return ask(
        request, side, form, title=title, submit=submit, intro=intro, notes=notes, template=template
    )


@require_http_methods(["GET", "HEAD", "POST"])
def never(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whom the person does not want to see anything of theirs."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    users, agencies = panels.seated_at(side), panels.agencies_to_name(side)
    named = {
        "users": [one.public_id for one in side.never_users.all()],
        "agencies": [one.public_id for one in side.never_agencies.all()],
    }
    form = NeverForm(typed(request), initial=named, users=users, agencies=agencies)
    if request.method == "POST" and form.is_valid():
        choose_who_never_sees(side, **form.cleaned_data, acting_user=user)
        return back_to(request, side, _("Kept. It counts at once."), "who-can-see")
    title, submit = _("Who must never see this"), _("Keep this")
    intro = _("Ask them: is there anybody on the panel who must not know? They need no reason.")
    return ask(request, side, form, title=title, submit=submit, intro=intro)
