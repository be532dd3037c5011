"""Panels: what each is for, who sits there, and what is missing before it goes live."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companion.access import administration
from companion.access.alerting import newest_duty_test, possible_duty_contacts
from companion.access.staff import resets_waiting
from companion.access.words import need_areas
from companion.changes.administration import (
    Missing,
    PanelFacts,
    begin_panel,
    change_panel,
    choose_areas,
    end_seat,
    give_seat,
    go_live,
    is_the_last,
    missing_before_live,
)
from companion.changes.alerting import ask_duty_contact
from companion.changes.errors import NoMail, NotReadyYet, OnDuty, SeatedAlready, TheLastOne
from companion.forms.administration import AreasForm, DutyForm, NewPanelForm, PanelForm, SeatForm
from companion.views.administration.common import ask, reader, typed
from companion.views.step_up import with_fresh_factor

if TYPE_CHECKING:
    from companion.models import Panel


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The desk: every panel, and what waits."""
    user = reader(request)
    due = administration.agreements_to_review(user, timezone.localdate())
    context = {
        "panels": list(administration.administered_panels(user)),
        "due": due.count(),
        "resets": list(resets_waiting(user)),
    }
    return render(request, "administration/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a panel from a type."""
    user = reader(request)
    form = NewPanelForm(typed(request))
    if request.method == "POST" and form.is_valid():
        begun = begin_panel(**form.cleaned_data, acting_user=user)
        return _back(request, begun, _("The panel has begun. It is not live yet."))
    back, title = reverse("administration:desk"), _("Begin a panel")
    return ask(request, form, title=title, submit=_("Begin it"), back=back)


@require_safe
def panel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One panel: its purpose, its seats, and what is missing before it goes live."""
    found = administration.administered_panel_for(reader(request), public_id)
    context = {
        "panel": found,
        "seats": list(administration.seats_of(found)),
        "areas": list(need_areas(found)),
        "missing": [(one.sentence, _mended_at(found, one)) for one in missing_before_live(found)],
        "test": newest_duty_test(found),
    }
    return render(request, "administration/panel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a panel is for and who is there for it."""
    user = reader(request)
    found = administration.administered_panel_for(user, public_id)
    kept = {name: getattr(found, name) for name in PanelFacts.__dataclass_fields__}
    form = PanelForm(typed(request), panel=found, initial=kept)
    if request.method == "POST" and form.is_valid():
        change_panel(found, form.facts, acting_user=user)
        return _back(request, found, _("Kept."))
    return ask(request, form, title=found.name, submit=_("Keep it"), back=_page_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
def areas(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the need areas that a panel offers."""
    user = reader(request)
    found = administration.administered_panel_for(user, public_id)
    now = "\n".join(area.name for area in need_areas(found))
    form = AreasForm(typed(request), initial={"areas": now})
    if request.method == "POST" and form.is_valid():
        choose_areas(found, form.cleaned_data["areas"], acting_user=user)
        return _back(request, found, _("Kept."))
    return ask(request, form, title=_("Need areas"), submit=_("Keep them"), back=_page_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def seat(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give somebody a seat, or another role."""
    user = reader(request)
    found = administration.administered_panel_for(user, public_id)
    form = SeatForm(typed(request), users=administration.seatable_users(user))
    if request.method == "POST" and form.is_valid():
        chosen, role = form.cleaned_data["user"], form.cleaned_data["role"]
        try:
            give_seat(found, chosen, role, acting_user=user)
        except (SeatedAlready, TheLastOne, OnDuty) as refused:
            form.add_error("role", str(refused))
        else:
            return _back(request, found, _("They have the seat."))
    return ask(request, form, title=_("Give a seat"), submit=_("Give it"), back=_page_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def duty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a test to whoever is to be the duty contact."""
    user = reader(request)
    found = administration.administered_panel_for(user, public_id)
    form = DutyForm(typed(request), users=possible_duty_contacts(found))
    if request.method == "POST" and form.is_valid():
        try:
            ask_duty_contact(found, form.cleaned_data["user"], acting_user=user)
        except NoMail as refused:
            form.add_error("user", str(refused))
        else:
            return _back(request, found, _("The test is on its way."))
    title, back = _("Duty contact"), _page_of(found)
    return ask(request, form, title=title, submit=_("Send them a test"), back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor()
def end(request: HttpRequest, public_id: UUID, user_id: UUID) -> HttpResponse:
    """Take a seat away, having read what that changes; it counts at once."""
    user = reader(request)
    found = administration.administered_panel_for(user, public_id)
    seated = administration.seated_for(found, user_id)
    if request.method == "POST":
        try:
            end_seat(found, seated, acting_user=user)
        except (TheLastOne, OnDuty) as refused:
            messages.error(request, str(refused))
            return redirect(_page_of(found))
        return _back(request, found, _("The seat is taken away."))
    seat = administration.seats_of(found).get(user=seated)
    context = {"panel": found, "seat": seat, "last": is_the_last(seat), "back": _page_of(found)}
    return render(request, "administration/end_seat.html", context)


@require_POST
def live(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go live, if nothing is missing."""
    user = reader(request)
    found = administration.administered_panel_for(user, public_id)
    try:
        go_live(found, acting_user=user)
    except NotReadyYet as refused:
        messages.error(request, str(refused))
        return redirect(_page_of(found))
    return _back(request, found, _("The panel is live: texts may leave for its people."))


def _mended_at(found: "Panel", one: Missing) -> str:
    """The field, or the page, where something missing is put right."""
    if one.agency:
        return reverse("administration:agency", args=[one.agency.public_id]) + "#id_agreement"
    if one.mended_by == "senders":
        return reverse("administration:senders")
    if one.mended_by in {"seat", "duty"}:
        return reverse(f"administration:{one.mended_by}", args=[found.public_id])
    page = reverse("administration:change_panel", args=[found.public_id])
    return f"{page}#id_{one.mended_by}"


def _page_of(found: "Panel") -> str:
    return reverse("administration:panel", args=[found.public_id])


def _back(request: HttpRequest, found: "Panel", said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return redirect(_page_of(found))
