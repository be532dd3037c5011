"""Whoever knows a person, or has a stake in them, reads nothing of theirs any more."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import panels
from companion.changes.about import stand_back
from companion.changes.errors import SpeaksForThem, TheLastOne
from companion.views.panel.common import ask, page_of, reader


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask whether that is meant; only the person's advocate can undo it."""
    user = reader(request)
    side = panels.panel_side_for(user, public_id)
    if request.method == "POST":
        try:
            stand_back(side, acting_user=user)
        except (SpeaksForThem, TheLastOne) as refused:
            messages.warning(request, str(refused))
            return redirect(page_of(side.panel_case))
        messages.success(request, _("Kept. You do not see them any more."))
        return redirect("panel:desk")
    return ask(request, "panel/stand_back.html", side, Form())
