"""Two people changed the same thing at one moment, and the database gave way to the other one."""

import logging
from collections.abc import Callable

from django import forms
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from companion.forms.carried import carry

log = logging.getLogger(__name__)

# A deadlock, a lock that was not to be had, a transaction that another one overtook.
GAVE_WAY = frozenset({"40P01", "55P03", "40001"})
# These stand in no page, not even to be sent once more.
SECRETS = ("password", "old", "again", "code", "passkey", "fresh_code", "fresh_passkey")


class CrossedMiddleware:
    """Whatever the view wrote is undone; what was typed can be sent again with one press."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says so, to somebody who is signed in; nothing for any other fault."""
        state = getattr(exception.__cause__, "sqlstate", None)
        if not isinstance(exception, OperationalError) or state not in GAVE_WAY:
            return None
        if not request.user.is_authenticated:
            return None
        log.warning("a page gave way to another change: %s", state)
        form = forms.Form()
        carry(form, request.POST, SECRETS)
        return render(request, "crossed.html", {"form": form}, status=409)
