"""The provider's REST API for texts: create, list, fetch, redact, delete."""

import base64
import binascii
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.csrf import csrf_exempt

from messaging.segments import parts_of
from messaging.simulator import standin
from messaging.simulator.records import Message
from messaging.simulator.refusals import Refused
from messaging.simulator.standin import Wish
from messaging.simulator.webhooks import API_VERSION

View = Callable[..., HttpResponse]
_UNFINISHED = {"accepted", "queued", "sent"}


def account_required(view: View) -> View:
    """Let in only the account's own name and token; say no as the provider does."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, account_sid: str, **more: str) -> HttpResponse:
        try:
            if not _is_account(request.headers.get("Authorization", "")):
                raise Refused(20003)
            if account_sid != settings.TWILIO_ACCOUNT_SID:
                raise Refused(20404)
            return view(request, **more)
        except Refused as refusal:
            return refusal.as_response()

    return checked


def _is_account(authorization: str) -> bool:
    """Whether these are the account's credentials."""
    expected = f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}"
    scheme, _, encoded = authorization.partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return scheme.lower() == "basic" and constant_time_compare(given, expected)


@account_required
def messages(request: HttpRequest) -> HttpResponse:
    """All texts of the account: send one, or list them."""
    if request.method == "POST":
        return _create(request)
    if request.method == "GET":
        return JsonResponse(_listed(request))
    raise Refused(20004)


@account_required
def message(request: HttpRequest, sid: str) -> HttpResponse:
    """One text: look, drop its body, delete it."""
    store = standin.current().store
    found = store.message(sid)
    if found is None or found.deleted:
        raise Refused(20404)
    if request.method == "GET":
        return JsonResponse(_as_json([found])[0])
    if request.method not in {"POST", "DELETE"}:
        raise Refused(20004)
    if found.status in _UNFINISHED:
        raise Refused(20009)
    if request.method == "DELETE":
        store.delete(sid)
        return HttpResponse(status=204)
    if request.POST.get("Body") == "":
        store.redact(sid)
    changed = store.message(sid)
    return JsonResponse(_as_json([changed or found])[0])


def _create(request: HttpRequest) -> HttpResponse:
    """Take a text; answer late, or too late, where the switches say so."""
    post = request.POST
    service = post.get("MessagingServiceSid", "")
    wish = Wish(
        sender=post.get("From") or (settings.TWILIO_FROM[0] if service else ""),
        recipient=post.get("To", ""),
        body=post.get("Body", ""),
        status_callback=post.get("StatusCallback", ""),
        validity=post.get("ValidityPeriod", ""),
        service=service,
        discard=post.get("ContentRetention") == "discard",
    )
    latency = standin.current().switches.latency_ms
    if latency:
        time.sleep(latency / 1000)
    taken, switches = standin.current().send(wish)
    if switches.answer == "timeout":
        time.sleep(switches.hold_s)
    return JsonResponse(as_json(taken), status=201)


def _listed(request: HttpRequest) -> dict[str, Any]:
    """One page of the account's texts, newest first."""
    asked = request.GET
    size = min(max(_number(asked.get("PageSize"), 50), 1), 1000)
    page = _number(asked.get("Page"), 0)
    since, until = _period(request)
    found = standin.current().store.messages(
        sender=asked.get("From", ""),
        recipient=asked.get("To", ""),
        since=since,
        until=until,
        before_sid=asked.get("PageToken", "").removeprefix("PA"),
        limit=size + 1,
    )
    shown, more = found[:size], found[size:]
    filters = {n: v for n, v in asked.items() if n not in {"Page", "PageSize", "PageToken"}}

    def page_uri(**place: object) -> str:
        return f"{collection()}.json?{urlencode({**filters, 'PageSize': size, **place})}"

    following = {"Page": page + 1, "PageToken": f"PA{shown[-1].sid}"} if more else {}
    return {
        "first_page_uri": page_uri(Page=0),
        "next_page_uri": page_uri(**following) if more else None,
        "previous_page_uri": None if page == 0 else page_uri(Page=0),
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "uri": page_uri(Page=page),
        "messages": _as_json(shown),
    }


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def _period(request: HttpRequest) -> tuple[float | None, float | None]:
    """The stretch of time asked for: a day (UTC), or from and up to a moment."""
    day = _moment(request.GET.get("DateSent", ""))
    if day is not None:
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight.timestamp(), (midnight + timedelta(days=1)).timestamp()
    since, until = (_moment(request.GET.get(name, "")) for name in ("DateSent>", "DateSent<"))
    return (since.timestamp() if since else None), (until.timestamp() if until else None)


def _moment(text: str) -> datetime | None:
    """A date or a moment as the provider's clients write them; UTC unless it says otherwise."""
    try:
        moment, day = parse_datetime(text), parse_date(text)
    except ValueError:
        return None
    if moment is None and day is not None:
        moment = datetime(day.year, day.month, day.day)
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def collection() -> str:
    """The path of all texts of the account."""
    return f"/{API_VERSION}/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages"


def rfc2822(seconds: float | None) -> str | None:
    """A moment as the provider writes it."""
    return None if seconds is None else format_datetime(datetime.fromtimestamp(seconds, UTC))


def _as_json(some: list[Message]) -> list[dict[str, Any]]:
    """Texts with how much came with each, however many they are."""
    enclosed = standin.current().store.media.named([one.sid for one in some])
    return [as_json(one, len(enclosed.get(one.sid, []))) for one in some]


def as_json(one: Message, num_media: int = 0) -> dict[str, Any]:
    """A text as the provider describes it."""
    uri = f"{collection()}/{one.sid}"
    return {
        "sid": one.sid,
        "account_sid": settings.TWILIO_ACCOUNT_SID,
        "api_version": API_VERSION,
        "messaging_service_sid": one.service or None,
        "direction": one.direction,
        "from": one.sender,
        "to": one.recipient,
        "body": one.body,
        "status": one.status,
        "num_segments": str(parts_of(one.said)),
        "num_media": str(num_media),
        "error_code": one.error_code,
        "error_message": None,
        "price": None,
        "price_unit": "GBP",
        "date_created": rfc2822(one.created),
        "date_updated": rfc2822(one.updated),
        "date_sent": rfc2822(one.sent),
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }
