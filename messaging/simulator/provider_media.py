"""The provider's REST API for what came with texts: list, describe, hand out, delete.

As the provider does it, the bytes themselves lie with a carrier: whoever asks with the account's
name and token is led to an address that holds for four hours, and that takes no credentials.
"""

import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from messaging.simulator import standin
from messaging.simulator.provider import account_required, collection, rfc2822
from messaging.simulator.records import Medium
from messaging.simulator.refusals import Refused

HOLDS_FOR = 4 * 3600
SALT = "simulator.carrier"
# What no provider should lead anybody to: where a machine in a cloud keeps its own secrets.
ELSEWHERE = "http://169.254.169.254/latest/meta-data/"
PAGE = b"<!doctype html><title>Hello</title><script>alert(document.domain)</script>"
SLICE = 100_000
ENDLESS = 1_000  # slices


@account_required
def media(request: HttpRequest, message_sid: str) -> HttpResponse:
    """What came with one text."""
    if request.method != "GET":
        raise Refused(20004)
    found = [one for one in standin.current().store.media.of(message_sid) if not one.deleted]
    uri = f"{collection()}/{message_sid}/Media.json?PageSize=50&Page=0"
    return JsonResponse(
        {
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
            "page": 0,
            "page_size": 50,
            "start": 0,
            "end": max(len(found) - 1, 0),
            "uri": uri,
            "media_list": [as_json(one) for one in found],
        }
    )


@account_required
def described(request: HttpRequest, message_sid: str, sid: str) -> HttpResponse:
    """One medium: what it is, or delete it."""
    found = _found(message_sid, sid)
    if request.method == "DELETE":
        standin.current().store.media.delete(sid)
        return HttpResponse(status=204)
    if request.method != "GET":
        raise Refused(20004)
    return JsonResponse(as_json(found))


@account_required
def medium(request: HttpRequest, message_sid: str, sid: str) -> HttpResponse:
    """Lead to the bytes of one medium; or misbehave, as the switches say."""
    how = standin.current().switches.pictures
    if how == "404":
        raise Refused(20404)
    if how == "500":
        raise Refused(20500)
    found = _found(message_sid, sid)
    if request.method != "GET":
        raise Refused(20004)
    carrier = reverse("simulator:carrier", args=[signing.dumps(found.sid, salt=SALT)])
    answer = HttpResponse(status=307)
    answer["Location"] = ELSEWHERE if how == "elsewhere" else request.build_absolute_uri(carrier)
    return answer


@require_GET
def carrier(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, to whoever was led here; with credentials it refuses, as the real one does."""
    if "Authorization" in request.headers:
        return HttpResponseBadRequest("Only one auth mechanism allowed")
    try:
        sid = signing.loads(token, salt=SALT, max_age=HOLDS_FOR)
    except signing.BadSignature:
        return HttpResponseNotFound()
    found = standin.current().store.media.one(sid)
    if found is None or found.deleted:
        return HttpResponseNotFound()
    return _handed_out(found)


def _handed_out(found: Medium) -> HttpResponseBase:
    switches = standin.current().switches
    if switches.pictures == "slow":
        time.sleep(switches.hold_s)
    if switches.pictures == "large":
        return StreamingHttpResponse(_endless(), content_type=found.content_type)
    body = PAGE if switches.pictures == "page" else found.content
    answer = HttpResponse(body, content_type=found.content_type)
    if switches.pictures == "short":
        answer["Content-Length"] = str(len(body) + 1000)
    return answer


def _endless() -> Iterator[bytes]:
    for _ in range(ENDLESS):
        yield b"\xff" * SLICE


def _found(message_sid: str, sid: str) -> Medium:
    found = standin.current().store.media.one(sid)
    if found is None or found.deleted or found.message != message_sid:
        raise Refused(20404)
    return found


def as_json(one: Medium) -> dict[str, Any]:
    """A medium as the provider describes it."""
    return {
        "sid": one.sid,
        "account_sid": settings.TWILIO_ACCOUNT_SID,
        "parent_sid": one.message,
        "content_type": one.content_type,
        "date_created": rfc2822(one.created),
        "date_updated": rfc2822(one.created),
        "uri": f"{collection()}/{one.message}/Media/{one.sid}.json",
    }
