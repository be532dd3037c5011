"""A person's page: their words first, both accounts, every text and its state."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companion.changes.actions import give_feedback
from companion.changes.alerts import raise_alert, see_alert
from companion.changes.answers import Tell
from companion.changes.contact import pause_texts
from companion.changes.people import add_side, appoint_advocate, open_case
from companion.changes.words import keep_words, write_to_person
from companion.models import Alert, CaseSubject, SafeContactRule, Statement
from messaging.changes import record_callback
from messaging.models import OutgoingMessage
from tests import factories
from tests.companion.advocate.conftest import WORDS, Desk, deliver
from tests.fakes import FakeTwilio
from tests.messaging.provider import VOICE, post, text_fields
from tests.phone import phone_of


def test_their_words_come_before_ours(desk: Desk) -> None:
    page = desk.read()
    assert (
        page.index(WORDS) < page.index("A flat is free from May.") < page.index("Change the locks")
    )
    assert "the school says no" in page
    assert "from their number, not verified" in page


def test_both_accounts_stand_side_by_side(desk: Desk) -> None:
    give_feedback(desk.done_action, "no", words="nobody came", acting_user=None)
    page = desk.read()
    assert "New locks on both doors." in page
    assert "It did not happen" in page
    assert "nobody came" in page


def test_a_text_that_is_held_says_why_and_when_it_goes(desk: Desk, provider: FakeTwilio) -> None:
    until = timezone.now() + timedelta(days=1)
    pause_texts(desk.side, until, acting_user=desk.cast.advocate)
    write_to_person(desk.side, "I can come on Tuesday.", acting_user=desk.cast.advocate)
    deliver()
    page = desk.read()
    held = page[page.index("I can come on Tuesday.") :]
    assert "held back" in held
    assert "Texts are paused." in held
    assert f"{timezone.localtime(until):%H:%M}" in held
    assert not provider.sent


def test_what_is_not_told_yet_is_held_and_says_so(desk: Desk, provider: FakeTwilio) -> None:
    deliver()
    page = desk.read()
    assert "The panel’s answer to “somewhere safe to live with my kids”" in page
    assert "The advocate tells the person first." in page
    assert "A flat is free from May." not in "".join(text.body for text in provider.sent)


def test_each_text_shows_what_became_of_it(desk: Desk, provider: FakeTwilio) -> None:
    write_to_person(desk.side, "See you soon.", acting_user=desk.cast.advocate)
    deliver()
    sent = next(text for text in provider.sent if text.body == "See you soon.")
    message = OutgoingMessage.objects.get(wording="advocate_words")
    token = provider.tokens[provider.sent.index(sent)]
    for status, word in (("sent", "sent"), ("delivered", "delivered")):
        record_callback(token, str(message.provider_id), status, "")
        conversation = desk.read().partition('id="conversation"')[2]
        assert word in conversation.partition("See you soon.")[2].partition("</article>")[0]
        assert "arrived late" not in conversation
    message.refresh_from_db()
    assert message.valid_until == message.claimed_at + timedelta(seconds=sent.valid_for)
    OutgoingMessage.objects.filter(pk=message.pk).update(valid_until=message.claimed_at)
    late = desk.read().partition('id="conversation"')[2]
    assert "arrived late" in late and "after the safe time" in late


def test_cover_words_are_shown_with_what_they_stood_for(desk: Desk, provider: FakeTwilio) -> None:
    SafeContactRule.objects.update(level="cover")
    write_to_person(desk.side, "The keys are ready.", acting_user=desk.cast.advocate)
    deliver()
    page = desk.read()
    assert "There is a message about your booking." in page
    assert "sent instead of your words: “The keys are ready.”" in page


def test_a_voice_call_stands_in_the_conversation(desk: Desk, provider: FakeTwilio) -> None:
    phone = phone_of(desk.side, provider)
    fields = text_fields(**{"From": phone.number, "To": phone.sender})
    fields["CallSid"] = fields.pop("MessageSid").replace("SM", "CA")
    assert post(desk.client, VOICE, fields).status_code == 200
    phone.texts("hello")
    assert "Rang. It was not answered" in desk.read()


def test_the_number_and_the_secret_words_are_folded_up(desk: Desk) -> None:
    page = desk.read()
    before, _, folded = page.partition("Show number and secret words")
    for secret in (desk.cast.phone, "bluebell", "umbrella"):
        assert secret not in before
        assert secret in folded.partition("</details>")[0]
    assert f"ends in {desk.cast.phone[-2:]}" in page


def test_the_phone_shows_the_next_text_that_waits(desk: Desk, provider: FakeTwilio) -> None:
    page = desk.read()
    assert "The next text that waits." in page
    deliver()
    OutgoingMessage.objects.filter(state="withheld").delete()
    page = desk.read()
    assert "Nothing waits. If you wrote to them now:" in page
    assert "Your own words would stand here." in page


def test_an_action_that_the_person_must_not_hear_of_asks_for_no_answer(desk: Desk) -> None:
    untold = Tell("not_told", "It would warn somebody.", timezone.localdate() + timedelta(days=9))
    hidden = factories.action(
        desk.side, desk.cast.member, desk.cast.coordinator, "Share the file", tell=untold
    )
    assert "Not told to them" in desk.read()
    assert desk.address("answer", hidden) not in desk.read()
    assert desk.client.get(desk.address("answer", hidden)).status_code == 404
    assert desk.client.post(desk.address("answer", hidden), {"answer": "no"}).status_code == 404
    assert not hidden.responses.exists()


def second_side(desk: Desk) -> CaseSubject:
    """The same person in another case, with the same advocate."""
    panel = factories.panel("Vale IOM", "iom", coordinator=desk.cast.coordinator)
    case = open_case(panel, acting_user=desk.cast.coordinator)
    side = add_side(case, desk.side.subject, "offender", acting_user=desk.cast.coordinator)
    ends = timezone.now() + timedelta(days=90)
    appoint_advocate(side, desk.cast.advocate, ends, acting_user=desk.cast.coordinator)
    return side


def test_words_that_fit_no_side_are_placed_by_the_advocate(desk: Desk) -> None:
    other = second_side(desk)
    said = keep_words(
        desk.side.subject, "I cannot sleep", side=None, channel="text", acting_user=None
    )
    assert "Words that fit neither side" in desk.read()
    field = f"{said.public_id}-side"
    page = desk.post("place", said, **{field: ""})
    assert "Choose where these words belong." in page
    stranger = desk.cast.other_side
    assert "Select a valid choice" in desk.post("place", said, **{field: stranger.public_id})
    assert Statement.objects.get(pk=said.pk).side is None
    desk.post("place", said, **{field: other.public_id})
    assert Statement.objects.get(pk=said.pk).side == other
    assert "Words that fit neither side" not in desk.read()
    assert "I cannot sleep" in desk.read(of=other)
    assert "I cannot sleep" not in desk.read()


def test_two_sides_of_one_person_do_not_mix(desk: Desk) -> None:
    other = second_side(desk)
    page = desk.read(of=other)
    assert WORDS not in page
    assert "Change the locks" not in page
    assert reverse("advocate:person", args=[desk.side.public_id]) in page


def test_a_person_who_said_nothing_yet_has_a_page_that_says_what_to_do(desk: Desk) -> None:
    cast = desk.cast
    new = factories.side("Noor", cast.panel, cast.advocate, cast.coordinator)
    page = desk.read(of=new)
    assert "They have not said what they need yet." in page
    assert "Agree with them how they may safely be reached." in page
    assert "No texts yet." in page


def story(desk: Desk, how_much: int) -> None:
    """More needs, answers to tell, actions and texts."""
    for place in range(how_much):
        factories.need(desk.side, f"need {place}", ("panel", "advocate", "agencies")[place % 3])
        keep_words(
            desk.side.subject, f"words {place}", side=desk.side, channel="text", acting_user=None
        )
        action = factories.action(desk.side, desk.cast.member, desk.cast.coordinator, f"do {place}")
        give_feedback(action, "yes", helped=3, acting_user=None)
        write_to_person(desk.side, f"text {place}", acting_user=desk.cast.advocate)


@pytest.mark.postgresql
def test_a_long_story_takes_as_many_queries_as_a_short_one(desk: Desk) -> None:
    counts = []
    for how_much in (3, 27):
        story(desk, how_much)
        with CaptureQueriesContext(connection) as queries:
            desk.read()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 60


def test_an_open_alert_stands_at_the_top_until_somebody_is_on_it(desk: Desk) -> None:
    said = "Nobody has said yet that they are on it."
    assert said not in desk.read()
    raise_alert(desk.side.subject, Alert.Kind.IN_DANGER, side=desk.side)
    alert = Alert.objects.get(kind="in_danger")
    page = desk.read()
    assert page.index(said) < page.index("Write a text")
    assert desk.address("alert", alert) in page
    see_alert(alert, acting_user=desk.cast.advocate)
    assert said not in desk.read()
