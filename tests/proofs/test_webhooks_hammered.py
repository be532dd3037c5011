"""Whatever is posted to the webhooks: no failure of ours, nothing unsigned kept, all handled."""

import logging
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import Client
from twilio.request_validator import RequestValidator

from messaging import twilio
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import IncomingMessage
from tests import soak
from tests.cast import Cast
from tests.fakes import FakeTwilio, new_sid
from tests.messaging.provider import INBOUND, VOICE, status_fields, text_fields
from tests.phone import Phone, phone_of
from tests.soak import FACTOR, REPORT, report
from tests.undone import undone

TRIES = round(500_000 * FACTOR) if REPORT else 300
SEED = soak.SEED if REPORT else 20261126
# One test each: what a test took back slows PostgreSQL down until that test is over.
PARTS = -(-TRIES // 25_000)
# So many reach one service before it is emptied: a conversation is not as long as a soak.
AT_ONCE = 300
FORM = "application/x-www-form-urlencoded"
STATUS = "/sms/status/a-token/"
KINDS = (FORM, FORM + "; charset=utf-8", "application/json", "multipart/form-data; boundary=x", "")
ODD = (
    "", "\x00", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "é" * 3000,
    "-1", "9" * 400, "٣", "\u202e\u2066", "'; DROP TABLE--", "{{7*7}}", "../../", "\r\nX: y", "NaN",
)  # fmt: skip

COUNTED = (
    "SELECT (SELECT count(*) FROM messaging_incomingmessage)"
    " + (SELECT count(*) FROM messaging_statuscallback)"
)

Fields = list[tuple[str, str]]

# At full size among the long proofs, a fraction of it in every run.
pytestmark = [pytest.mark.soak] if REPORT else []


def words(chance: Random) -> str:
    """Anything a field may hold: odd things known to hurt, or letters from anywhere."""
    if chance.random() < 0.5:
        return chance.choice(ODD)
    first = chance.choice((0, 0x20, 0x400, 0x600, 0xA00, 0x2000, 0x4E00, 0xE000, 0x1F300, 0xFFF0))
    return "".join(chr(first + chance.randrange(200)) for _ in range(chance.randrange(40)))


def whole(path: str, phone: Phone | None) -> Fields:
    """What the provider would post there, from a stranger or from somebody who takes part."""
    if path == STATUS:
        return list(status_fields(new_sid(), "delivered").items())
    whose = {"From": phone.number, "To": phone.sender} if phone else {}
    call = {"CallSid": new_sid("CA")} if path == VOICE else {}
    return list({**text_fields(), **whose, **call}.items())


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


def requests(chance: Random, phone: Phone) -> Iterator[tuple[str, str, bytes, str, bool]]:
    """Path, content type, body and signature; and whether the provider signed just that."""
    validator: Any = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    while True:
        path = chance.choice((INBOUND, STATUS, VOICE))
        fields = whole(path, chance.choice((phone, None)))
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


def kept() -> int:
    """How many rows the webhooks have written, in one question: it is asked after every post."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return int(cursor.fetchone()[0])


def hammer(client: Client, posts: Iterator[tuple[str, str, bytes, str, bool]]) -> None:
    """Post them one after another; each is answered as it must be, and kept if it is signed."""
    before = kept()
    for path, kind, body, signature, is_signed in posts:
        answer = client.post(
            path, body, content_type=kind, headers={"X-Twilio-Signature": signature}
        )
        after = kept()
        told = f"seed {SEED}, {path}, {kind!r}, {body!r}: {answer.status_code}"
        assert answer.status_code in (200, 400, 403), told
        if answer.status_code != 200:
            assert after == before, told
        if not is_signed:
            assert answer.status_code in (400, 403), told
        before = after


def handle_all() -> int:
    """Let the worker work: every text is handled, none failed, none was given up; how many."""
    handle_waiting(600)
    deliver_due(600)
    texts = IncomingMessage.objects.all()
    failed = [row.public_id for row in texts if row.failures or row.handled_at is None]
    assert failed == [], f"seed {SEED}"
    return len(texts)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_body_makes_us_fail_none_is_kept_unsigned_and_all_that_is_kept_is_handled(
    part: int,
    client: Client,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(twilio, "send", FakeTwilio().send)
    caplog.set_level(logging.ERROR, "django.request")  # every refusal says that it was one
    client.raise_request_exception = True  # a failure shows itself, and where it was
    chance, tries, handled, answered = Random(SEED + part), TRIES // PARTS, 0, 0
    posts = requests(chance, phone_of(cast.side, FakeTwilio()))
    for start in range(0, tries, AT_ONCE):
        with undone():
            hammer(client, islice(posts, min(AT_ONCE, tries - start)))
            answered += kept()
            handled += handle_all()
    report(f"hammered: seed {SEED} + {part}, {tries} posts, {answered} kept, {handled} handled")
    assert handled > tries / 10  # and a good part of it came through
