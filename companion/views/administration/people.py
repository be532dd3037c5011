"""Who works here: inviting them, and closing an account."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companion.access.administration import agencies_for
from companion.access.staff import (
    colleague_for,
    in_hand,
    letter_came_to_nothing,
    letter_of_invitation,
    staff_for,
)
from companion.changes.account import close_account, last_seats
from companion.changes.errors import (
    AccountThere,
    LetterLeft,
    NotOneself,
    NotOwnAgency,
    StillInTheirHands,
    StillNeeded,
)
from companion.changes.invitations import Link, invite_again, invite_by_hand, invite_user
from companion.changes.moving import move_to_agency
from companion.forms.account import AgencyPickerForm, InviteForm
from companion.views.administration.common import reader, typed
from companion.views.paging import page_asked_for
from companion.views.step_up import with_fresh_factor

if TYPE_CHECKING:
    from companion.models import User


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    page = page_asked_for(request, staff_for(reader(request)))
    return render(request, "administration/people.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody who is to work here."""
    user = reader(request)
    form = InviteForm(typed(request), agencies=agencies_for(user))
    if request.method == "POST" and form.is_valid():
        try:
            return sent(request, invite_user(**form.cleaned_data, acting_user=user))
        except AccountThere as refused:
            form.add_error("email", str(refused))
    status = 422 if form.errors else 200
    return render(request, "administration/invite.html", {"form": form}, status=status)


@require_POST
@with_fresh_factor()
def invite_anew(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new link for somebody who has not set up their account; the old one stops working."""
    person = colleague_for(reader(request), public_id)
    invites = invite_by_hand if "by_hand" in request.POST else invite_again
    try:
        return sent(request, invites(person, acting_user=reader(request)))
    except AccountThere:
        messages.error(request, _("This account is set up, or closed: it needs no new link."))
    except LetterLeft as refused:
        messages.error(request, str(refused))
    return redirect("administration:person", public_id)


def sent(request: HttpRequest, made: Link) -> HttpResponse:
    """An email takes the link to its owner; else it is shown, once, to be given by hand."""
    person = made.invitation.user
    if not made.token:
        messages.success(request, _("The invitation is on its way."))
        return redirect("administration:person", person.public_id)
    path = reverse("invitation_link", args=[made.token])
    context = {"person": person, "link": settings.PUBLIC_BASE_URL + path}
    return render(request, "administration/link.html", context)


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One account: what it may do, and what is in its hands."""
    person = colleague_for(reader(request), public_id)
    invited = person.is_active and not person.has_usable_password()
    context = {
        "person": person,
        "in_hand": in_hand(person),
        "letter": _letter(person) if invited else "",
        "by_hand": invited and letter_came_to_nothing(person, timezone.now()),
    }
    return render(request, "administration/person.html", context)


def _letter(person: "User") -> str:
    """What became of the email with their link, in a sentence."""
    letter = letter_of_invitation(person)
    return {
        "waiting": _("The email with their link waits, and is tried again by itself."),
        "sending": _("The email with their link is leaving."),
        "sent": _("The email with their link has left."),
        "refused": _("The mail server does not take the email with their link."),
        "unknown": _("Nobody knows whether the email with their link has left."),
    }.get(letter.state if letter else "", "")


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another agency for somebody who works here."""
    user = reader(request)
    person = colleague_for(user, public_id)
    before = {"agency": person.agency.public_id if person.agency else None}
    form = AgencyPickerForm(typed(request), agencies=agencies_for(user), initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            move_to_agency(person, form.cleaned_data["agency"], acting_user=user)
        except (NotOwnAgency, StillInTheirHands) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Their agency is changed. They are told."))
            return redirect("administration:person", public_id)
    context = {"person": person, "form": form, "in_hand": in_hand(person)}
    status = 422 if form.errors else 200
    return render(request, "administration/move.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close an account, having seen what has to be handed over."""
    person = colleague_for(reader(request), public_id)
    if request.method == "POST":
        try:
            close_account(person, acting_user=reader(request))
            messages.success(request, _("The account is closed, and its sign-ins have ended."))
            return redirect("administration:person", public_id)
        except (NotOneself, StillNeeded) as refused:
            messages.error(request, str(refused))
        return redirect("administration:close", public_id)
    context = {"person": person, "in_hand": in_hand(person), "last": last_seats(person)}
    return render(request, "administration/close.html", context)
