"""That a person is in custody, in hospital, missing or has died: nothing is texted then."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import people
from companion.views.absences import absence_form, absence_words
from companion.views.advocate.common import ask, back_to, reader


@require_http_methods(["GET", "HEAD", "POST"])
def whereabouts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep where they are, or that they are back."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form, standing, said = absence_form(request, side, user)
    if said:
        return back_to(request, side, said)
    words = absence_words(standing)
    template = "advocate/whereabouts.html"
    return ask(request, side, form, title=_("Where they are"), template=template, **words)
