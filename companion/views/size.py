"""What is too large is turned away before anything of it is read, files too."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_LARGE = 413


class SizeMiddleware:
    """Django limits the words of a form, but takes files of any size before a view sees them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a length nothing is read at all.
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        if said.isdecimal() and int(said) > settings.LARGEST_REQUEST:
            return render(request, "400.html", status=TOO_LARGE)
        return self.get_response(request)
