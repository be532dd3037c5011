"""Whatever is posted to the webhooks: no failure of ours, and nothing unsigned is kept."""

import os
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client
from twilio.request_validator import RequestValidator

from messaging.models import IncomingMessage, StatusCallback
from tests.fakes import new_sid
from tests.messaging.provider import INBOUND, VOICE, status_fields, text_fields

SOAK = "SOAK_REPORT" in os.environ
TRIES = round(500_000 * float(os.environ.get("FACTOR", "1"))) if SOAK else 300
SEED = int.from_bytes(os.urandom(4)) if SOAK else 20261126
FORM = "application/x-www-form-urlencoded"
STATUS = "/sms/status/a-token/"
KINDS = (FORM, FORM + "; charset=utf-8", "application/json", "multipart/form-data; boundary=x", "")
ODD = (
    "", "\x00", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "é" * 3000,
    "-1", "9" * 400, "٣", "\u202e\u2066", "'; DROP TABLE--", "{{7*7}}", "../../", "\r\nX: y", "NaN",
)  # fmt: skip

Fields = list[tuple[str, str]]

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(0 if SOAK else 120)]


def words(chance: Random) -> str:
    """Anything a field may hold: odd things known to hurt, or letters from anywhere."""
    if chance.random() < 0.5:
        return chance.choice(ODD)
    first = chance.choice((0, 0x20, 0x400, 0x600, 0xA00, 0x2000, 0x4E00, 0xE000, 0x1F300, 0xFFF0))
    return "".join(chr(first + chance.randrange(200)) for _ in range(chance.randrange(40)))


def whole(path: str) -> Fields:
    """What the provider would post there."""
    if path == STATUS:
        return list(status_fields(new_sid(), "delivered").items())
    call = {"CallSid": new_sid("CA")} if path == VOICE else {}
    return list({**text_fields(), **call}.items())


def without(fields: Fields, chance: Random) -> None:
    del fields[chance.randrange(len(fields))]


def with_more(fields: Fields, chance: Random) -> None:
    fields.insert(chance.randrange(len(fields) + 1), (words(chance), words(chance)))


def twice(fields: Fields, chance: Random) -> None:
    fields.append((chance.choice(fields)[0], words(chance)))


def changed(fields: Fields, chance: Random) -> None:
    at = chance.randrange(len(fields))
    fields[at] = (fields[at][0], words(chance))


SPOIL: tuple[Callable[[Fields, Random], None], ...] = (without, with_more, twice, changed)


def requests(chance: Random) -> Iterator[tuple[str, str, bytes, str, bool]]:
    """Path, content type, body and signature; and whether the provider signed just that."""
    validator: Any = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    for _ in range(TRIES):
        path = chance.choice((INBOUND, STATUS, VOICE))
        fields = whole(path)
        for _ in range(chance.randrange(4)):
            if fields:
                chance.choice(SPOIL)(fields, chance)
        said = urlencode(fields)
        signature = validator.compute_signature(settings.PUBLIC_BASE_URL + path, QueryDict(said))
        body = said.encode()
        fate = chance.randrange(6)
        if fate == 0:  # signed for other words
            body += b"&Body=" + chance.randbytes(3).hex().encode()
        elif fate == 1:
            signature = chance.choice(("", "é", "x" * 5000, signature[::-1]))
        elif fate == 2:
            body = chance.randbytes(chance.randrange(300))
        kind = chance.choice(KINDS) if fate == 3 else FORM
        yield path, kind, body, signature, fate > 2 and kind.startswith(FORM)


def test_no_body_makes_us_fail_and_none_is_kept_unsigned(client: Client) -> None:
    chance, kept = Random(SEED), 0
    client.raise_request_exception = True  # a failure shows itself, and where it was
    for path, kind, body, signature, is_signed in requests(chance):
        before = IncomingMessage.objects.count() + StatusCallback.objects.count()
        answer = client.post(
            path, body, content_type=kind, headers={"X-Twilio-Signature": signature}
        )
        after = IncomingMessage.objects.count() + StatusCallback.objects.count()
        told = f"seed {SEED}, {path}, {kind!r}, {body!r}: {answer.status_code}"
        assert answer.status_code in (200, 400, 403), told
        if answer.status_code != 200:
            assert after == before, told
        if not is_signed:
            assert answer.status_code in (400, 403), told
        kept += after - before
        if after > 200:  # counting stays quick
            IncomingMessage.objects.all().delete()
            StatusCallback.objects.all().delete()
    assert kept > TRIES / 10  # and a good part of it came through
