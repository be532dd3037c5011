"""What follows from each kind of text: silence, a human, or the right reply."""

import pytest

from companion.changes.contact import start_texts
from companion.models import Alert, Need, SafeContactRule, Statement
from messaging.models import IncomingMessage, OutgoingMessage, State
from tests import factories
from tests.cast import Cast
from tests.fakes import FakeTwilio
from tests.messaging.provider import VOICE, new_sid, post, text_fields
from tests.phone import Phone, phone_of


@pytest.fixture
def phone(cast: Cast, provider: FakeTwilio) -> Phone:
    return phone_of(cast.side, provider)


def alerts() -> set[str]:
    return set(Alert.objects.values_list("kind", flat=True))


def test_stop_is_silent_and_the_advocate_is_told(phone: Phone) -> None:
    assert phone.texts("STOP") == []
    assert SafeContactRule.objects.exclude(stopped_at=None).count() == 1
    assert alerts() == {"stopped"}
    assert phone.texts("hello") == []


def test_the_providers_own_opt_out_counts_as_stop(phone: Phone) -> None:
    assert phone.texts("Arret", OptOutType="STOP") == []
    assert alerts() == {"stopped"}


def test_start_is_silent_until_the_advocate_confirms(cast: Cast, phone: Phone) -> None:
    phone.texts("stop")
    assert phone.texts("START") == []
    assert "start" in alerts()
    start_texts(cast.side, acting_user=cast.advocate)
    assert phone.waits() == [
        "Your booking reminders are on again. Reply STOP at any time to end them."
    ]


def test_danger_is_alerted_even_after_stop(phone: Phone) -> None:
    phone.texts("STOP")
    assert phone.texts("he is going to kill me") == []
    assert "in_danger" in alerts()


def test_danger_gets_the_usual_reply_unless_the_emergency_one_was_chosen(phone: Phone) -> None:
    phone.texts("hello")
    for said in ("he hit me", "NEED a lock, he hit me", "1 he hit me"):
        assert phone.texts(said) == ["Thanks, your message has been passed on."]
    assert alerts() == {"in_danger"}
    assert Need.objects.get().statement.words == "NEED a lock, he hit me"


@pytest.mark.parametrize("asked", ["call me please", "whats the plan?", "who can see what i said"])
def test_what_is_asked_beside_danger_says_nothing_more(phone: Phone, asked: str) -> None:
    usual = phone.texts("he has a knife")
    assert phone.texts(f"he has a knife. {asked}") == usual
    assert alerts() == {"in_danger", *(["call"] if "call" in asked else [])}


def test_danger_gets_the_emergency_reply_where_it_was_chosen(
    cast: Cast, provider: FakeTwilio
) -> None:
    side = factories.side("Lee", cast.panel, cast.advocate, cast.coordinator)
    factories.taking_part(side, cast.advocate, emergency_reply=True, level="cover")
    assert "press 55" in phone_of(side, provider).texts("he hit me")[0]


def test_a_wrong_number_freezes_at_once(phone: Phone) -> None:
    assert phone.texts("who is this?") == []
    assert alerts() == {"wrong_number"}
    assert phone.texts("1") == []


def test_call_reaches_the_advocate(phone: Phone) -> None:
    assert "asked to call you" in phone.texts("call me please")[0]
    assert alerts() == {"call"}


def test_a_voice_call_counts_as_call_with_no_text_back(phone: Phone) -> None:
    fields = {**text_fields(""), "CallSid": new_sid("CA"), "From": phone.number, "To": phone.sender}
    assert b"Reject" in post(phone.client, VOICE, fields).content
    assert phone.waits() == []
    from messaging.handling import handle_waiting

    handle_waiting(5)
    assert phone.waits() == []
    assert alerts() == {"call"}


def test_what_is_not_understood_is_kept_and_asked_about_once(phone: Phone) -> None:
    assert "1 something I need" in phone.texts("my cat is called Tiddles")[0]
    assert Statement.objects.get().words == "my cat is called Tiddles"
    assert "How much" in phone.texts("1")[0]
    assert Need.objects.get().statement.words == "my cat is called Tiddles"


def test_a_message_for_the_advocate_reaches_them(phone: Phone) -> None:
    phone.texts("tell her I passed")
    assert "passed them on" in phone.texts("4")[0]
    alert = Alert.objects.get()
    first = IncomingMessage.objects.order_by("pk").first()
    assert first is not None
    assert (alert.kind, alert.message) == ("message", first.public_id)


def test_a_number_that_answers_nothing_is_asked_about_once(phone: Phone) -> None:
    assert "not sure which question" in phone.texts("2")[0]
    assert "passed them on to your advocate" in phone.texts("2")[0]  # asked once, then a human
    assert alerts() == {"message"}


