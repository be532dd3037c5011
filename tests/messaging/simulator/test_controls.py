"""Scripts text as a phone, set switches and read out what happened."""

import pytest
from django.test import Client

from messaging.simulator.refusals import Refused
from messaging.simulator.standin import StandIn, Wish
from messaging.simulator.switches import Switches
from tests.messaging.simulator.conftest import PHONE, SENDER, Receiver, until


@pytest.fixture
def script(provider: StandIn) -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_script_texts_as_a_phone(script: Client, receiver: Receiver) -> None:
    sent = script.post("/simulator/send", {"From": PHONE, "To": SENDER, "Body": "NEED a job"})
    assert sent.status_code == 201
    [fields] = until(receiver.texts)
    assert (fields["MessageSid"], fields["Body"]) == (sent.json()["sid"], "NEED a job")


def test_a_script_may_speak_json(script: Client, receiver: Receiver) -> None:
    said = {"From": PHONE, "To": SENDER, "Body": ""}
    assert script.post("/simulator/send", said, "application/json").status_code == 201
    assert until(receiver.texts)[0]["Body"] == ""


@pytest.mark.parametrize("body", [b"", b"[]", b"not json", b'{"From": "+447700900001"}'])
def test_a_text_from_nobody_or_to_nobody_is_refused(script: Client, body: bytes) -> None:
    assert script.post("/simulator/send", body, "application/json").status_code == 400


def test_switches_change_only_where_named(script: Client, provider: StandIn) -> None:
    assert script.post("/simulator/switches", {"outcome": "30003", "drop": "1"}).status_code == 200
    changed = script.post("/simulator/switches", {"drop": "0", "latency_ms": 5})
    assert provider.switches == Switches(outcome="30003", latency_ms=5)
    assert changed.json() == script.get("/simulator/switches").json()
    assert changed.json()["outcome"] == "30003"


@pytest.mark.parametrize("wrong", [{"answer": "418"}, {"times": "-1"}, {"attempts": "0"}])
def test_a_wrong_switch_changes_nothing(
    script: Client, provider: StandIn, wrong: dict[str, str]
) -> None:
    answer = script.post("/simulator/switches", {"drop": "1", **wrong})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(wrong)
    assert provider.switches == Switches()


def test_a_switch_holds_for_as_many_texts_as_it_was_set_for(provider: StandIn) -> None:
    provider.switch(Switches(outcome="30003", times=2, drop=True))
    for _ in range(3):
        provider.send(Wish(SENDER, PHONE, "x"))
    assert provider.switches == Switches(drop=True)
    assert until(lambda: not provider.store.unended_webhooks())
    ends = [message.status for message in provider.store.thread(PHONE)]
    assert ends == ["undelivered", "undelivered", "delivered"]


def test_the_read_out_tells_what_was_taken_refused_and_handed_over(
    script: Client, provider: StandIn, receiver: Receiver
) -> None:
    callback = f"{receiver.url}/sms/status/token/"
    sent, _ = provider.send(Wish(SENDER, PHONE, "Your booking", callback))
    provider.text(PHONE, SENDER, "STOP")
    assert until(lambda: len(receiver.calls) == 3)
    assert until(lambda: not provider.store.unended_webhooks())
    told = script.get("/simulator/state.json").json()
    [message] = told["messages"]
    assert (message["sid"], message["Body"]) == (sent.sid, "Your booking")
    assert (message["From"], message["To"]) == (SENDER, PHONE)
    assert message["StatusCallback"] == callback
    assert [call["status"] for call in message["calls"]] == ["sent", "delivered"]
    [inbound] = told["inbound"]
    assert inbound["calls"] == [{"status": "", "attempts": 1, "answer": 200, "ended": True}]
    assert told["counts"] == {
        "messages": 1,
        "inbound": 1,
        "own_replies": 1,
        "refusals": 0,
        "calls": 3,
        "calls_waiting": 0,
    }


def test_reset_forgets_everything(script: Client, provider: StandIn) -> None:
    provider.switch(Switches(drop=True))
    provider.text(PHONE, SENDER, "STOP")
    assert script.post("/simulator/reset").status_code == 204
    assert provider.switches == Switches()
    assert not provider.store.is_blocked(SENDER, PHONE)
    assert script.get("/simulator/state.json").json()["counts"]["inbound"] == 0


def test_a_phone_rings_also_with_its_number_withheld(
    script: Client, provider: StandIn, receiver: Receiver
) -> None:
    calls = [
        script.post("/simulator/ring", {**caller, "To": SENDER}).json()["sid"]
        for caller in ({"From": PHONE}, {})
    ]
    assert until(lambda: len(receiver.calls) == 2)
    assert {call.fields["CallSid"]: call.fields["From"] for call in receiver.calls} == {
        calls[0]: PHONE,
        calls[1]: "",
    }
    assert script.post("/simulator/ring", {"From": PHONE}).status_code == 400


def test_a_phone_is_opted_out_at_the_provider_without_a_text(
    script: Client, provider: StandIn
) -> None:
    about = {"From": PHONE, "To": SENDER}
    assert script.post("/simulator/opt-out", about).json() == {"opted_out": True}
    with pytest.raises(Refused):
        provider.send(Wish(SENDER, PHONE, "x"))
    assert script.post("/simulator/opt-out", {**about, "Out": "0"}).json() == {"opted_out": False}
    assert provider.send(Wish(SENDER, PHONE, "x"))
    assert script.post("/simulator/opt-out", {"From": PHONE}).status_code == 400
