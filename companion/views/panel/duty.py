"""Saying that the test email for a panel's duty contact came."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access.alerting import duty_test_for, duty_tests_of
from companion.changes.alerting import confirm_duty_test
from companion.forms.duty import NumberForm
from companion.views.cards import day
from companion.views.panel.common import reader

if TYPE_CHECKING:
    from companion.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Type the number of the email: from then on urgent alerts go there."""
    user = reader(request)
    test = duty_test_for(user, public_id)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wrong = confirm_duty_test(test, form.cleaned_data["number"], acting_user=user)
        if wrong is None:
            messages.success(request, _("Thank you. Urgent alerts reach you from now on."))
            return redirect("panel:desk")
        form.add_error("number", str(wrong))
    context = {
        "form": form,
        "title": _("Did the test email come?"),
        "submit": _("It came"),
        "back": reverse("panel:desk"),
    }
    status = 422 if form.errors else 200
    return render(request, "form.html", context, status=status)


def tests_for(user: "User") -> list[dict[str, Any]]:
    """Tests that wait for this user, as their desk shows them."""
    return [
        {
            "kind": "now",
            "word": _("test"),
            "who": test.panel.name,
            "what": _("did the email for the duty contact come?"),
            "when": day(test.raised_at),
            "href": reverse("panel:duty_test", args=[test.public_id]),
            "link": _("Type its number"),
            "subjects": [],
        }
        for test in duty_tests_of(user)
    ]
