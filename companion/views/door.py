"""The one door: without a second factor every route is closed, unless it is listed here."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import ResolverMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companion.access.account import may_edit
from companion.access.look import one_look
from companion.views import session

if TYPE_CHECKING:
    from companion.models import User

# Guidance: anybody may read it, and a browser may keep it.
CONTENT = frozenset({"wagtail_serve", "wagtaildocs_serve"})
# Signed by the provider, or they say nothing of anybody, or they are the door itself.
PUBLIC = CONTENT | {
    "messaging:inbound",
    "messaging:status",
    "messaging:voice",
    "healthz",
    "readyz",
    "sign_in",
    "sign_in_help",
    "invitation",
    "invitation_app",
    "invitation_link",
}
# Not there at all unless DEMO is set.
PUBLIC_NAMESPACES = frozenset({"simulator"})
# Listed only while DEMO is set, and not there at all otherwise.
IN_A_DEMONSTRATION = frozenset({"tour"})
# Open once the password was right.
HALFWAY = frozenset({"second_factor", "recovery_code", "sign_out", "cms_sign_out"})

# Wagtail's own ways in and its own account screens lead to ours.
LEADS_TO_OURS = {
    "wagtailcore_login": "sign_in",
    "wagtailadmin_login": "sign_in",
    "wagtailadmin_password_reset": "sign_in",
    "wagtailadmin_password_reset_done": "sign_in",
    "wagtailadmin_password_reset_confirm": "sign_in",
    "wagtailadmin_password_reset_complete": "sign_in",
    "wagtailadmin_account": "account",
}
# Wagtail's screens for users, groups and passwords of its own are not part of this service.
CLOSED = frozenset(
    {
        "wagtailcore_authenticate_with_password",
        "wagtaildocs_authenticate_with_password",
        "wagtailadmin_error_test",
    }
)
CLOSED_NAMESPACES = frozenset({"wagtailusers_users", "wagtailusers_groups"})
BULK_ACTION = "wagtail_bulk_action"
EDITED_IN_BULK = frozenset({"wagtailcore", "wagtailimages", "wagtaildocs", "content"})


def is_listed(match: ResolverMatch) -> bool:
    """Whether anybody may reach this route."""
    if settings.DEMO and not IN_A_DEMONSTRATION.isdisjoint(match.namespaces):
        return True
    return match.view_name in PUBLIC or not PUBLIC_NAMESPACES.isdisjoint(match.namespaces)


def is_cms(match: ResolverMatch | None) -> bool:
    """Whether this route is Wagtail's own."""
    return match is not None and match.route.startswith("cms/")


class DoorMiddleware:
    """Looks at the resolved route before any view sees the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Where something may be changed, whoever may not be seen is asked for each time.
        with one_look() if request.method in {"GET", "HEAD"} else nullcontext():
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through, send it to sign in, or say that nothing is there."""
        match = request.resolver_match
        if match is None or is_listed(match):
            _see_half_a_sign_in_as_none(request, match)
            return None
        if match.view_name in LEADS_TO_OURS:
            return redirect(LEADS_TO_OURS[match.view_name])
        turned_away = _turn_away(request, match)
        if turned_away is None:
            session.note_seen(request)
            _refuse_what_is_closed(request, match, kwargs)
        return turned_away


def _see_half_a_sign_in_as_none(request: HttpRequest, match: ResolverMatch | None) -> None:
    """Guidance kept for signed-in readers needs the whole of it."""
    content = match is not None and match.view_name in CONTENT
    if content and settings.SESSION_COOKIE_NAME in request.COOKIES:
        if not session.is_inside(request):
            request.user = AnonymousUser()


def _turn_away(request: HttpRequest, match: ResolverMatch) -> HttpResponse | None:
    """Send away whoever has not shown who they are, whether or not the thing is there."""
    if not request.user.is_authenticated:
        return to_the_door("sign_in", _wanted(request, match))
    if session.is_over(request):
        logout(request)
        messages.info(request, _("You were signed out because time had run out. Sign in again."))
        return to_the_door("sign_in", _wanted(request, match))
    if not session.has_second_factor(request) and match.view_name not in HALFWAY:
        return to_the_door("second_factor", _wanted(request, match))
    return None


def _wanted(request: HttpRequest, match: ResolverMatch) -> str:
    """The page to come back to; there is none for somebody who was sending a form."""
    if match.view_name in HALFWAY:
        return next_page(request)
    return request.get_full_path() if request.method in {"GET", "HEAD"} else ""


def _refuse_what_is_closed(
    request: HttpRequest, match: ResolverMatch, kwargs: dict[str, Any]
) -> None:
    """Wagtail for its editors only, and never its screens for users."""
    user = cast("User", request.user)
    closed = match.view_name in CLOSED or not CLOSED_NAMESPACES.isdisjoint(match.namespaces)
    if match.view_name == BULK_ACTION and kwargs.get("app_label") not in EDITED_IN_BULK:
        closed = True
    if closed or (is_cms(match) and match.view_name not in HALFWAY and not may_edit(user)):
        raise Http404


def to_the_door(name: str, page: str = "", **said: str) -> HttpResponseRedirect:
    """To one half of signing in, and afterwards to a page."""
    query = urlencode({**said, **({"next": page} if page else {})})
    return HttpResponseRedirect(reverse(name) + (f"?{query}" if query else ""))


def out_meanwhile(request: HttpRequest) -> HttpResponseRedirect:
    """To the door, for somebody whose sign-in was ended while this was on its way."""
    request.session.flush()
    match = request.resolver_match
    return to_the_door("sign_in", _wanted(request, match) if match else "", ended="yes")


def next_page(request: HttpRequest) -> str:
    """Where to go after signing in, if it is a page of ours; else nothing."""
    page = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours and page.startswith("/") else ""


def locked_out(
    request: HttpRequest, credentials: object = None, *args: object, **kwargs: object
) -> HttpResponse:
    """What django-axes answers to too many wrong passwords, for an account or for none."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    wait = ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
    return render(request, "account/locked_out.html", {"wait": wait}, status=429)
