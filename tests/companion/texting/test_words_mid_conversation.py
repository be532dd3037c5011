"""Words that an editor changes are sent at once, and never to somebody in mid-conversation."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from companion.tasks import remind_people
from content.builtin import builtins
from content.models import Wording
from messaging.models import OutgoingMessage
from messaging.twilio import Retry
from tests import factories
from tests.cast import Cast, make_cast
from tests.content.approving import publish
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

KEY, LEVEL = "action_agreed", "detail"
BUILT_IN = builtins()[KEY, LEVEL].body.split("{")[0]
FIRST = "{what}. {agency}, {due}. Say 1 if you agree, 2 to change it, 3 for no."
SECOND = "Agreed: {what}, {agency}, {due}. 1 is yes, 2 is another way, 3 is no."


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def write(body: str) -> Wording:
    """What two editors do about this text."""
    row = Wording.objects.filter(key=KEY).first() or Wording(key=KEY, language="en", level=LEVEL)
    row.body = body
    return publish(row)


def asks(cast: Cast, what: str) -> None:
    factories.action(cast.side, cast.member, cast.chair, what)


def test_a_question_is_put_again_in_the_words_it_was_asked_in_and_the_next_in_the_new_ones(
    cast: Cast, phone: Phone
) -> None:
    write(FIRST)
    asks(cast, "Visit the flat")
    (asked,) = phone.waits()
    assert "Say 1 if you agree" in asked
    write(SECOND)
    # They say something else first; the question is set aside, and comes again.
    phone.texts("NEED a lock that works")
    again = [text for text in phone.texts("5 1") if "Visit the flat" in text]
    assert again == [asked]
    # Once more, taken back after an answer.
    phone.texts("1")
    assert asked in phone.texts("UNDO")
    phone.texts("1")
    asks(cast, "Call the school")
    assert phone.waits()[0].startswith("Agreed: Call the school")
    versions = OutgoingMessage.objects.filter(wording=KEY).values_list("version", flat=True)
    assert len(set(versions)) == 2


def test_built_in_words_too_stay_as_they_were_asked(cast: Cast, phone: Phone) -> None:
    asks(cast, "Visit the flat")
    (asked,) = phone.waits()
    assert asked.startswith(BUILT_IN)
    write(FIRST)
    phone.texts("NEED a lock that works")
    assert asked in phone.texts("5 1")


def test_what_puts_a_question_once_more_says_it_in_the_words_it_was_asked_in(
    db: None, provider: FakeTwilio
) -> None:
    with time_machine.travel(datetime(2026, 6, 3, 11, 0, tzinfo=UTC)) as clock:
        cast = make_cast()
        phone = phone_of(cast.side, provider)
        write(FIRST)
        asks(cast, "Visit the flat")
        (asked,) = phone.waits()
        write(SECOND)
        clock.shift(timedelta(hours=25))
        remind_people()
        # A busy provider turns it away once, after it was claimed.
        provider.will(Retry("20429", rest=0))
        assert phone.waits() == [asked]
        clock.shift(timedelta(minutes=5))
        assert phone.waits() == [asked]
        assert OutgoingMessage.objects.latest("pk").state == "accepted"


@pytest.mark.parametrize("after", ["", SECOND])
def test_withdrawn_words_are_never_sent_again_though_they_were_asked_in(
    cast: Cast, phone: Phone, after: str
) -> None:
    row = write(FIRST)
    asks(cast, "Visit the flat")
    (asked,) = phone.waits()
    row.unpublish()
    if after:
        write(after)
    phone.texts("NEED a lock that works")
    again = phone.texts("5 1")
    assert asked not in again
    assert any(text.startswith("Agreed:" if after else BUILT_IN) for text in again)
