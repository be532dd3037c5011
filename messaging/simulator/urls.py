"""The stand-in's addresses; outside a demonstration there is nothing here."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from messaging.simulator import controls, phones, post, provider, provider_media, standin
from messaging.simulator.webhooks import API_VERSION

View = Callable[..., HttpResponseBase]


def _demonstration_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponseBase:
        if not (settings.DEMO or standin.runs_alone()):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _at(route: str, view: View, name: str) -> URLPattern:
    return path(route, _demonstration_only(view), name=name)


_API = f"provider/{API_VERSION}/Accounts/<str:account_sid>/Messages"

app_name = "simulator"
urlpatterns = [
    _at("", phones.phones, "phones"),
    _at("screens/", phones.screens, "screens"),
    _at("phones/", phones.pick_up, "pick_up"),
    _at("phones/<str:digits>/", phones.phone, "phone"),
    _at("phones/<str:digits>/opt-out/", phones.opt_out, "opt_out_here"),
    _at("phones/<str:digits>/ring/", phones.ring, "ring_here"),
    _at("pictures/<str:sid>/", phones.picture, "picture"),
    _at("post/", post.post, "post"),
    _at("behaviour/", phones.behave, "behave"),
    _at("send", controls.send, "send"),
    _at("ring", controls.ring, "ring"),
    _at("opt-out", controls.opt_out, "opt_out"),
    _at("switches", controls.switches, "switches"),
    _at("reset", controls.reset, "reset"),
    _at("state.json", controls.state, "state"),
    _at(f"{_API}.json", provider.messages, "messages"),
    _at(f"{_API}/<str:message_sid>/Media.json", provider_media.media, "media"),
    _at(f"{_API}/<str:message_sid>/Media/<str:sid>.json", provider_media.described, "described"),
    _at(f"{_API}/<str:message_sid>/Media/<str:sid>", provider_media.medium, "medium"),
    _at(f"{_API}/<str:sid>.json", provider.message, "message"),
    _at("carrier/<str:token>", provider_media.carrier, "carrier"),
]
