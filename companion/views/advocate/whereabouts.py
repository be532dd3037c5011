"""That a person is in custody, in hospital, missing or has died: nothing is texted then."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import people
from companion.views.absences import absence_form, absence_words
from companion.views.advocate.common import ask, back_to, reader
from companion.views.step_up import with_fresh_factor


def _takes_back_a_death(request: HttpRequest, public_id: UUID) -> bool:
    """Whether this form says that somebody recorded as dead is alive."""
    return people.my_side_for(reader(request), public_id).subject.is_dead


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor(when=_takes_back_a_death)
def whereabouts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep where they are, that they are back, or that a death was a mistake."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form, standing, said = absence_form(request, side, user)
    if said:
        return back_to(request, side, said)
    words = absence_words(standing)
    template = "advocate/whereabouts.html"
    return ask(request, side, form, title=_("Where they are"), template=template, **words)
