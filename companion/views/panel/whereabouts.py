"""That a person is in custody, in hospital, missing or has died; for whoever coordinates."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from companion.access import panels
from companion.views.absences import absence_form, absence_words
from companion.views.panel.common import ask, back_to, reader


@require_http_methods(["GET", "HEAD", "POST"])
def whereabouts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep where they are, or that they are back."""
    user = reader(request)
    side = panels.coordinated_side_for(user, public_id)
    form, standing, said = absence_form(request, side, user)
    if said:
        return back_to(request, side.panel_case, said)
    return ask(request, "panel/whereabouts.html", side, form, **absence_words(standing))
