"""The provider's webhooks: signed, kept, answered at once; acted upon afterwards."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging import twilio
from messaging.changes import accept_incoming, record_callback
from messaging.models import IncomingMessage

NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
BUSY = b'<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy"/></Response>'
LONGEST_ID = 64
# The provider posts nothing else, and only this can be read before the signature is checked.
FORM = "application/x-www-form-urlencoded"
# The provider waits 15 seconds, and may not call again: that long a database that restarts is
# waited for.
PATIENCE, A_MOMENT = 8.0, 0.2  # seconds

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def twiml(document: bytes = NOTHING_TO_SAY) -> HttpResponse:
    """An answer in the provider's own language."""
    return HttpResponse(document, content_type="text/xml; charset=utf-8")


def signed(view: View[P]) -> View[P]:
    """Only the provider may post here: its signature, over our public address, and its account.

    What it calls may run more than once: whatever is posted is kept once.
    """

    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.content_type != FORM:
            return HttpResponseForbidden()
        url = settings.PUBLIC_BASE_URL + request.get_full_path()
        signature = request.headers.get("X-Twilio-Signature", "")
        if not twilio.signature_is_valid(url, request.POST, signature):
            return HttpResponseForbidden()
        if request.POST.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
            return HttpResponseForbidden()
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return view(request, *args, **kwargs)
            except (OperationalError, InterfaceError):
                if time.monotonic() > until:
                    raise
                connection.close()  # it may be one that a restart broke
                time.sleep(A_MOMENT)

    return csrf_exempt(require_POST(checked))


def _usable_id(provider_id: str) -> bool:
    return 0 < len(provider_id) <= LONGEST_ID and "\x00" not in provider_id


@signed
def sms_inbound(request: HttpRequest) -> HttpResponse:
    """Keep a text. The answer says nothing: replies go through the outbox."""
    fields = request.POST.dict()
    if not _usable_id(str(fields.get("MessageSid", ""))):
        return HttpResponseBadRequest()
    accept_incoming(fields)
    return twiml()


@signed
def voice_inbound(request: HttpRequest) -> HttpResponse:
    """Keep a voice call, and leave it unanswered."""
    fields = request.POST.dict()
    if not _usable_id(str(fields.get("CallSid", ""))):
        return HttpResponseBadRequest()
    accept_incoming(fields, IncomingMessage.Kind.CALL)
    return twiml(BUSY)


@signed
def sms_status(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what the provider says became of a text."""
    fields = request.POST
    provider_id = fields.get("MessageSid") or ""
    if not _usable_id(provider_id):
        return HttpResponseBadRequest()
    status, error_code = fields.get("MessageStatus") or "", fields.get("ErrorCode") or ""
    record_callback(
        token.replace("\x00", ""),
        provider_id,
        status.replace("\x00", ""),
        error_code.replace("\x00", ""),
    )
    return twiml()
