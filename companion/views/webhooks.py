"""The way in for the provider's posts: signed, and no business of a browser's layers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

WEBHOOKS = ("/sms/", "/voice/")


class WebhooksMiddleware:
    """Takes a webhook straight to its view, past sessions, sign-in and what pages are told.

    Machines post there, hundreds of times a second, and the view believes the signature alone.
    Anything else under these addresses goes the usual way, to be turned away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(WEBHOOKS):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if match.app_names != ["messaging"]:
            return self.get_response(request)
        request.resolver_match = match
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer
