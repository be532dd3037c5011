"""A word for the person to text, read out to them and shown this once."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import contact, people
from companion.changes.errors import Refused
from companion.changes.one_time_words import all_words, give_one_time_word
from companion.forms.goals import ToldForm
from companion.views.advocate.common import ask, page_of, reader, typed
from companion.views.screens import show


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what they were told, then read them a word; texting it is their yes."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    number = contact.number_of(side)
    if number is None:
        raise Http404
    form = ToldForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            given = give_one_time_word(side, acting_user=user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(page_of(side))
        context = {
            "side": side,
            "word": given,
            "spellings": all_words(side.subject.language)[given][1:],
            "sender": number.sender,
            "back": page_of(side),
        }
        return show(request, "advocate/word.html", context, subjects=[side.subject])
    title, submit = _("Give them a word to text"), _("Show the word")
    intro = _("Tell them each of these, in words they know. Texting the word is their yes.")
    return ask(request, side, form, title=title, submit=submit, intro=intro)
