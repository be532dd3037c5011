"""The stand-in as a server of its own: its addresses, and the few layers it needs."""

from django.conf import settings
from django.contrib.staticfiles import storage
from django.core.handlers.wsgi import WSGIHandler
from django.urls import include, path
from django.views.static import serve

urlpatterns = [
    path("simulator/", include("messaging.simulator.urls")),
    path("static/<path:path>", serve, {"document_root": settings.BASE_DIR / "static"}),
]


def application() -> WSGIHandler:
    """A handler with only these addresses: no sessions, no sign-in, no database of the service."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [
        "csp.middleware.CSPMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ]
    settings.ALLOWED_HOSTS = ["*"]
    settings.CSRF_COOKIE_SECURE = False
    # Files are served as they lie there: nobody collects them for a stand-in.
    storage.staticfiles_storage = storage.StaticFilesStorage()
    return WSGIHandler()
