"""What came with a text is fetched once, from the provider alone, sealed, and deleted there."""

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from messaging.changes import fetch_again, fetch_due, forget_at_provider
from messaging.changes import media as work
from messaging.handling import handle_waiting
from messaging.models import IncomingMessage, Medium
from messaging.simulator.records import Enclosed
from messaging.simulator.samples import SAMPLES
from messaging.simulator.standin import StandIn
from messaging.simulator.switches import Switches
from messaging.twilio import media as seam
from tests.carrier import carrier, sends
from tests.messaging.provider import INBOUND, PHONE, SENDER, post

pytestmark = pytest.mark.django_db
STRANGER = "+447700900777"


@dataclass
class Line:
    """A phone, the provider and the house, one behind the other."""

    client: Client
    provider: StandIn

    def text(self, *samples: str | Enclosed, body: str = "", phone: str = PHONE) -> IncomingMessage:
        """Send these along with a text, and have the text handled."""
        enclosed = [SAMPLES[s].enclosed() if isinstance(s, str) else s for s in samples]
        fields = sends(self.provider, phone, SENDER, body, *enclosed)
        assert post(self.client, INBOUND, fields).status_code == 200
        handle_waiting(5)
        return IncomingMessage.objects.get(provider_id=fields["MessageSid"])

    def misbehave(self, how: str) -> None:
        self.provider.switch(replace(Switches(), pictures=how, hold_s=1))

    def deleted(self) -> list[bool]:
        """Of each medium, whether the provider has deleted it."""
        return [one.deleted for one in self.provider.store.media.everything()]


@pytest.fixture
def line(person: UUID, client: Client, settings: Any, tmp_path: Path) -> Iterator[Line]:
    with carrier(tmp_path) as (provider, address):
        settings.TWILIO_API_BASE_URL = address
        yield Line(client, provider)


def later() -> None:
    """Let the waiting be over."""
    Medium.objects.filter(due_at__isnull=False).update(due_at=timezone.now())


def only() -> Medium:
    return Medium.objects.get()


def test_a_picture_is_fetched_once_sealed_and_deleted_there_before_its_text(line: Line) -> None:
    text = line.text("letter", body="look at this")
    medium = only()
    assert (medium.state, medium.owner_id, medium.content) == ("waiting", text.owner_id, None)
    assert forget_at_provider(1) == 0  # the words wait for what came with them
    assert [fetch_due(5), fetch_due(5)] == [1, 0]
    medium = only()
    assert (medium.state, medium.kind, medium.media_type) == ("kept", "picture", "image/jpeg")
    assert medium.size == len(SAMPLES["letter"].made())
    assert line.deleted() == [False]
    assert forget_at_provider(3) == 2
    assert line.deleted() == [True]
    assert line.provider.store.message(text.provider_id).body == ""  # type: ignore[union-attr]
    assert only().forgotten_at is not None


def test_a_picture_is_drawn_anew_upright_and_says_nothing_of_where_and_with_what(
    line: Line,
) -> None:
    line.text("letter")
    came = Image.open(BytesIO(SAMPLES["letter"].made()))
    assert came.getexif() and came.width > came.height
    fetch_due(5)
    drawn = Image.open(BytesIO(only().content or b""))
    assert (drawn.format, drawn.width, drawn.height) == ("JPEG", came.height, came.width)
    assert not drawn.getexif()
    assert set(drawn.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("sample", "kind", "media_type"),
    [
        ("screen", "picture", "image/jpeg"),
        ("voice", "sound", "audio/amr"),
        ("paper", "document", "application/pdf"),
        ("card", "card", "text/vcard"),
        ("page", "words", "text/plain"),
        ("vast", "other", "application/octet-stream"),
    ],
)
def test_what_it_is_is_read_from_its_content_and_never_from_its_name(
    line: Line, sample: str, kind: str, media_type: str
) -> None:
    line.text(replace(SAMPLES[sample].enclosed(), content_type="image/jpeg"))
    fetch_due(5)
    medium = only()
    assert (medium.state, medium.kind, medium.media_type) == ("kept", kind, media_type)
    if kind != "picture":
        assert medium.content == SAMPLES[sample].made()


