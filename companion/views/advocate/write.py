"""Writing a text: first as the phone would show it, then sending it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import people
from companion.changes.words import write_to_person
from companion.forms.words import WriteForm
from companion.texting.previews import gives_away
from companion.views.advocate.common import ask, back_to, reader, typed
from companion.views.advocate.phone import own_words_here, phone_with

SEND, LOOK = "send", "look"


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Nothing is sent that was not first seen as the phone would show it."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = WriteForm(typed(request))
    step = request.POST.get("step")
    if not (request.method == "POST" and form.is_valid() and step in {SEND, LOOK}):
        return ask(
            request,
            side,
            form,
            title=_("Write a text"),
            submit=_("Look at it first"),
            template="advocate/write.html",
            phone=phone_with(side, own_words_here()),
        )
    words = form.cleaned_data["words"]
    if step == SEND:
        write_to_person(side, words, acting_user=user)
        return back_to(request, side, _("Kept. It goes when it is safe."), "conversation")
    return ask(
        request,
        side,
        form,
        title=_("What their phone would show now"),
        submit=_("Send it"),
        template="advocate/write_look.html",
        phone=phone_with(side, words),
        words=words,
        gives_away=gives_away(side, words),
    )
