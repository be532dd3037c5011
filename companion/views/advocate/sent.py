"""What came with the texts of an advocate's own people."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from companion.access import sent as access
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
