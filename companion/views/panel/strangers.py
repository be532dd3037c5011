"""Texts from unknown numbers: read, and dealt with, by whoever coordinates."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from companion.access import strangers
from companion.changes.errors import DealtWith
from companion.changes.strangers import deal_with
from companion.forms.strangers import CameOfForm
from companion.views.paging import page_asked_for
from companion.views.panel.common import reader
from companion.views.screens import show

if TYPE_CHECKING:
    from messaging.models import IncomingMessage


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All that nobody has dealt with."""
    page = page_asked_for(request, strangers.texts_of_strangers(reader(request)))
    items = [_item(one) for one in page]
    context = {"page": page, "items": items, "days": settings.STRANGERS_KEPT.days}
    return show(request, "panel/strangers.html", context, subjects=list(page))


def _item(text: "IncomingMessage") -> dict[str, Any]:
    return {
        "id": text.public_id,
        "number": text.from_number,
        "call": text.kind == text.Kind.CALL,
        "words": text.body,
        "when": text.received_at,
        "along": text.num_media,
        "danger": strangers.sounds_like_danger(text),
    }


@require_POST
def deal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """It leaves the list; a form that says nothing does nothing."""
    user = reader(request)
    text = strangers.text_of_stranger_for(user, public_id)
    form = CameOfForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose what came of it."))
        return redirect("panel:strangers")
    try:
        deal_with(text, form.cleaned_data["came_of"], acting_user=user)
    except DealtWith as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Kept. It is not on the list any more."))
    return redirect("panel:strangers")


def waiting(coordinates: bool) -> list[dict[str, Any]]:
    """How many wait, as an item of a coordinator's desk."""
    count, in_danger = strangers.how_many_wait() if coordinates else (0, 0)
    if not count:
        return []
    return [
        {
            "kind": "urgent" if in_danger else "open",
            "word": _("words of danger") if in_danger else _("unknown number"),
            "who": ngettext("%(n)d text", "%(n)d texts", count) % {"n": count},
            "what": _("from numbers that we do not know"),
            "when": "",
            "href": reverse("panel:strangers"),
            "link": _("Read"),
            "subjects": [],
        }
    ]