@pytest.mark.parametrize(("sample", "why"), [("nothing", "empty"), ("too_much", "large")])
def test_nothing_and_too_much_are_refused_and_deleted_there(
    line: Line, sample: str, why: str
) -> None:
    line.text(sample)
    fetch_due(5)
    assert (only().state, only().reason, only().content) == ("refused", why, None)
    forget_at_provider(1)
    assert line.deleted() == [True]


@pytest.mark.parametrize(
    ("how", "why"),
    [("slow", "ReadTimeoutError"), ("500", "http_500"), ("short", ""), ("elsewhere", "elsewhere")],
)
def test_what_does_not_come_is_asked_for_again_and_comes_in_the_end(
    line: Line, how: str, why: str, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(seam, "PATIENCE", seam.Timeout(connect=1, read=0.2))
    line.text("letter")
    line.misbehave(how)
    assert [fetch_due(5), fetch_due(5)] == [1, 0]
    assert (only().state, only().tries) == ("waiting", 1)
    assert only().due_at > timezone.now() + timedelta(seconds=5)  # type: ignore[operator]
    assert why in caplog.text
    line.misbehave("serve")
    later()
    fetch_due(5)
    assert (only().state, only().tries) == ("kept", 2)


def test_a_drop_now_and_then_is_not_waited_for_for_ever(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seam, "IN_ALL", 0.0)
    line.text("letter")
    fetch_due(5)
    assert (only().state, only().tries) == ("waiting", 1)


def test_too_much_is_cut_off_while_it_comes(line: Line) -> None:
    line.text("letter")
    line.misbehave("large")
    began = time.monotonic()
    fetch_due(5)
    assert (only().state, only().reason) == ("refused", "large")
    assert time.monotonic() - began < 4


def test_a_page_in_the_place_of_a_picture_is_plain_words_and_no_picture(line: Line) -> None:
    line.text("letter")
    line.misbehave("page")
    fetch_due(5)
    assert (only().kind, only().media_type) == ("words", "text/plain")


def test_what_the_provider_has_no_more_is_gone_and_counts_as_deleted(line: Line) -> None:
    line.text("letter")
    line.misbehave("404")
    fetch_due(5)
    assert (only().state, only().forgotten_at is not None) == ("gone", True)


def test_deleting_what_is_deleted_already_is_done(line: Line) -> None:
    line.text("letter")
    fetch_due(5)
    [medium] = line.provider.store.media.everything()
    line.provider.store.media.delete(medium.sid)
    forget_at_provider(1)
    assert only().forgotten_at is not None


def test_after_so_many_tries_it_is_said_that_it_could_not_be_fetched(line: Line) -> None:
    line.text("letter")
    line.misbehave("500")
    for _ in range(12):
        fetch_due(5)
        later()
    assert (only().state, only().reason, only().tries) == ("failed", "http_500", 9)
    assert only().still_there
    forget_at_provider(1)
    assert line.deleted() == [False], "somebody may still ask for it"
    assert only().forget_after > timezone.now() + timedelta(days=6)
    Medium.objects.update(forget_after=timezone.now())
    forget_at_provider(1)
    assert line.deleted() == [True]
    assert not only().still_there and not fetch_again(only())


def test_what_kills_its_worker_each_time_is_given_up_too(line: Line) -> None:
    line.text("letter")
    Medium.objects.update(state="fetching", tries=9, due_at=timezone.now())
    fetch_due(5)
    assert (only().state, only().reason) == ("failed", "broken")
    # Asked for again it begins anew, and is kept.
    assert only().still_there and fetch_again(only())
    assert fetch_due(5) == 1
    assert (only().state, only().tries, only().forget_after) == ("kept", 1, None)


def test_what_a_killed_worker_held_is_fetched_again_and_kept_once(line: Line) -> None:
    line.text("letter")
    held = Medium.objects.filter(state="waiting")
    held.update(state="fetching", tries=1, due_at=timezone.now() + timedelta(seconds=60))
    assert fetch_due(5) == 0  # whoever holds it may live
    later()
    assert fetch_due(5) == 1
    assert (only().state, only().tries) == ("kept", 2)


def test_whoever_comes_back_late_changes_nothing(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.text("letter")
    asked = seam.fetch

    def overtaken(*what: Any) -> Any:
        answer = asked(*what)
        monkeypatch.setattr(seam, "fetch", asked)
        return answer

    monkeypatch.setattr(seam, "fetch", overtaken)
    [taken] = work._taken()
    answer = work._fetched(taken)
    later()
    fetch_due(5)
    kept = only()
    work._record(taken, answer)
    assert (only().settled_at, only().tries) == (kept.settled_at, 2)


def test_a_strangers_picture_is_never_fetched_and_is_deleted_there(line: Line) -> None:
    text = line.text("letter", phone=STRANGER)
    assert fetch_due(5) == 0
    assert (only().state, only().reason, only().owner_id) == ("refused", "stranger", None)
    assert forget_at_provider(3) == 2
    assert line.deleted() == [True]
    assert text.body == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/{account}/Messages/{text}/Media/ME1",
        "{base}/2010-04-01/Accounts/{account}/Messages/{text}/Media/../../../ME" + "1" * 32,
        "{base}/2010-04-01/Accounts/{account}/Messages/MM" + "2" * 32 + "/Media/ME" + "1" * 32,
        "",
    ],
)
def test_an_address_that_is_not_the_providers_own_is_never_called(
    line: Line, url: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = sends(line.provider, PHONE, SENDER, "", SAMPLES["letter"].enclosed())
    names = {"account": settings.TWILIO_ACCOUNT_SID, "text": fields["MessageSid"]}
    fields["MediaUrl0"] = url.format(base=settings.TWILIO_API_BASE_URL, **names)
    called: list[str] = []
    monkeypatch.setattr(seam, "fetch", lambda *what: called.append(str(what)))
    assert post(line.client, INBOUND, fields).status_code == 200
    handle_waiting(5)
    assert (fetch_due(5), called) == (0, [])
    assert (only().state, only().reason) == ("refused", "elsewhere")


def test_a_redirect_is_followed_without_credentials_and_only_where_it_may_lead(
    line: Line, settings: Any
) -> None:
    settings.TWILIO_MEDIA_HOSTS = ["media.example"]
    base = settings.TWILIO_API_BASE_URL
    for may in ("/somewhere", f"{base}/x", "https://media.example/x"):
        assert seam._where_to(base, may)
    for never in (
        "http://media.example/x",
        "https://media.example:8443/x",
        "https://name:word@media.example/x",
        "https://media.example.evil.example/x",
        "//media.example/x",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "http://[::1/x",
        "",
    ):
        with pytest.raises(seam._GaveUp):
            seam._where_to(base, never)


def test_only_ten_come_with_one_text_and_a_text_twice_brings_them_once(line: Line) -> None:
    text = line.text(*["card"] * 12)
    assert (text.num_media, Medium.objects.count()) == (12, 10)
    post(line.client, INBOUND, text.posted())
    assert Medium.objects.count() == 10
    assert fetch_due(9) == 10


def test_only_one_worker_at_a_time_waits_for_the_provider(line: Line) -> None:
    line.text("letter", "screen")
    first = Medium.objects.order_by("place")[:1].get()
    until = timezone.now() + timedelta(seconds=30)
    Medium.objects.filter(pk=first.pk).update(state="fetching", tries=1, due_at=until)
    assert fetch_due(5) == 0


def test_the_picture_stands_nowhere_but_sealed(line: Line, caplog: Any) -> None:
    content = SAMPLES["card"].made()
    line.text("card", "letter")
    with caplog.at_level("DEBUG"):
        fetch_due(5)
    drawn = Medium.objects.get(place=1).content or b""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            told += [str(value) for row in cursor.fetchall() for value in row]
    everything = "\n".join([*told, caplog.text])
    for secret in (content, drawn, SAMPLES["letter"].made()):
        middle = secret[30:60]
        for shape in (repr(middle)[2:-1], middle.hex(), *_in_base64(secret)):
            assert shape not in everything


def _in_base64(content: bytes) -> list[str]:
    """The same bytes as base64 would show them, at each of its three offsets."""
    encoders: list[Callable[[bytes], bytes]] = [base64.b64encode, base64.urlsafe_b64encode]
    return [
        encode(content[30 + shift : 60 + shift]).decode().rstrip("=")[:38]
        for encode in encoders
        for shift in range(3)
    ]


def test_the_database_refuses_what_must_not_be(line: Line) -> None:
    line.text("letter")
    for wrong in (
        {"state": "kept", "due_at": None},
        {"state": "refused", "due_at": None},
        {"state": "waiting", "due_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Medium.objects.update(**wrong)
