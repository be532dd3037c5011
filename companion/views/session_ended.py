"""A sign-in that was ended elsewhere while a page of it was still being made."""

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from companion.views.door import out_meanwhile


class SignInMiddleware(SessionMiddleware):
    """Django's own, but whoever's session is gone is led to sign in, not to an error page."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A view that wanted to go on with a session that is gone has done nothing."""
        return out_meanwhile(request) if isinstance(exception, SessionInterrupted) else None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The page that was made is thrown away: whoever waits for it is not inside any more."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            return super().process_response(request, out_meanwhile(request))
