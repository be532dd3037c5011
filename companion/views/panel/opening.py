"""The one way by which pages of the panel's desk reach a case: who opens it says why."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from companion.access import openings
from companion.changes.openings import say_why
from companion.forms.openings import OpeningForm
from companion.views.panel.common import reader

if TYPE_CHECKING:
    from companion.models import User

View = Callable[..., HttpResponse]
Found = TypeVar("Found", bound="openings.Record")


def opening(find: "Callable[[User, UUID], Found]") -> Callable[[View], View]:
    """Find what a page is about, and hand it over once its reader has a reason to open the case.

    Whoever may not read it is told that nothing is there, before anything is asked.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def asks_first(request: HttpRequest, public_id: UUID, **more: Any) -> HttpResponse:
            user = reader(request)
            found = find(user, public_id)
            answered = request.method == "POST" and OpeningForm.answered(request.POST)
            case = openings.case_behind(found)
            if not openings.stands_open(user, case):
                form = OpeningForm(request.POST if answered else None, carried=request.POST)
                if not (answered and form.is_valid()):
                    return _asked(request, form, answered)
                say_why(case, **form.reason, acting_user=user)
            if answered and OpeningForm.alone(request.POST):
                return redirect(request.get_full_path())
            return view(request, found, **more)

        asks_first.asks_why = True  # type: ignore[attr-defined]
        return asks_first

    return decorate


def _asked(request: HttpRequest, form: OpeningForm, answered: bool) -> HttpResponse:
    """The page that asks; it names nobody, and carries what was typed into another form."""
    context = {"form": form, "carries": bool(form.hidden_fields())}
    return render(request, "panel/opening.html", context, status=422 if answered else 403)
