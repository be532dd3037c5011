"""What the provider posts to the service, field for field, signed as it signs."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import urllib3
from django.conf import settings
from twilio.request_validator import RequestValidator

from messaging.segments import parts_of
from messaging.simulator.records import Medium, Message, Webhook

API_VERSION = "2010-04-01"
# The provider waits 5 s for a connection and 15 s in all.
_PATIENCE = urllib3.Timeout(connect=5, total=15)
_PLACES = [f"{end}{what}" for end in ("From", "To") for what in ("City", "State", "Zip")]


def inbound_url() -> str:
    """Where texts for the service are handed over."""
    return f"{settings.PUBLIC_BASE_URL}/sms/inbound/"


def voice_url() -> str:
    """Where calls to the service are handed over."""
    return f"{settings.PUBLIC_BASE_URL}/voice/inbound/"


def media_url(medium: Medium) -> str:
    """Where the provider hands a medium out."""
    account = f"/{API_VERSION}/Accounts/{settings.TWILIO_ACCOUNT_SID}"
    path = f"{account}/Messages/{medium.message}/Media/{medium.sid}"
    return settings.TWILIO_API_BASE_URL + path


def inbound_fields(
    message: Message, opt_out_type: str = "", media: Sequence[Medium] = ()
) -> dict[str, str]:
    """A text from a phone. The empty places belong to it: they are signed too."""
    fields = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": message.sender,
        "To": message.recipient,
        "Body": message.said,
        "NumMedia": str(len(media)),
        "NumSegments": str(parts_of(message.said)),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
        "FromCountry": "GB",
        "ToCountry": "GB",
        **dict.fromkeys(_PLACES, ""),
    }
    for place, medium in enumerate(media):
        fields[f"MediaUrl{place}"] = media_url(medium)
        fields[f"MediaContentType{place}"] = medium.content_type
    return {**fields, "OptOutType": opt_out_type} if opt_out_type else fields


def call_fields(sid: str, phone: str, to: str) -> dict[str, str]:
    """A call from a phone, as it rings."""
    return {
        "CallSid": sid,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "From": phone,
        "To": to,
        "Caller": phone,
        "Called": to,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": API_VERSION,
        "CallerCountry": "GB",
        "CalledCountry": "GB",
        "FromCountry": "GB",
        "ToCountry": "GB",
        **dict.fromkeys(_PLACES, ""),
    }


def status_fields(message: Message, status: str, error_code: int | None) -> dict[str, str]:
    """A report on a text to a phone."""
    fields = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "To": message.recipient,
        "From": message.sender,
        "AccountSid": settings.TWILIO_ACCOUNT_SID,
        "ApiVersion": API_VERSION,
    }
    if error_code is not None:
        fields["ErrorCode"] = str(error_code)
    if status == "delivered":
        fields["RawDlrDoneDate"] = datetime.now(UTC).strftime("%y%m%d%H%M")
    return fields


class Postman:
    """Posts webhooks over connections it keeps open."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(maxsize=8, timeout=_PATIENCE, retries=False)

    def post(self, webhook: Webhook) -> int | None:
        """Post once; the HTTP status answered, or None where nobody answered."""
        validator: Any = RequestValidator(settings.TWILIO_AUTH_TOKEN)  # type: ignore[no-untyped-call]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": validator.compute_signature(webhook.url, webhook.fields),
            # The same for every attempt at one call.
            "I-Twilio-Idempotency-Token": str(uuid.uuid5(uuid.NAMESPACE_URL, str(webhook.id))),
        }
        try:
            answer = self._pool.request(
                "POST", webhook.url, body=urlencode(webhook.fields), headers=headers
            )
        except urllib3.exceptions.HTTPError:
            return None
        return answer.status

    def close(self) -> None:
        """Drop the connections."""
        self._pool.clear()
