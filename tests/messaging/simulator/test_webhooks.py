"""What the stand-in posts, and every way in which it can be told to misbehave."""

import time
from typing import Any

import pytest
import requests
from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from messaging.simulator.standin import StandIn
from messaging.simulator.switches import Switches
from tests.messaging.simulator.conftest import PHONE, SENDER, Receiver, until


def send(twilio: Client, receiver: Receiver, body: str = "Your booking") -> Any:
    callback = f"{receiver.url}/sms/status/token/"
    return twilio.messages.create(to=PHONE, from_=SENDER, body=body, status_callback=callback)


def settled(provider: StandIn) -> bool:
    return until(lambda: not provider.store.unended_webhooks())


def test_every_call_is_signed_so_that_the_providers_own_validator_accepts_it(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    send(twilio, receiver)
    for body in ("NEED a job", "", "żółć 😀 ‏سلام", "a\nb&c=d"):
        provider.text(PHONE, SENDER, body)
    assert until(lambda: len(receiver.calls) == 6)
    validator = RequestValidator(settings.TWILIO_AUTH_TOKEN)
    for call in receiver.calls:
        signature = call.headers["X-Twilio-Signature"]
        assert validator.validate(receiver.url + call.path, call.fields, signature)
        changed = {**call.fields, "To": PHONE[:-1] + "9"}
        assert not validator.validate(receiver.url + call.path, changed, signature)


def test_a_text_from_a_phone_arrives_with_every_field_the_provider_sends(
    provider: StandIn, receiver: Receiver
) -> None:
    sent = provider.text(PHONE, SENDER, "NEED a job")
    [fields] = until(receiver.texts)
    assert fields["MessageSid"] == fields["SmsSid"] == fields["SmsMessageSid"] == sent.sid
    assert (fields["From"], fields["To"], fields["Body"]) == (PHONE, SENDER, "NEED a job")
    assert fields["AccountSid"] == settings.TWILIO_ACCOUNT_SID
    assert (fields["NumMedia"], fields["NumSegments"]) == ("0", "1")
    assert fields["FromCity"] == ""
    assert "OptOutType" not in fields


def test_a_text_is_reported_sent_and_then_delivered(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    sent = send(twilio, receiver)
    assert until(lambda: len(receiver.calls) == 2)
    assert receiver.statuses() == ["sent", "delivered"]
    assert {call.path for call in receiver.calls} == {"/sms/status/token/"}
    assert receiver.calls[1].fields["MessageSid"] == sent.sid
    assert settled(provider)


def test_texts_of_one_phone_arrive_in_the_order_in_which_they_were_written(
    provider: StandIn, receiver: Receiver
) -> None:
    for number in range(20):
        provider.text(PHONE, SENDER, str(number))
    assert until(lambda: len(receiver.texts()) == 20)
    assert [fields["Body"] for fields in receiver.texts()] == [str(n) for n in range(20)]


def test_a_call_that_fails_is_made_once_more_and_then_given_up(
    provider: StandIn, receiver: Receiver
) -> None:
    receiver.answers = [503]
    provider.text(PHONE, SENDER, "first")
    assert settled(provider)
    assert [fields["Body"] for fields in receiver.texts()] == ["first", "first"]
    first, second = receiver.calls
    token = "I-Twilio-Idempotency-Token"
    assert first.headers[token] == second.headers[token]
    receiver.answers = [503, 503]
    provider.text(PHONE, SENDER, "second")
    assert settled(provider)
    assert len(receiver.texts()) == 4


def test_a_call_nobody_answers_is_noted(provider: StandIn, receiver: Receiver) -> None:
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:9"
    provider.text(PHONE, SENDER, "into the void")
    assert settled(provider)
    [call] = provider.store.all_webhooks()
    assert (call.attempts, call.answer) == (2, None)


def test_a_refused_call_is_not_made_again(provider: StandIn, receiver: Receiver) -> None:
    receiver.answers = [403]
    provider.text(PHONE, SENDER, "first")
    assert settled(provider)
    assert len(receiver.calls) == 1


def test_duplicate_posts_everything_twice(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    provider.switch(Switches(duplicate=True))
    send(twilio, receiver)
    provider.text(PHONE, SENDER, "CALL")
    assert until(lambda: len(receiver.calls) == 6)
    assert receiver.statuses() == ["sent", "sent", "delivered", "delivered"]
    first, second = receiver.texts()
    assert first == second


def test_reorder_reports_the_end_before_the_beginning(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    provider.switch(Switches(reorder=True))
    sent = send(twilio, receiver)
    assert until(lambda: len(receiver.calls) == 2)
    assert receiver.statuses() == ["delivered", "sent"]
    assert twilio.messages(sent.sid).fetch().status == "delivered"


def test_delay_holds_reports_back(twilio: Client, provider: StandIn, receiver: Receiver) -> None:
    provider.switch(Switches(delay_s=0.6))
    began = time.monotonic()
    send(twilio, receiver)
    assert until(lambda: receiver.calls)
    assert time.monotonic() - began >= 0.6


def test_drop_delivers_and_says_nothing(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    provider.switch(Switches(drop=True))
    sent = send(twilio, receiver)
    assert until(lambda: twilio.messages(sent.sid).fetch().status == "delivered")
    assert receiver.calls == []


def test_early_reports_before_it_answers(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    provider.switch(Switches(early=True))
    sent = send(twilio, receiver)
    assert receiver.statuses() == ["sent", "delivered"]
    assert receiver.calls[0].fields["MessageSid"] == sent.sid


def test_timeout_accepts_and_leaves_the_caller_waiting(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    twilio.http_client.timeout = 0.3
    provider.switch(Switches(answer="timeout", hold_s=1))
    with pytest.raises(requests.exceptions.ReadTimeout):
        send(twilio, receiver)
    assert until(lambda: receiver.statuses() == ["sent", "delivered"])
    assert len(provider.store.thread(PHONE)) == 1


def test_latency_answers_late(twilio: Client, provider: StandIn, receiver: Receiver) -> None:
    provider.switch(Switches(latency_ms=400))
    began = time.monotonic()
    send(twilio, receiver)
    assert time.monotonic() - began >= 0.4


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        ("429", 429, 20429),
        ("500", 500, 20500),
        ("503", 503, 20503),
        ("21610", 400, 21610),
        ("21211", 400, 21211),
    ],
)
def test_a_refusal_has_its_code_takes_nothing_and_is_noted(
    twilio: Client, provider: StandIn, receiver: Receiver, answer: str, status: int, code: int
) -> None:
    provider.switch(Switches(answer=answer, times=1))
    with pytest.raises(TwilioRestException) as refusal:
        send(twilio, receiver)
    assert (refusal.value.status, refusal.value.code) == (status, code)
    assert provider.store.thread(PHONE) == []
    assert [noted["code"] for noted in provider.store.refusals()] == [code]
    assert send(twilio, receiver).status == "queued"


@pytest.mark.parametrize("code", ["30003", "30004", "30005", "30006", "30007", "30008"])
def test_a_text_that_does_not_arrive_says_why(
    twilio: Client, provider: StandIn, receiver: Receiver, code: str
) -> None:
    provider.switch(Switches(outcome=code))
    sent = send(twilio, receiver)
    assert until(lambda: receiver.statuses() == ["sent", "undelivered"])
    assert receiver.calls[1].fields["ErrorCode"] == code
    assert twilio.messages(sent.sid).fetch().error_code == int(code)


@pytest.mark.parametrize("code", ["21610", "30036"])
def test_some_failures_are_told_only_afterwards(
    twilio: Client, provider: StandIn, receiver: Receiver, code: str
) -> None:
    provider.switch(Switches(outcome=code))
    send(twilio, receiver)
    assert until(lambda: receiver.statuses() == ["failed"])
    assert receiver.calls[0].fields["ErrorCode"] == code


def test_stop_blocks_until_start_and_the_provider_answers_both_by_itself(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    provider.text(PHONE, SENDER, " stop ")
    assert until(receiver.texts)[0]["OptOutType"] == "STOP"
    with pytest.raises(TwilioRestException) as refusal:
        send(twilio, receiver)
    assert refusal.value.code == 21610
    provider.text(PHONE, SENDER, "Start")
    assert until(lambda: len(receiver.texts()) == 2)
    assert receiver.texts()[1]["OptOutType"] == "START"
    assert send(twilio, receiver).status == "queued"
    own = [m.said for m in provider.store.thread(PHONE) if m.direction == "outbound-reply"]
    assert [words.split(".")[0] for words in own] == [
        "You have successfully been unsubscribed",
        "You have successfully been re-subscribed to messages from this number",
    ]


def test_yes_is_a_keyword_only_to_one_who_stopped(provider: StandIn, receiver: Receiver) -> None:
    provider.text(PHONE, SENDER, "YES")
    [fields] = until(receiver.texts)
    assert "OptOutType" not in fields
    assert len(provider.store.thread(PHONE)) == 1


def test_the_providers_own_keywords_can_be_switched_off(
    twilio: Client, provider: StandIn, receiver: Receiver
) -> None:
    provider.switch(Switches(keywords=False))
    provider.text(PHONE, SENDER, "STOP")
    assert "OptOutType" not in until(receiver.texts)[0]
    assert send(twilio, receiver).status == "queued"
