"""The REST API answers as the provider does."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from openapi_schema_validator import OAS30Validator
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from messaging.simulator.standin import StandIn
from messaging.simulator.store import Store
from tests.messaging.simulator.conftest import PHONE, SENDER, Receiver, until

SPECIFICATION = json.loads(
    (Path(__file__).parents[2] / "data" / "twilio_messages_openapi.json").read_text()
)
COLLECTION = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
ONE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"


def assert_specified(answer: requests.Response, path: str, method: str) -> None:
    """The answer has a status and a shape which the provider's own specification names."""
    specified = SPECIFICATION["paths"][path][method]["responses"][str(answer.status_code)]
    schema = specified["content"]["application/json"]["schema"]
    whole = {"allOf": [schema], "components": SPECIFICATION["components"]}
    OAS30Validator(whole).validate(answer.json())


@pytest.fixture
def collection(address: str) -> str:
    return f"{address}/provider" + COLLECTION.replace("{AccountSid}", settings.TWILIO_ACCOUNT_SID)


@pytest.fixture
def account() -> tuple[str, str]:
    return settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN


def wish(**changes: str) -> dict[str, str]:
    return {"From": SENDER, "To": PHONE, "Body": "Your booking", **changes}


def test_a_text_is_created_fetched_listed_redacted_and_deleted_as_specified(
    collection: str, account: tuple[str, str], provider: StandIn
) -> None:
    with requests.Session() as session:
        session.auth = account
        created = session.post(collection, data=wish())
        assert created.status_code == 201
        assert_specified(created, COLLECTION, "post")
        assert created.json()["status"] == "queued"
        one = collection.removesuffix(".json") + f"/{created.json()['sid']}.json"
        assert until(lambda: session.get(one).json()["status"] == "delivered")
        assert_specified(session.get(one), ONE, "get")
        assert_specified(session.get(collection), COLLECTION, "get")
        redacted = session.post(one, data={"Body": ""})
        assert_specified(redacted, ONE, "post")
        assert redacted.json()["body"] == ""
        assert session.delete(one).status_code == 204
        assert session.get(one).status_code == 404
        assert session.get(collection).json()["messages"] == []
    assert provider.store.thread(PHONE)[0].said == "Your booking"


def test_an_accepted_text_carries_dates_as_the_provider_writes_them(
    collection: str, account: tuple[str, str]
) -> None:
    created = requests.post(collection, data=wish(), auth=account, timeout=5).json()
    written = parsedate_to_datetime(created["date_created"])
    assert abs(written - datetime.now(UTC)) < timedelta(seconds=5)
    assert created["date_sent"] is None


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"From": ""}, 400, 21603),
        ({"Body": ""}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"To": "07700 900001"}, 400, 21211),
        ({"From": "+447700900999"}, 400, 21606),
        ({"To": SENDER}, 400, 21266),
        ({"ValidityPeriod": "0"}, 400, 21624),
        ({"ValidityPeriod": "36001"}, 400, 21624),
        ({"StatusCallback": "nowhere"}, 400, 21609),
    ],
)
def test_a_wrong_wish_is_refused_in_the_providers_words(
    collection: str, account: tuple[str, str], changes: dict[str, str], status: int, code: int
) -> None:
    answer = requests.post(collection, data=wish(**changes), auth=account, timeout=5)
    assert answer.status_code == status
    assert answer.json().keys() == {"code", "message", "more_info", "status"}
    assert (answer.json()["code"], answer.json()["status"]) == (code, status)


