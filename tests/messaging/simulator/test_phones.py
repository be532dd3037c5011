"""The page of phones: for people without script, and only in a demonstration."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from messaging.changes import compose
from messaging.models import OutgoingMessage, State
from messaging.simulator.standin import StandIn, Wish
from messaging.simulator.switches import Switches
from tests.messaging.simulator.conftest import PHONE, SENDER, Receiver, until

pytestmark = pytest.mark.django_db

HOME = "/simulator/"
ONE = f"/simulator/phones/{PHONE[1:]}/"


@pytest.fixture
def visitor(provider: StandIn, settings: Any) -> Client:
    """A browser that is held to the protection against forged forms."""
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def beside_the_service(provider: StandIn) -> StandIn:
    """The stand-in as it runs in a demonstration, with the outbox in reach."""
    provider.alone = False
    return provider


def submit(visitor: Client, page: str, address: str, **fields: Any) -> Any:
    """Open a page, then post one of its forms with the token found there."""
    visitor.get(page)
    token = visitor.cookies["csrftoken"].value
    return visitor.post(address, {**fields, "csrfmiddlewaretoken": token})


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_text_is_written_on_a_phone_without_any_script(
    visitor: Client, receiver: Receiver
) -> None:
    answer = submit(visitor, ONE, ONE, body="NEED a job", to=SENDER, back="one")
    assert (answer.status_code, answer.headers["Location"]) == (302, ONE)
    [fields] = until(receiver.texts)
    assert (fields["From"], fields["To"], fields["Body"]) == (PHONE, SENDER, "NEED a job")
    assert "NEED a job" in words(visitor.get(ONE))
    assert until(lambda: "the service has it" in words(visitor.get(HOME)))


def test_writing_on_the_page_of_all_phones_leads_back_to_that_phone(visitor: Client) -> None:
    answer = submit(visitor, ONE, ONE, body="1", to=SENDER, back="all")
    assert answer.headers["Location"] == f"{HOME}#phone-{PHONE[1:]}"


def test_a_form_from_elsewhere_is_refused(visitor: Client, provider: StandIn) -> None:
    assert visitor.post(ONE, {"body": "1", "to": SENDER}).status_code == 403
    assert provider.store.thread(PHONE) == []


def test_what_the_service_sends_appears_and_says_if_it_never_arrived(
    visitor: Client, provider: StandIn
) -> None:
    provider.send(Wish(SENDER, PHONE, "Your <b>booking</b>"))
    assert until(lambda: provider.store.thread(PHONE)[0].status == "delivered")
    page = words(visitor.get(ONE))
    assert "Your &lt;b&gt;booking&lt;/b&gt;" in page
    assert "never arrived" not in page
    provider.switch(Switches(outcome="30003"))
    provider.send(Wish(SENDER, PHONE, "Another"))
    assert until(lambda: "never arrived (30003)" in words(visitor.get(ONE)))


def test_a_body_deleted_at_the_provider_stays_on_the_phone(
    visitor: Client, provider: StandIn
) -> None:
    message, _ = provider.send(Wish(SENDER, PHONE, "Your booking"))
    provider.store.delete(message.sid)
    assert "Your booking" in words(visitor.get(ONE))


def test_the_people_of_the_demonstration_have_their_phones_before_any_text(
    visitor: Client, tmp_path: Path
) -> None:
    person = {"name": "Jay Invented", "phone": PHONE, "sender": "+447700900902"}
    (tmp_path / "demo.json").write_text(json.dumps({"subjects": [person]}))
    page = words(visitor.get(HOME))
    assert "Jay Invented" in page
    assert 'name="to" value="+447700900902"' in page


@pytest.mark.parametrize("typed", ["07700 900001", "+44 7700 900001", "0044 7700-900001"])
def test_a_phone_is_picked_up_by_its_number_however_it_is_typed(
    visitor: Client, typed: str
) -> None:
    assert visitor.get("/simulator/phones/", {"number": typed}).headers["Location"] == ONE


def test_a_number_that_is_none_leads_nowhere(visitor: Client) -> None:
    assert visitor.get("/simulator/phones/", {"number": "x"}).headers["Location"] == HOME
    assert visitor.get("/simulator/phones/nonsense/").status_code == 404


def test_the_script_gets_the_screens_alone(visitor: Client, provider: StandIn) -> None:
    provider.send(Wish(SENDER, PHONE, "Your booking"))
    for address in ("/simulator/screens/", f"/simulator/screens/?phone={PHONE[1:]}"):
        fragment = words(visitor.get(address))
        assert "Your booking" in fragment
        assert "<form" not in fragment
        # A phone goes on writing after somebody signed in beside it.
        assert 'name="csrfmiddlewaretoken" value="' in fragment


def test_the_switches_are_set_on_the_page_and_shown_to_be_on(
    visitor: Client, provider: StandIn
) -> None:
    assert "It does now" not in words(visitor.get(HOME))
    chosen = {"answer": "429", "outcome": "deliver", "times": 1, "delay_s": 0, "latency_ms": 0}
    chosen |= {"pictures": "serve"}
    fixed = {"hold_s": 12, "attempts": 2}
    answer = submit(visitor, HOME, "/simulator/behaviour/", drop="on", **chosen, **fixed)
    assert answer.status_code == 302
    wanted = Switches(answer="429", times=1, drop=True, keywords=False)
    assert provider.switches == wanted
    assert "It does now" in words(visitor.get(HOME))


def test_a_wrong_switch_is_explained_and_changes_nothing(
    visitor: Client, provider: StandIn
) -> None:
    answer = submit(visitor, HOME, "/simulator/behaviour/", answer="429", times=-1)
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()
    assert provider.switches == Switches()


def test_the_page_says_nothing_that_a_strict_policy_would_block(visitor: Client) -> None:
    submit(visitor, ONE, ONE, body="1", to=SENDER)
    for page in (words(visitor.get(HOME)), words(visitor.get(ONE))):
        assert "<script>" not in page
        assert " style=" not in page
        assert "<style" not in page


def test_the_outbox_says_beside_each_text_how_it_stands(
    visitor: Client, beside_the_service: StandIn, person: UUID
) -> None:
    sent, _ = beside_the_service.send(Wish(SENDER, PHONE, "Your booking"))
    known = compose(person, "cover_reminder")
    OutgoingMessage.objects.filter(pk=known.pk).update(
        provider_id=sent.sid, state=State.DELIVERED, accepted_at=timezone.now()
    )
    page = words(visitor.get(ONE))
    assert "delivered" in page
    assert "In the outbox" not in page


def test_a_withheld_text_is_shown_as_waiting_with_its_reason(
    visitor: Client, beside_the_service: StandIn, person: UUID
) -> None:
    waiting = compose(person, "cover_reminder")
    OutgoingMessage.objects.filter(pk=waiting.pk).update(
        state=State.WITHHELD, reason="outside_hours", due_at=timezone.now()
    )
    page = words(visitor.get(ONE))
    assert "In the outbox" in page
    assert "withheld: It waits for the safe hours." in page


def test_outside_a_demonstration_there_is_nothing(
    visitor: Client, beside_the_service: StandIn, settings: Any
) -> None:
    api = f"/simulator/provider/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages.json"
    addresses = [HOME, ONE, "/simulator/state.json", "/simulator/switches"]
    beside_the_service.send(Wish(SENDER, PHONE, "Your booking"))
    visitor = Client()
    assert all(visitor.get(address).status_code == 200 for address in addresses)
    assert visitor.get(api).status_code == 401
    settings.DEMO = False
    assert all(visitor.get(address).status_code == 404 for address in [*addresses, api])
    texted = visitor.post("/simulator/send", {"From": PHONE, "To": SENDER, "Body": "x"})
    assert texted.status_code == 404


def test_a_phone_is_opted_out_and_let_in_again_on_its_page(
    visitor: Client, provider: StandIn
) -> None:
    assert submit(visitor, ONE, f"{ONE}opt-out/", out="1").status_code == 302
    assert provider.store.is_blocked(SENDER, PHONE)
    assert "Let texts through at the provider again" in words(visitor.get(ONE))
    submit(visitor, ONE, f"{ONE}opt-out/", **{"in": "1"})
    assert not provider.store.is_blocked(SENDER, PHONE)


def test_a_phone_rings_the_service_and_hears_that_it_is_busy(
    visitor: Client, provider: StandIn, receiver: Receiver
) -> None:
    page = visitor.get(ONE).content.decode()
    assert f"{ONE}ring/" in page and "it was busy" not in page
    assert submit(visitor, ONE, f"{ONE}ring/").status_code == 302
    assert until(lambda: [call.path for call in receiver.calls] == ["/voice/inbound/"])
    fields = receiver.calls[0].fields
    assert (fields["From"], fields["CallStatus"]) == (PHONE, "ringing")
    assert until(lambda: "the service has it" in words(visitor.get(ONE)))
    assert "it was busy" in words(visitor.get(ONE))
