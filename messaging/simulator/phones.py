"""The page of phones. It works without script; the script only saves pressing *Refresh*."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from messaging.simulator import standin
from messaging.simulator.enclosing import enclosed_in, picture_of
from messaging.simulator.handsets import Handset, handset, handsets, number_from
from messaging.simulator.switches import SwitchesForm


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Rendered without the context of signed-in pages: nobody signs in to a phone."""
    context["csrf_token"] = get_token(request)
    return HttpResponse(render_to_string(template, context), status=status)


@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """All phones, side by side, and the switches."""
    form = SwitchesForm.changing(standin.current().switches, {})
    return _phones(request, form)


def _phones(request: HttpRequest, form: SwitchesForm, status: int = 200) -> HttpResponse:
    return _page(
        request,
        "simulator/phones.html",
        status,
        handsets=handsets(standin.current()),
        form=form,
        misbehaves=standin.current().switches.misbehaves,
        back="all",
    )


@require_GET
def screens(request: HttpRequest) -> HttpResponse:
    """Only the screens, for the script: of all phones, or of one."""
    digits = request.GET.get("phone", "")
    shown = [_phone(digits)] if digits else handsets(standin.current())
    # Signing in beside the phones makes the old token worthless: the script takes over a fresh one.
    context = {"handsets": shown, "csrf_token": get_token(request)}
    return HttpResponse(render_to_string("simulator/screens.html", context))


@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, digits: str) -> HttpResponse:
    """One phone, large; a text written on it."""
    held = _phone(digits)
    if request.method == "POST":
        to = number_from(request.POST.get("to", "")) or held.sender
        body = request.POST.get("body", "").replace("\r\n", "\n")
        standin.current().text(held.number, to, body, enclosed_in(request))
        back = request.POST.get("back", "")
        if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return HttpResponseRedirect(back)
        if back == "all":
            return redirect(f"{_home()}#phone-{digits}")
        return redirect("simulator:phone", digits)
    return _page(request, "simulator/phone.html", handset=held, back="one")


@require_POST
def opt_out(request: HttpRequest, digits: str) -> HttpResponse:
    """Opt this phone out at the provider without a text, or back in."""
    held = _phone(digits)
    standin.current().opt_out(held.number, held.sender, out="out" in request.POST)
    return redirect("simulator:phone", digits)


@require_POST
def ring(request: HttpRequest, digits: str) -> HttpResponse:
    """Ring the service from this phone: it hears that the number is busy."""
    held = _phone(digits)
    standin.current().ring(held.number, held.sender)
    return redirect("simulator:phone", digits)


@require_GET
def picture(request: HttpRequest, sid: str) -> HttpResponse:
    """What a phone shows of a picture it sent."""
    drawn = picture_of(sid)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/jpeg")


@require_GET
def pick_up(request: HttpRequest) -> HttpResponse:
    """Open a phone by its number."""
    number = number_from(request.GET.get("number", ""))
    if not number:
        return redirect("simulator:phones")
    return redirect("simulator:phone", number.removeprefix("+"))


@require_POST
def behave(request: HttpRequest) -> HttpResponse:
    """Set all switches at once, as the page's form has them."""
    form = SwitchesForm(request.POST)
    if not form.is_valid():
        return _phones(request, form, status=400)
    standin.current().switch(form.switches())
    return redirect("simulator:phones")


def _phone(digits: str) -> Handset:
    number = number_from(f"+{digits}")
    if not number:
        raise Http404
    return handset(standin.current(), number)


def _home() -> str:
    return redirect("simulator:phones").headers["Location"]
