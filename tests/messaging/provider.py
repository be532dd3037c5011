"""Posts to the webhooks exactly as the provider signs them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from twilio.request_validator import RequestValidator

from tests.fakes import new_sid

INBOUND, VOICE = "/sms/inbound/", "/voice/inbound/"
PHONE, SENDER = "+447700900001", "+447700900900"


def text_fields(body: str = "NEED a job", **other: str) -> dict[str, str]:
    """The fields of one incoming text."""
    return {
        "MessageSid": new_sid(),
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": PHONE,
        "To": SENDER,
        "Body": body,
        "NumMedia": "0",
        **other,
    }


def status_fields(sid: str, status: str, error: str = "") -> dict[str, str]:
    """The fields of one status callback."""
    fields = {
        "MessageSid": sid,
        "MessageStatus": status,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
    }
    return fields | ({"ErrorCode": error} if error else {})


def signature(path: str, fields: Mapping[str, str]) -> str:
    """What the provider would put into X-Twilio-Signature."""
    validator: Any = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    return str(validator.compute_signature(settings.PUBLIC_BASE_URL + path, dict(fields)))


def post(
    client: Client, path: str, fields: Mapping[str, str], signed: str | None = None
) -> HttpResponse:
    """Post these fields, signed rightly unless another signature is given."""
    mark = signature(path, fields) if signed is None else signed
    answer: Any = client.post(
        path,
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": mark},
    )
    return answer  # type: ignore[no-any-return]


def post_status(client: Client, token: str, sid: str, status: str, error: str = "") -> HttpResponse:
    """Post one status callback for one attempt."""
    return post(client, f"/sms/status/{token}/", status_fields(sid, status, error))
