"""What came with the texts of an advocate's own people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companion.access import sent as access
from companion.changes.errors import NoLongerThere
from companion.changes.sent import ask_for_medium
from companion.views.advocate.common import page_of, reader
from companion.views.sent import hand_out, show_sent


@require_safe
def sent(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The words, and what came with them."""
    statement = access.my_sent_words_for(reader(request), public_id)
    side = statement.side
    back = page_of(side, "conversation") if side else reverse("advocate:today")
    return show_sent(request, statement, "advocate", back)


@require_safe
def sent_file(request: HttpRequest, public_id: UUID, medium_id: UUID) -> HttpResponse:
    """One thing that came with them."""
    statement = access.my_sent_words_for(reader(request), public_id)
    return hand_out(request, statement, medium_id)


@require_POST
def fetch_again(request: HttpRequest, public_id: UUID, medium_id: UUID) -> HttpResponse:
    """Ask the phone company once more for what could not be fetched."""
    user = reader(request)
    statement = access.my_sent_words_for(user, public_id)
    medium = access.failed_medium_for(statement, medium_id)
    try:
        ask_for_medium(statement, medium, acting_user=user)
    except NoLongerThere as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Kept. We ask for it again, for two days at most."))
    return redirect("advocate:sent", statement.public_id)
