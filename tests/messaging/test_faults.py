"""Every error the provider may name does the same, told in a response, a callback or a look-up."""

import logging
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from messaging.changes import compose, live_number, look_up_unknowns
from messaging.delivering import deliver_due
from messaging.faults import FAULTS, TELL_OPERATOR, Fault, fault_of
from messaging.models import OutgoingMessage, State
from messaging.twilio import Ambiguous, Found, Refused
from tests.fakes import FakeTwilio, new_sid
from tests.messaging import handlers
from tests.messaging.provider import post_status
from tests.messaging.test_sending import let_time_pass

pytestmark = pytest.mark.django_db

# What becomes of the number: frozen after the first, after the second, opted out, nothing.
ENDS = {
    "21211": ("number_refused", "number_refused", False),
    "21610": ("", "", True),
    "30003": ("", "unreachable", False),
    "30005": ("", "unreachable", False),
    "30006": ("", "unreachable", False),
    **dict.fromkeys(("20003", "30004", "30007", "30008", "30036", "99999"), ("", "", False)),
}


def in_a_response(code: str, _client: Client, provider: FakeTwilio, person: UUID) -> None:
    provider.will(Refused(code))
    compose(person, "hello")
    deliver_due(5)


def in_a_callback(code: str, client: Client, provider: FakeTwilio, person: UUID) -> None:
    compose(person, "hello")
    deliver_due(5)
    sid = OutgoingMessage.objects.latest("id").provider_id or ""
    post_status(client, provider.tokens[-1], sid, "undelivered", code)


def in_a_look_up(code: str, _client: Client, provider: FakeTwilio, person: UUID) -> None:
    provider.will(Ambiguous("http_502"))
    compose(person, "hello")
    deliver_due(5)
    provider.kept = [Found(new_sid(), "undelivered", code, "hello", timezone.now())]
    let_time_pass(seconds=61)
    assert look_up_unknowns() == 1


@pytest.mark.parametrize("told", [in_a_response, in_a_callback, in_a_look_up])
@pytest.mark.parametrize("code", ENDS)
def test_an_error_does_the_same_wherever_it_is_told(
    client: Client,
    provider: FakeTwilio,
    person: UUID,
    caplog: pytest.LogCaptureFixture,
    code: str,
    told: object,
) -> None:
    assert callable(told)
    caplog.set_level(logging.ERROR, "messaging.changes.faults")
    handlers.OPTED_OUT.clear()
    frozen = []
    for _ in range(2):
        told(code, client, provider, person)
        number = live_number(person)
        assert number is not None
        frozen.append(number.frozen_because)
    first, second, opted_out = ENDS[code]
    assert frozen == [first, second]
    assert bool(number.opted_out_at) is opted_out
    assert handlers.OPTED_OUT == [person] * opted_out
    message = OutgoingMessage.objects.latest("id")
    assert message.state in {State.FAILED, State.UNDELIVERED}
    assert (message.reason, message.error_code) == (fault_of(code).value, code)
    # The operator is told the code and nothing else.
    told_operator = {record.getMessage() for record in caplog.records}
    assert bool(told_operator) is (fault_of(code) in TELL_OPERATOR)
    assert all(str(person) not in said and "hello" not in said for said in told_operator)


def test_what_is_our_own_fault_does_not_break_a_run_of_silence(
    client: Client, provider: FakeTwilio, person: UUID
) -> None:
    for code in ("30003", "30007", "30005"):
        in_a_callback(code, client, provider, person)
    number = live_number(person)
    assert number is not None
    assert number.frozen_because == "unreachable"


def test_each_fault_has_an_error_and_what_is_not_listed_is_final() -> None:
    assert set(FAULTS.values()) | {Fault.PERMANENT} == set(Fault)
    assert {fault_of("20999"), fault_of(""), fault_of("²")} == {Fault.PERMANENT}
