"""What an unknown number texted is told of where it cannot wait, and let go in time."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from companion.changes.strangers import deal_with, forget_strangers
from companion.models import Event, Membership, Notice, StrangerText
from companion.tasks import forget_texts_of_strangers, send_letters, tell_again_of_strangers
from messaging import twilio
from messaging.changes import let_go_of_stranger
from messaging.handling import handle_waiting
from messaging.models import IncomingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.test_strangers import inside
from tests.crossing import after, reads
from tests.fakes import FakeTwilio
from tests.messaging.provider import INBOUND, post, text_fields
from tests.phone import Phone, phone_of

WORDS = "It is me. This is my new phone."
DANGER = "He will kill me"

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Phone:
    provider = FakeTwilio()
    monkeypatch.setattr(twilio, "send", provider.send)
    return Phone("+447700900998", "+447700900900", provider)


def later(days: int) -> "time_machine.travel":
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_words_of_danger_are_told_to_everybody_who_coordinates_and_name_nothing(
    cast: Cast, stranger: Phone
) -> None:
    other = factories.user("Cleo Coordinator", factories.agency("Elsewhere Council"))
    Membership.objects.create(panel=cast.other_panel, user=other, role="coordinator")
    stranger.texts(WORDS)
    send_letters()
    assert mail.outbox == []
    stranger.texts(DANGER)
    stranger.texts("on mnie zabije")
    send_letters()
    send_letters()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        [cast.coordinator.email, other.email]
    )
    for letter in mail.outbox:
        assert "cannot wait" in letter.body
        said = (letter.subject + letter.body).casefold()
        for told in ("kill", "447700900998", "unknown", "number", "text"):
            assert told not in said


def test_it_is_told_again_every_hour_for_a_day_until_somebody_says_what_came_of_it(
    cast: Cast, stranger: Phone
) -> None:
    def told_after(minutes: int) -> int:
        clock.shift(timedelta(minutes=minutes))
        mail.outbox.clear()
        tell_again_of_strangers()
        send_letters()
        return len(mail.outbox)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        stranger.texts(WORDS)
        stranger.texts(DANGER)
        send_letters()
        assert [told_after(minutes) for minutes in (50, 11, 10, 55)] == [0, 1, 0, 1]
        text = IncomingMessage.objects.of_strangers().get(outcome=StrangerText.IN_DANGER)
        assert told_after(61) == 1
        deal_with(text, "danger", acting_user=cast.coordinator)
        assert told_after(61) == 0
        stranger.texts("on mnie zabije")
        send_letters()
        assert [told_after(60 * hours) for hours in (23, 2)] == [1, 0]


def test_of_two_workers_who_tell_again_at_one_moment_one_does(cast: Cast, stranger: Phone) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        stranger.texts(DANGER)
        send_letters()
        clock.shift(timedelta(minutes=61))
        told = Notice.objects.count()
        looked = after(reads("companion_notice"), tell_again_of_strangers)
        with connection.execute_wrapper(looked):
            tell_again_of_strangers()
    assert Notice.objects.count() == 2 * told


def test_what_was_dealt_with_before_the_email_left_is_not_told(cast: Cast, stranger: Phone) -> None:
    stranger.texts(DANGER)
    text = IncomingMessage.objects.of_strangers().get()
    deal_with(text, "danger", acting_user=cast.coordinator)
    send_letters()
    assert mail.outbox == []
    assert {one.state for one in Notice.objects.all()} == {"dropped"}


def test_ninety_days_after_somebody_dealt_with_it_its_words_and_number_are_gone(
    cast: Cast, stranger: Phone
) -> None:
    fields = text_fields(WORDS, From=stranger.number, To=stranger.sender)
    stranger.hands_over(fields)
    stranger.texts(DANGER)
    mine = phone_of(cast.side, stranger.provider)
    mine.texts("NEED a flat")
    usual, danger = IncomingMessage.objects.of_strangers().order_by("pk")
    deal_with(usual, "nothing", acting_user=cast.coordinator)
    with later(89):
        forget_texts_of_strangers()
    usual.refresh_from_db()
    assert (usual.body, usual.from_number) == (WORDS, stranger.number)
    with later(91):
        forget_texts_of_strangers()
        assert forget_strangers(timezone.now()) == 0
    usual = IncomingMessage.objects.get(pk=usual.pk)
    left = (usual.body, usual.from_number, usual.sender_index, usual.posted())
    assert left == ("", "", "", {})
    dealt = StrangerText.objects.get()
    assert dealt.came_of == "nothing" and dealt.forgotten_at
    assert Event.objects.filter(kind="stranger_forgotten").count() == 1
    # The provider says it again, much later: it is not taken in a second time.
    assert post(stranger.client, INBOUND, fields).status_code == 200
    handle_waiting(5)
    assert IncomingMessage.objects.of_strangers().count() == 2
    # What nobody dealt with stays, and so do people's own words.
    with later(400):
        forget_texts_of_strangers()
    danger.refresh_from_db()
    assert danger.body == DANGER
    assert IncomingMessage.objects.get(owner_id=cast.side.subject.public_id).body == "NEED a flat"


def test_nobodys_own_words_can_be_let_go_this_way(cast: Cast, stranger: Phone) -> None:
    phone_of(cast.side, stranger.provider).texts("NEED a flat")
    text = IncomingMessage.objects.get(owner_id=cast.side.subject.public_id)
    with pytest.raises(ValueError, match="somebody"):
        let_go_of_stranger(text)
    text.refresh_from_db()
    assert text.body == "NEED a flat"


def test_the_list_says_how_long_they_are_kept(cast: Cast, stranger: Phone) -> None:
    stranger.texts(WORDS)
    page = inside(cast.coordinator).get(reverse("panel:strangers")).content.decode()
    assert "90 days after that" in page
