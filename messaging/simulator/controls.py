"""The door for scripts: text as a phone, set the switches, read out what happened."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from messaging.simulator import standin
from messaging.simulator.enclosing import enclosed_in, samples
from messaging.simulator.records import Enclosed, Medium, Message, Webhook
from messaging.simulator.switches import SwitchesForm


def _posted(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form, or of a JSON object."""
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


@csrf_exempt
@require_POST
def opt_out(request: HttpRequest) -> HttpResponse:
    """Opt a phone (From) out of a number of the service (To) without a text; Out=0 lets it in."""
    said = _posted(request)
    phone, to = str(said.get("From", "")).strip(), str(said.get("To", "")).strip()
    if not phone or not to:
        return _wrong("From and To are needed.")
    standin.current().opt_out(phone, to, out=str(said.get("Out", "1")) != "0")
    return JsonResponse({"opted_out": standin.current().store.is_blocked(to, phone)})


def _sent_along(request: HttpRequest, said: dict[str, Any]) -> list[Enclosed]:
    if request.content_type != "application/json":
        return [*enclosed_in(request), *samples(request.POST.getlist("Sample"))]
    names = said.get("Sample", [])
    return samples([names] if isinstance(names, str) else [str(name) for name in names])


def _wrong(words: str) -> HttpResponse:
    return JsonResponse({"error": words}, status=400)


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Text as a phone: From (the phone), To (a number of the service), Body (may be empty).

    Sample names something to send along (messaging/simulator/samples.py), or several; a form may
    bring files as `media`.
    """
    said = _posted(request)
    phone, to = str(said.get("From", "")).strip(), str(said.get("To", "")).strip()
    if not phone or not to:
        return _wrong("From and To are needed.")
    message = standin.current().text(
        phone, to, str(said.get("Body", "")), _sent_along(request, said)
    )
    return JsonResponse({"sid": message.sid}, status=201)


@csrf_exempt
@require_POST
def ring(request: HttpRequest) -> HttpResponse:
    """Ring the service as a phone: From (the phone), To (a number of the service)."""
    said = _posted(request)
    phone, to = str(said.get("From", "")).strip(), str(said.get("To", "")).strip()
    if not to:
        return _wrong("To is needed; without From the number is withheld.")
    return JsonResponse({"sid": standin.current().ring(phone, to)}, status=201)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def switches(request: HttpRequest) -> HttpResponse:
    """How the stand-in behaves; POST changes only what it names."""
    if request.method == "POST":
        form = SwitchesForm.changing(standin.current().switches, _posted(request))
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        standin.current().switch(form.switches())
    return JsonResponse(asdict(standin.current().switches))


@csrf_exempt
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Forget every text, block and switch."""
    standin.current().reset()
    return HttpResponse(status=204)


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Everything that happened, for a script to compare with what should have."""
    store = standin.current().store
    calls: dict[str, list[Webhook]] = {}
    for call in store.all_webhooks():
        calls.setdefault(call.message, []).append(call)
    outward = store.everything(inbound=False)
    accepted = [m for m in outward if m.direction == "outbound-api"]
    inbound = store.everything(inbound=True)
    refusals = store.refusals()
    unended = store.unended_webhooks()
    return JsonResponse(
        {
            "messages": [_told(m, calls.get(m.sid, [])) for m in accepted],
            "inbound": [_told(m, calls.get(m.sid, [])) for m in inbound],
            "media": [_medium(one) for one in store.media.everything()],
            "refusals": refusals,
            "switches": asdict(standin.current().switches),
            "counts": {
                "messages": len(accepted),
                "inbound": len(inbound),
                "own_replies": len(outward) - len(accepted),
                "refusals": len(refusals),
                "calls": sum(len(made) for made in calls.values()),
                "calls_waiting": len(unended),
            },
        }
    )


def _told(message: Message, calls: list[Webhook]) -> dict[str, Any]:
    """One text and the calls made about it."""
    return {
        "sid": message.sid,
        "From": message.sender,
        "To": message.recipient,
        "Body": message.said,
        "StatusCallback": message.status_callback,
        "created": datetime.fromtimestamp(message.created, UTC).isoformat(),
        "status": message.status,
        "error_code": message.error_code,
        "body_held": message.body != "" and not message.deleted,
        "deleted": message.deleted,
        "calls": [
            {"status": c.status, "attempts": c.attempts, "answer": c.answer, "ended": bool(c.ended)}
            for c in calls
        ],
    }


def _medium(one: Medium) -> dict[str, Any]:
    """One thing that came with a text, and whether the provider still has it."""
    return {
        "sid": one.sid,
        "message": one.message,
        "content_type": one.content_type,
        "size": len(one.content),
        "deleted": one.deleted,
    }
