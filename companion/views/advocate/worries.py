"""Worry signs on a person's page, each with its rule, and looking at one."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companion.access import people
from companion.access.worries import signs_of
from companion.changes.worries import look_at_worry
from companion.forms.worries import WorryForm
from companion.summaries.worries import worries
from companion.views.advocate.common import page_of, reader

if TYPE_CHECKING:
    from companion.models import CaseSubject, Consent, SafeContactRule, User


def worries_about(
    user: "User",
    side: "CaseSubject",
    rule: "SafeContactRule | None",
    consent: "Consent | None",
) -> list[dict[str, Any]]:
    """What the page shows of each: what it is, the rule that makes it one, and what to do."""
    now = timezone.now()
    paused = rule is not None and rule.paused_until is not None and rule.paused_until > now
    quiet = rule is None or rule.stopped_at or rule.hours_asked_at or paused
    expected = bool(consent and not side.subject.whereabouts and not quiet)
    return [
        {
            "sign": one.rule.sign.value,
            "what": one.rule.sign.label,
            "since": one.since,
            "stated": one.rule.stated,
            "to_do": one.rule.to_do,
        }
        for one in worries(signs_of(user, side, now), now, expected_to_text=expected)
    ]


@require_POST
def look_at(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep what was found; without a word nothing is kept."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = WorryForm(request.POST)
    if form.is_valid():
        look_at_worry(side, **form.cleaned_data, acting_user=user)
        messages.success(request, _("Kept. It is shown again only if it happens again."))
    else:
        messages.warning(request, _("Say in a word what you found. Nothing is kept yet."))
    return redirect(page_of(side))
