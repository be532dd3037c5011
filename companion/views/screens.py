"""Showing a private page: who looked at whom is kept before anything is shown."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from companion.history import looked_at

if TYPE_CHECKING:
    from companion.models import Referral, Subject, User
    from messaging.models import IncomingMessage


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    subjects: "Iterable[Subject | Referral | IncomingMessage]",
    status: int = 200,
) -> HttpResponse:
    """Render a page that names people, or shows what strangers said; one line for each is kept."""
    looked_at(
        [subject.public_id for subject in subjects],
        request.resolver_match.view_name if request.resolver_match else template,
        acting_user=cast("User", request.user),  # the door let nobody else through
    )
    return render(request, template, context, status=status)
