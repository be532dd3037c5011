"""The provider's webhooks: what is let in, what is kept, and what is answered."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from messaging import views
from messaging.models import IncomingMessage, StatusCallback
from tests.messaging.provider import INBOUND, PHONE, SENDER, VOICE, post, signature, text_fields

pytestmark = pytest.mark.django_db


def test_a_signed_text_is_kept_word_for_word_and_answered_with_nothing(client: Client) -> None:
    answer = post(client, INBOUND, text_fields("Need  a JOB"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert b"<Response/>" in answer.content
    text = IncomingMessage.objects.get()
    assert (text.body, text.from_number, text.to_number) == ("Need  a JOB", PHONE, SENDER)
    assert (text.handled_at, text.owner_id, text.kind) == (None, None, "text")


BODIES = {
    "empty": "",
    "blank": " ",
    "longest": "x" * 1600,
    "emoji only": "\U0001f44d\U0001f3fd",
    "joined emoji": "\u2764\ufe0f\u200d\U0001f525",
    "Hebrew": "שלום עולם",
    "Urdu": "مجھے نوکری چاہیے",
    "lines": "a\nb\r\nc",
    "astral": "\U0001f600" * 800,
    "formula": "=cmd",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_whatever_they_text_is_kept(client: Client, body: str) -> None:
    assert post(client, INBOUND, text_fields(body)).status_code == 200
    assert IncomingMessage.objects.get().body == body


def test_a_nul_is_kept_as_its_symbol(client: Client) -> None:
    assert post(client, INBOUND, text_fields("a\x00b", To="\x00+44")).status_code == 200
    text = IncomingMessage.objects.get()
    assert (text.body, text.to_number) == ("a␀b", "␀+44")


def test_fields_we_do_not_know_and_media_out_of_reach_are_kept(client: Client) -> None:
    fields = text_fields(
        NumMedia="1", MediaUrl0="http://127.0.0.1:9/none", Wholly="New", OptOutType="STOP"
    )
    assert post(client, INBOUND, fields).status_code == 200
    text = IncomingMessage.objects.get()
    assert text.num_media == 1
    assert text.posted() == fields


@pytest.mark.parametrize("media", ["", "many", "-1", "99999999999999999999", "²"])
def test_a_strange_count_of_media_does_no_harm(client: Client, media: str) -> None:
    assert post(client, INBOUND, text_fields(NumMedia=media)).status_code == 200
    assert IncomingMessage.objects.count() == 1


def test_a_text_from_nobody_to_nobody_is_kept(client: Client) -> None:
    fields = text_fields()
    del fields["From"], fields["To"], fields["Body"]
    assert post(client, INBOUND, fields).status_code == 200
    assert IncomingMessage.objects.get().sender_index == ""


def test_what_they_said_stands_nowhere_in_the_table_in_the_clear(client: Client) -> None:
    post(client, INBOUND, text_fields("canary words"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM messaging_incomingmessage")
        stored = str(cursor.fetchall())
    assert "canary" not in stored
    assert PHONE not in stored


def test_a_replay_is_answered_alike_and_kept_once(client: Client) -> None:
    fields = text_fields()
    answers = [post(client, INBOUND, fields) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert IncomingMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_with_one_id_are_kept_once() -> None:
    fields = text_fields()

    def once(_: int) -> int:
        try:
            return post(Client(), INBOUND, fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(once, range(12))) == [200] * 12
    assert IncomingMessage.objects.count() == 1


@pytest.mark.parametrize("signed", ["", "bm90IGl0", "é", "=" * 28])
def test_a_missigned_text_is_refused_and_not_kept(client: Client, signed: str) -> None:
    assert post(client, INBOUND, text_fields(), signed=signed).status_code == 403
    assert not IncomingMessage.objects.exists()
    assert post(client, INBOUND, text_fields()).status_code == 200


def test_a_field_changed_after_signing_is_refused(client: Client) -> None:
    fields = text_fields("yes")
    answer = post(client, INBOUND, fields | {"Body": "no"}, signed=signature(INBOUND, fields))
    assert answer.status_code == 403
    assert not IncomingMessage.objects.exists()


def test_the_signature_is_over_the_public_address_whatever_host_is_named(client: Client) -> None:
    fields = text_fields()
    client.defaults["SERVER_NAME"] = "localhost"
    assert post(client, INBOUND, fields).status_code == 200


def test_another_account_is_refused_though_rightly_signed(client: Client) -> None:
    fields = text_fields(AccountSid="AC" + "9" * 32)
    assert post(client, INBOUND, fields).status_code == 403
    assert not IncomingMessage.objects.exists()


@pytest.mark.parametrize("sid", [None, "", "S" * 65, "SM\x00"])
def test_a_signed_text_without_a_usable_id_is_a_bad_request(
    client: Client, sid: str | None
) -> None:
    fields = text_fields()
    del fields["MessageSid"]
    answer = post(client, INBOUND, fields if sid is None else fields | {"MessageSid": sid})
    assert answer.status_code == 400
    assert not IncomingMessage.objects.exists()


@pytest.mark.parametrize("path", [INBOUND, VOICE, "/sms/status/any/"])
def test_only_a_post_will_do(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405
    assert client.put(path).status_code == 405


def test_a_voice_call_is_kept_and_left_unanswered(client: Client) -> None:
    fields = text_fields(CallSid="CA" + "1" * 32, CallStatus="ringing")
    answer = post(client, VOICE, fields)
    assert answer.status_code == 200
    assert b'<Reject reason="busy"/>' in answer.content
    call = IncomingMessage.objects.get()
    assert (call.kind, call.provider_id) == ("call", fields["CallSid"])


def test_anything_but_a_form_is_refused(client: Client) -> None:
    for content_type in ("application/json", "multipart/form-data", "text/plain"):
        answer = client.post(INBOUND, b"{\x00", content_type=content_type)
        assert answer.status_code == 403
    assert not IncomingMessage.objects.exists()


def test_keeping_a_text_costs_one_statement(
    client: Client, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        post(client, INBOUND, text_fields())


def test_the_fields_are_kept_as_readable_json_under_their_seal(client: Client) -> None:
    post(client, INBOUND, text_fields("Ω"))
    text = IncomingMessage.objects.get()
    assert json.loads(str(text.fields))["Body"] == "Ω"
    assert isinstance(text.public_id, UUID)


def test_an_unknown_token_and_an_unknown_status_are_kept(client: Client) -> None:
    path = reverse("messaging:status", args=["nobody-knows"])
    for status in ("delivered", "teleported", ""):
        fields = text_fields(MessageStatus=status) | {"MessageSid": "SM" + "7" * 32}
        assert post(client, path, fields).status_code == 200
    assert StatusCallback.objects.count() == 3


class Away:
    """A database that is away for a while, seen from a webhook."""

    def __init__(self, times: int, view_of: pytest.MonkeyPatch) -> None:
        self.times, self.closed = times, 0
        self.keep = views.accept_incoming
        view_of.setattr(views, "accept_incoming", self.accept_incoming)
        view_of.setattr(views, "connection", self)
        view_of.setattr(views, "A_MOMENT", 0.01)

    def accept_incoming(self, fields: dict[str, str]) -> bool:
        self.times -= 1
        if self.times >= 0:
            raise OperationalError("the connection is closed")
        return self.keep(fields)

    def close(self) -> None:
        self.closed += 1


def test_a_text_that_comes_while_the_database_restarts_is_waited_for_and_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Away(3, monkeypatch)
    assert post(client, INBOUND, text_fields("NEED a job")).status_code == 200
    assert away.closed == 3
    assert IncomingMessage.objects.get().body == "NEED a job"


def test_a_database_that_stays_away_is_not_waited_for_longer_than_the_provider_waits(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 5 <= views.PATIENCE < 15
    monkeypatch.setattr(views, "PATIENCE", 0.05)
    Away(1000, monkeypatch)
    with pytest.raises(OperationalError):
        post(client, INBOUND, text_fields("NEED a job"))
