"""One invitation for each number: whatever the phone texts before it says yes, none comes again."""

import pytest

from companion.changes.agreement import invite
from companion.changes.contact import agree_rule
from companion.changes.errors import AlreadyAgreed
from companion.models import Question
from companion.texting.gate import decide
from companion.texting.reasons import Reason
from messaging.changes import compose, live_number
from messaging.delivering import deliver_due
from messaging.gate import Withhold
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

NEW = "+447700900321"


@pytest.fixture
def new_phone(cast: Cast, provider: FakeTwilio) -> Phone:
    """Somebody who takes part has another phone, and was invited on it."""
    agree_rule(cast.side, factories.reach(NEW), acting_user=cast.advocate)
    invite(cast.side, acting_user=cast.advocate)
    deliver_due(5)
    return phone_of(cast.side, provider)


def invitations(provider: FakeTwilio, number: str) -> int:
    invited = OutgoingMessage.objects.filter(wording="invitation", state="accepted")
    bodies = {message.body for message in invited}
    return sum(text.number == number and text.body in bodies for text in provider.sent)


@pytest.mark.parametrize(
    "words",
    ["bluebell", "NEED a flat", "PLAN", "WHO", "HELP", "UNDO", "no i meant 2", "5", "hello?", "👍"],
)
def test_nothing_that_a_new_phone_texts_brings_it_again(
    new_phone: Phone, provider: FakeTwilio, words: str
) -> None:
    assert invitations(provider, NEW) == 1
    new_phone.texts(words)
    new_phone.waits()
    assert invitations(provider, NEW) == 1


def test_its_yes_still_counts_after_that(
    cast: Cast, new_phone: Phone, provider: FakeTwilio
) -> None:
    new_phone.texts("bluebell")
    new_phone.texts("NEED a flat")
    new_phone.texts("yes")
    number = live_number(cast.side.subject.public_id)
    assert number and number.verified_at
    assert invitations(provider, NEW) == 1


def test_whoever_takes_part_from_this_phone_is_not_invited(cast: Cast) -> None:
    with pytest.raises(AlreadyAgreed):
        invite(cast.side, acting_user=cast.advocate)
    assert not Question.objects.filter(kind="consent").exists()


def test_the_gate_lets_no_second_one_through_whoever_wrote_it(cast: Cast, new_phone: Phone) -> None:
    question = Question.objects.get(kind="consent")
    again = compose(
        cast.side.subject.public_id,
        "invitation",
        about=question.about,
        thread=cast.side.public_id,
        asks=True,
    )
    Question.objects.filter(pk=question.pk).update(message=again.public_id)
    assert decide(again) == Withhold(Reason.INVITED)
