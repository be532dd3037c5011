"""What came with words that a person shared with the panel."""

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from companion.access.sent import panel_sent_words_for
from companion.views.panel.common import page_of
from companion.views.panel.opening import opening
from companion.views.sent import hand_out, show_sent

if TYPE_CHECKING:
    from companion.models import CaseSubject, Statement


@opening(panel_sent_words_for)
@require_safe
def sent(request: HttpRequest, found: "Statement") -> HttpResponse:
    """The words, and what came with them."""
    side = cast("CaseSubject", found.side)
    return show_sent(request, found, "panel", page_of(side.panel_case))


@opening(panel_sent_words_for)
@require_safe
def sent_file(request: HttpRequest, found: "Statement", medium_id: UUID) -> HttpResponse:
    """One thing that came with them."""
    return hand_out(request, found, medium_id)
