"""What every answer tells the browser: run nothing foreign, keep nothing private."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from companion.views.door import CONTENT, is_cms

SELF, INLINE = "'self'", "'unsafe-inline'"
# Wagtail's lists and reports run a few inline scripts, its editor writes styles and shows uploads.
FOR_THE_EDITOR = {
    "script-src": [SELF, INLINE],
    "style-src": [SELF, INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "frame-src": [SELF],
}
NO_DEVICES = ", ".join(
    f"{device}=()"
    for device in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


class SafeHeadersMiddleware(CSPMiddleware):
    """A strict content policy everywhere, loosened for Wagtail's editor only."""

    def process_request(self, request: HttpRequest) -> None:
        """Give a form of ours its origin back, which `no-referrer` makes a browser call "null"."""
        super().process_request(request)
        if request.META.get("HTTP_ORIGIN") == "null" and _came_from_us(request):
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of settings, or the editor's."""
        parts = super().get_policy_parts(request, response, report_only)
        if is_cms(request.resolver_match):
            # Wagtail shows a preview in a frame, and marks it so itself.
            framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
            parts.replace = {**FOR_THE_EDITOR, "frame-ancestors": [SELF if framed else "'none'"]}
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add what Django's own middleware does not."""
        response = super().process_response(request, response)
        response.headers["Permissions-Policy"] = NO_DEVICES
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not _may_be_kept(request):
            response.headers["Cache-Control"] = "no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


def _came_from_us(request: HttpRequest) -> bool:
    """What the browser itself says, which no page can forge; without TLS it says nothing."""
    said = request.headers.get("Sec-Fetch-Site")
    return said == "same-origin" or (said is None and not request.is_secure())


def _may_be_kept(request: HttpRequest) -> bool:
    """Guidance, and only when it was not made for one signed-in reader."""
    match = request.resolver_match
    guidance = match is not None and match.view_name in CONTENT
    session = getattr(request, "session", None)
    return guidance and (session is None or session.is_empty())
