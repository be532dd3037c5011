"""The stand-in hands out what a phone sent along as the provider does, and misbehaves when told."""

from dataclasses import replace

import pytest
import requests
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from twilio.rest import Client as TwilioClient

from messaging.simulator.samples import SAMPLES
from messaging.simulator.standin import StandIn
from messaging.simulator.switches import Switches
from tests.messaging.simulator.conftest import PHONE, SENDER, Receiver, until
from tests.messaging.simulator.test_provider import assert_specified

ACCOUNT = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}"
ALL, ONE = f"{ACCOUNT}/Media.json", f"{ACCOUNT}/Media/{{Sid}}.json"


@pytest.fixture
def session() -> requests.Session:
    session = requests.Session()
    session.auth = (settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN)
    return session


@pytest.fixture
def letter(provider: StandIn, address: str, receiver: Receiver, settings: object) -> str:
    """Where the provider says that a letter can be fetched."""
    settings.TWILIO_API_BASE_URL = f"{address}/provider"  # type: ignore[attr-defined]
    provider.text(PHONE, SENDER, "", [SAMPLES["letter"].enclosed()])
    [fields] = until(receiver.texts)
    assert fields["MessageSid"].startswith("MM")
    assert (fields["NumMedia"], fields["MediaContentType0"]) == ("1", "image/jpeg")
    return fields["MediaUrl0"]


def handed_out(letter: str, session: requests.Session) -> requests.Response:
    """Ask with the account's token, and go without it where that leads."""
    led = session.get(letter, allow_redirects=False)
    return requests.get(led.headers["Location"], timeout=2) if led.is_redirect else led


def misbehave(provider: StandIn, how: str) -> None:
    provider.switch(replace(Switches(), pictures=how, hold_s=0.1))


def test_media_are_listed_described_handed_out_and_deleted_as_specified(
    letter: str, session: requests.Session
) -> None:
    listed = session.get(letter.rpartition("/")[0] + ".json")
    assert_specified(listed, ALL, "get")
    assert len(listed.json()["media_list"]) == 1
    described = session.get(f"{letter}.json")
    assert_specified(described, ONE, "get")
    assert described.json()["content_type"] == "image/jpeg"
    assert handed_out(letter, session).content == SAMPLES["letter"].made()
    assert session.delete(f"{letter}.json").status_code == 204
    for gone in (letter, f"{letter}.json"):
        assert session.get(gone).status_code == 404


def test_the_providers_own_client_counts_and_deletes_them(
    letter: str, twilio: TwilioClient
) -> None:
    text = twilio.messages.list(limit=1)[0]
    assert text.num_media == "1"
    [medium] = twilio.messages(text.sid).media.list()
    assert medium.delete()
    assert twilio.messages(text.sid).media.list() == []


def test_only_the_account_is_led_to_the_bytes_and_its_token_goes_no_further(
    letter: str, session: requests.Session
) -> None:
    assert requests.get(letter, timeout=5).status_code == 401
    led = session.get(letter, allow_redirects=False)
    assert (led.status_code, led.content) == (307, b"")
    where = led.headers["Location"]
    assert requests.get(where, timeout=5).content == SAMPLES["letter"].made()
    assert session.get(where).status_code == 400
    assert requests.get(f"{where}x", timeout=5).status_code == 404


@pytest.mark.parametrize(
    ("how", "status"), [("404", 404), ("500", 500), ("slow", 200), ("page", 200), ("large", 200)]
)
def test_it_misbehaves_when_told(
    letter: str, session: requests.Session, provider: StandIn, how: str, status: int
) -> None:
    misbehave(provider, how)
    answer = handed_out(letter, session)
    assert answer.status_code == status
    if how == "page":
        assert answer.headers["Content-Type"] == "image/jpeg" and b"<script>" in answer.content
    if how == "large":
        assert len(answer.content) > 50_000_000


def test_it_leads_elsewhere_or_stops_half_way_when_told(
    letter: str, session: requests.Session, provider: StandIn
) -> None:
    misbehave(provider, "elsewhere")
    led = session.get(letter, allow_redirects=False)
    assert led.headers["Location"].startswith("http://169.254.169.254/")
    misbehave(provider, "short")
    with pytest.raises(requests.exceptions.RequestException):
        handed_out(letter, session)


def test_a_phone_sends_a_sample_or_a_file_of_ones_own(
    provider: StandIn, receiver: Receiver, client: Client
) -> None:
    own = SimpleUploadedFile("holiday.jpg", SAMPLES["screen"].made(), "image/png")
    page = f"/simulator/phones/{PHONE[1:]}/"
    client.post(page, {"body": "this came", "to": SENDER, "sample": "voice", "media": own})
    [fields] = until(receiver.texts)
    types = [fields["MediaContentType0"], fields["MediaContentType1"]]
    assert (fields["Body"], fields["NumMedia"], types) == (
        "this came", "2", ["image/png", "audio/amr"],
    )  # fmt: skip
    shown = client.get(page).content.decode()
    [picture, voice] = provider.store.media.everything()
    assert f'src="/simulator/pictures/{picture.sid}/"' in shown and "audio/amr" in shown
    assert client.get(f"/simulator/pictures/{picture.sid}/").headers["Content-Type"] == "image/jpeg"
    assert client.get(f"/simulator/pictures/{voice.sid}/").status_code == 404


def test_a_script_sends_samples_by_name_and_reads_what_became_of_them(
    provider: StandIn, client: Client
) -> None:
    said = {"From": PHONE, "To": SENDER, "Body": "", "Sample": ["paper", "card", "no such thing"]}
    assert client.post("/simulator/send", said, "application/json").status_code == 201
    assert client.post("/simulator/send", {**said, "Sample": "page"}).status_code == 201
    told = client.get("/simulator/state.json").json()["media"]
    assert [one["content_type"] for one in told] == ["application/pdf", "text/vcard", "image/jpeg"]
    assert not any(one["deleted"] for one in told)
