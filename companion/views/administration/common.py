"""What every page of the administrator's desk does alike."""

from typing import TYPE_CHECKING, cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from companion.access.administration import administrator

if TYPE_CHECKING:
    from companion.models import User


def reader(request: HttpRequest) -> "User":
    """The administrator inside; to anybody else nothing is here."""
    return administrator(cast("User", request.user))


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def ask(request: HttpRequest, form: Form, *, title: str, submit: str, back: str) -> HttpResponse:
    """A page with one form; what was typed stays, whatever was wrong with it."""
    context = {"form": form, "title": title, "submit": submit, "back": back}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "form.html", context, status=status)
