"""What every page of the panel's desk does alike."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from companion.changes.errors import CaseClosed, HasLeft
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import Advocacy, CaseSubject, PanelCase, User

# The button that shows how it would read, before anything is kept.
LOOK = "look"


def reader(request: HttpRequest) -> "User":
    """Whoever is inside; the door let nobody else through."""
    return cast("User", request.user)


def page_of(panel_case: "PanelCase", part: str = "") -> str:
    """The address of a case, or of one part of it."""
    address = reverse("panel:case", args=[panel_case.public_id])
    return f"{address}#{part}" if part else address


def back_to(
    request: HttpRequest, panel_case: "PanelCase", said: str, part: str = ""
) -> HttpResponseRedirect:
    """To the case, with one sentence on what was kept; it names nobody, for a cookie carries it."""
    messages.success(request, said)
    return redirect(page_of(panel_case, part))


def is_over(side: "CaseSubject") -> bool:
    """Whether nothing is answered or agreed any more on a side."""
    return side.panel_case.closed_at is not None or side.left_at is not None


def refused_as_over(request: HttpRequest, side: "CaseSubject") -> HttpResponseRedirect:
    """To the case, saying that nothing is answered or agreed here now."""
    messages.warning(request, str(HasLeft() if side.left_at else CaseClosed()))
    return redirect(page_of(side.panel_case))


def ask(
    request: HttpRequest, template: str, side: "CaseSubject", form: Form, **more: Any
) -> HttpResponse:
    """A page with a form about one person; what was typed stays, whatever was wrong with it."""
    context = {"side": side, "form": form, "back": page_of(side.panel_case), **more}
    status = 422 if form.is_bound and form.errors else 200
    return show(request, template, context, subjects=[side.subject], status=status)


def last_day(advocacy: "Advocacy") -> date:
    """The last day of an advocacy that ends at midnight."""
    return timezone.localtime(advocacy.expires_at - timedelta(seconds=1)).date()


def wants_a_look(request: HttpRequest) -> bool:
    """Whether only a look was asked for, and nothing is to be kept."""
    return request.method == "POST" and LOOK in request.POST


def typed(request: HttpRequest, form: Form) -> dict[str, Any]:
    """What was typed so far, to fill a form that complains of nothing yet."""
    return {
        name: field.widget.value_from_datadict(request.POST, request.FILES, name)
        for name, field in form.fields.items()
    }
