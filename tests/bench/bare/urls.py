"""One view with one INSERT."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench.bare.models import Row


def keep(request: HttpRequest) -> HttpResponse:
    """Keep the body; reads no form, checks nothing."""
    Row.objects.create(words=request.body.decode())
    return HttpResponse()


urlpatterns = [path("sms/inbound/", keep), path("healthz", lambda request: HttpResponse())]