@pytest.mark.parametrize("authorization", ["", "Basic", "Basic !", "Basic QUM6eA==", "Bearer x"])
def test_nobody_but_the_account_is_let_in(collection: str, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = requests.post(collection, data=wish(), headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_another_account_and_an_unknown_text_are_not_found(
    collection: str, account: tuple[str, str]
) -> None:
    other = collection.replace(settings.TWILIO_ACCOUNT_SID, "AC" + "f" * 32)
    unknown = collection.removesuffix(".json") + f"/SM{'0' * 32}.json"
    for address in (other, unknown):
        answer = requests.get(address, auth=account, timeout=5)
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_the_real_client_sends_reads_redacts_and_deletes(twilio: Client) -> None:
    sent = twilio.messages.create(to=PHONE, from_=SENDER, body="Your booking", validity_period=60)
    assert sent.sid.startswith("SM")
    assert until(lambda: twilio.messages(sent.sid).fetch().status == "delivered")
    assert twilio.messages(sent.sid).update(body="").body == ""
    assert twilio.messages(sent.sid).delete() is True
    with pytest.raises(TwilioRestException) as refusal:
        twilio.messages(sent.sid).fetch()
    assert (refusal.value.status, refusal.value.code) == (404, 20404)


def test_the_real_client_pages_through_a_list_and_narrows_it(
    twilio: Client, provider: StandIn
) -> None:
    for number in range(7):
        phone = PHONE if number % 2 else "+447700900002"
        provider.store.add_message("outbound-api", SENDER, phone, str(number), status="queued")
    everything = twilio.messages.list(page_size=3)
    assert [one.body for one in everything] == list("6543210")
    assert [one.body for one in twilio.messages.list(to=PHONE, page_size=2)] == list("531")
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert len(twilio.messages.list(from_=SENDER, date_sent_after=now - hour)) == 7
    assert twilio.messages.list(from_=SENDER, date_sent_after=now + hour) == []
    assert twilio.messages.list(date_sent_before=now - hour) == []
    assert len(twilio.messages.list(date_sent=now)) == 7


def test_a_text_still_on_its_way_cannot_be_deleted(twilio: Client, provider: StandIn) -> None:
    waiting = provider.store.add_message("outbound-api", SENDER, PHONE, "x", status="queued")
    with pytest.raises(TwilioRestException) as refusal:
        twilio.messages(waiting.sid).delete()
    assert (refusal.value.status, refusal.value.code) == (409, 20009)


def test_a_body_not_to_be_kept_is_gone_once_delivered(twilio: Client, provider: StandIn) -> None:
    sent = twilio.messages.create(
        to=PHONE, from_=SENDER, body="Your booking", content_retention="discard"
    )
    assert until(lambda: twilio.messages(sent.sid).fetch().status == "delivered")
    assert twilio.messages(sent.sid).fetch().body == ""
    assert provider.store.thread(PHONE)[0].said == "Your booking"


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("x" * 160, "1"),
        ("x" * 161, "2"),
        ("€" * 80, "1"),
        ("€" * 81, "2"),
        ("ą" * 70, "1"),
        ("ą" * 71, "2"),
        ("😀" * 35, "1"),
        ("😀" * 36, "2"),
        ("😀" * 67, "3"),
    ],
)
def test_parts_are_counted_as_networks_count_them(twilio: Client, body: str, parts: str) -> None:
    assert twilio.messages.create(to=PHONE, from_=SENDER, body=body).num_segments == parts


def test_hundreds_of_texts_a_second_can_be_taken(provider: StandIn) -> None:
    def take() -> Any:
        return provider.store.add_message("outbound-api", SENDER, PHONE, "x", status="queued")

    began = time.perf_counter()
    taken = {take().sid for _ in range(500)}
    assert len(taken) == 500
    assert time.perf_counter() - began < 2.5


def test_what_was_taken_and_what_is_owed_outlive_the_process(
    provider: StandIn, receiver: Receiver, tmp_path: Path
) -> None:
    kept = Store(tmp_path / "earlier.sqlite3")
    sent = kept.add_message("outbound-api", SENDER, PHONE, "x", status="queued")
    provider.text(PHONE, SENDER, "one for its shape")
    assert until(receiver.texts)
    [shape] = provider.store.all_webhooks()
    kept.add_webhooks([shape])
    kept.close()
    again = StandIn(tmp_path / "earlier.sqlite3")
    assert until(lambda: len(receiver.texts()) == 2)
    assert again.store.message(sent.sid) == sent
    again.close()