def test_words_instead_of_an_answer_are_kept_and_the_choice_is_put_again(
    cast: Cast, phone: Phone
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    assert "Reply 1 agree, 2 change, 3 no." in phone.texts("2 sofas came to my house")[0]
    assert not action.responses.exists()
    assert alerts() == {"message"}
    phone.texts("3")
    assert action.responses.get().answer == "no"


def test_a_question_that_never_reached_the_provider_cannot_be_answered(
    cast: Cast, phone: Phone
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.texts("1")
    assert not action.responses.exists()


@pytest.mark.parametrize("text", ["", "😀😀", "‮سلام", "x" * 1600, "a\x00b"])
def test_odd_texts_are_kept_and_answered_with_the_menu(phone: Phone, text: str) -> None:
    assert "What are they about?" in phone.texts(text)[0]
    assert IncomingMessage.objects.get().body == text.replace("\x00", "\u2400")


def test_an_unknown_number_gets_one_dull_reply_a_day(provider: FakeTwilio, db: None) -> None:
    stranger = Phone("+447700900999", "+447700900900", provider)
    dull = ["Thanks for your text. We could not find a booking for this number."]
    assert stranger.texts("hello") == dull
    assert stranger.texts("hello?") == []
    assert not Statement.objects.exists()


def test_a_text_to_a_sender_not_their_own_is_from_an_unknown_number(
    cast: Cast, provider: FakeTwilio
) -> None:
    phone = phone_of(cast.side, provider)
    other = Phone(phone.number, "+447700900903", provider)
    assert "could not find a booking" in other.texts("NEED a flat")[0]
    assert not Statement.objects.exists()


@pytest.mark.parametrize("to", ["", "+447700900899", "whatsapp:+447700900900", "é" * 64])
def test_nothing_leaves_from_an_address_that_is_not_ours_and_nothing_else_is_held_up(
    cast: Cast, provider: FakeTwilio, to: str
) -> None:
    assert Phone("+447700900999", to, provider).texts("hello") == []
    assert OutgoingMessage.objects.get().state == State.WITHHELD
    assert phone_of(cast.side, provider).texts("CALL") != []


def test_words_whose_side_is_unclear_stay_with_the_advocate(
    cast: Cast, provider: FakeTwilio
) -> None:
    from companion.changes.people import add_side, open_case

    add_side(
        open_case(cast.other_panel, acting_user=cast.other_member),
        cast.side.subject,
        "offender",
        acting_user=cast.other_member,
    )
    assert "passed them on" in phone_of(cast.side, provider).texts("NEED a flat")[0]
    statement = Statement.objects.get()
    assert (statement.side, statement.audience) == (None, "advocate")
    assert not Need.objects.exists()


def test_a_text_that_breaks_the_handler_reaches_the_advocate_unread(
    cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    import companion.texting.incoming as incoming
    from messaging.handling import handle_one

    def break_down(turn: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(incoming, "_take_turn", break_down)
    phone.texts("NEED a flat")
    waiting = IncomingMessage.objects.get()
    for failures in (1, 2, 3):
        handle_one(waiting.public_id, failures)
    assert Statement.objects.get().words == "NEED a flat"
    assert alerts() == {"message"}


def test_a_text_handled_twice_changes_once(phone: Phone) -> None:
    from companion.texting.incoming import handle

    phone.texts("NEED a flat")
    assert handle([IncomingMessage.objects.get().public_id]) == 0
    assert Need.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_a_second_side_needs_no_second_invitation_from_the_same_phone(
    cast: Cast, phone: Phone
) -> None:
    from companion.changes.agreement import record_agreement
    from companion.changes.people import add_side, open_case
    from companion.models import Consent

    case = open_case(cast.other_panel, acting_user=cast.other_member)
    side = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    record_agreement(side, acting_user=cast.advocate)
    assert Consent.objects.standing().get(side=side).evidence == "same_phone"


def test_a_phones_own_reaction_answers_nothing_and_reaches_a_human(
    cast: Cast, phone: Phone
) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    assert phone.texts("Liked “Your booking has been made. Reply 1 ok, 2 change, 3 no.”") == []
    assert not action.responses.exists()
    assert alerts() == {"message"}


def test_an_answer_and_a_request_in_one_text_are_both_done(cast: Cast, phone: Phone) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts("1. call me")
    assert action.responses.get().answer == "agree"
    assert alerts() == {"call"}


@pytest.mark.parametrize("text", ["yes but not if he is there", "1?", "yes no", "ok. he hit me"])
def test_a_yes_with_a_doubt_agrees_to_nothing(cast: Cast, phone: Phone, text: str) -> None:
    action = factories.action(cast.side, cast.member, cast.chair)
    phone.waits()
    phone.texts(text)
    assert not action.responses.exists()


def test_who_may_know_is_not_read_from_a_number_with_words_beside_it(phone: Phone) -> None:
    phone.texts("NEED a flat")
    phone.texts("5")
    phone.texts("2, but not the police")
    need = Need.objects.get()
    assert (need.importance, need.statement.audience) == (5, "advocate")
