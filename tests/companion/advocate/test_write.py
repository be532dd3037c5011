"""Writing a text: what is shown beforehand is what the phone shows."""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from companion.changes.contact import pause_texts, stop_texts
from companion.models import Hours, SafeContactRule
from messaging.changes import sweep_states
from messaging.models import OutgoingMessage
from tests.companion.advocate.conftest import Desk, deliver
from tests.fakes import FakeTwilio
from tests.signing_in import sign_in

TEXT = "The keys are ready on Monday. Shall I come with you?"
COVER = "There is a message about your booking. Reply CALL and we will ring you."


@pytest.fixture(autouse=True)
def nothing_else_waits(desk: Desk) -> None:
    """So that what is sent is what was written."""
    OutgoingMessage.objects.all().delete()


def bubble(page: str) -> str:
    """The words on the phone that a page shows."""
    return page.partition('class="phone__bubble"')[2].partition(">")[2].partition("</p>")[0]


@pytest.mark.parametrize(("level", "shown"), [("safe_hours", TEXT), ("cover", COVER)])
def test_the_phone_gets_exactly_what_was_shown(
    desk: Desk, provider: FakeTwilio, level: str, shown: str
) -> None:
    SafeContactRule.objects.update(level=level)
    page = desk.post("write", words=TEXT, step="look")
    assert bubble(page) == shown
    assert not OutgoingMessage.objects.exists()
    desk.post("write", words=TEXT, step="send")
    deliver()
    assert [text.body for text in provider.sent] == [shown]


def test_at_cover_level_it_is_plain_that_the_words_do_not_go(desk: Desk) -> None:
    assert "Your words do not go." not in desk.post("write", words=TEXT, step="look")
    SafeContactRule.objects.update(level="cover")
    assert "They chose cover words." in desk.read("write")
    page = desk.post("write", words=TEXT, step="look")
    assert "Your words do not go. This cover text goes instead." in page
    assert TEXT in page


def test_what_would_be_held_says_why_and_is_kept_only_if_wished(
    desk: Desk, provider: FakeTwilio
) -> None:
    pause_texts(desk.side, timezone.now() + timedelta(days=1), acting_user=desk.cast.advocate)
    page = desk.post("write", words=TEXT, step="look")
    assert bubble(page) == ""
    assert "Texts are paused." in page
    assert "Keep it until it is safe" in page
    desk.post("write", words=TEXT, step="send")
    deliver()
    assert not provider.sent
    assert OutgoingMessage.objects.get().state == "withheld"
    pause_texts(desk.side, None, acting_user=desk.cast.advocate)
    deliver()
    assert [text.body for text in provider.sent] == [TEXT]


def test_outside_the_safe_hours_the_page_says_when_it_goes(
    desk: Desk, provider: FakeTwilio
) -> None:
    SafeContactRule.objects.update(hours=Hours.every_day(time(10), time(14)))
    tomorrow = timezone.localtime() + timedelta(days=1)
    with time_machine.travel(tomorrow.replace(hour=8, minute=0), tick=False) as clock:
        sign_in(desk.client, desk.cast.advocate)
        page = desk.post("write", words=TEXT, step="look")
        assert "It waits for the safe hours." in page
        assert "It is tried again today at 10:00" in page
        desk.post("write", words=TEXT, step="send")
        deliver()
        assert not provider.sent
        clock.shift(timedelta(hours=3))
        sweep_states()
        deliver()
    assert [text.body for text in provider.sent] == [TEXT]


def test_words_nobody_could_send_for_three_days_are_dropped(
    desk: Desk, provider: FakeTwilio
) -> None:
    stop_texts(desk.side.subject, acting_user=None)
    desk.post("write", words=TEXT, step="send")
    kept = OutgoingMessage.objects.get()
    assert kept.expires_at is not None
    assert timedelta(days=2) < kept.expires_at - timezone.now() <= timedelta(days=3)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write what you want to say."),
        ("x" * 301, "At most 300 characters; this has 301."),
        ("keys\x00", "Null characters are not allowed."),
    ],
)
@pytest.mark.parametrize("step", ["look", "send"])
def test_wrong_words_are_refused_and_stay(desk: Desk, step: str, words: str, said: str) -> None:
    page = desk.post("write", words=words, step=step)
    assert said in page
    assert words.strip("\x00") in page
    assert not OutgoingMessage.objects.exists()


def test_words_may_be_changed_after_looking(desk: Desk) -> None:
    page = desk.post("write", words=TEXT, step="change")
    assert "<textarea" in page
    assert TEXT in page
    assert not OutgoingMessage.objects.exists()


def test_what_is_written_is_shown_as_written(desk: Desk) -> None:
    page = desk.post("write", words="<b>Hello</b>", step="look")
    assert "<b>Hello</b>" not in page
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page


def test_what_tells_too_much_is_named_and_a_link_never_goes(desk: Desk) -> None:
    assert "These words say much" not in desk.post("write", words=TEXT, step="look")
    page = desk.post("write", words="Jay, the police are coming.", step="look")
    assert "These words say much: “Jay”, “police”." in page
    SafeContactRule.objects.update(level="cover")
    assert "These words say much" not in desk.post("write", words="Jay, the police.", step="look")
    page = desk.post("write", words="See www.flats.org please", step="send")
    assert "A text never carries a link: take out “www.flats.org”." in page
    assert not OutgoingMessage.objects.exists()
