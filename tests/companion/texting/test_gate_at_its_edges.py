"""The gate to the moment and by each reason: what is refused just before or after, and why."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings

from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.contact import agree_rule, pause_texts
from companion.changes.words import write_to_person
from companion.models import CaseSubject, Consent, Hours, SafeContactRule
from companion.texting.gate import decide
from companion.texting.reasons import Reason
from messaging.gate import Send, Withhold
from messaging.models import IncomingMessage, Number, OutgoingMessage
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

NOON = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)  # 12:00 in London
FOUR = NOON + timedelta(hours=4)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def office(db: None) -> Iterator[Cast]:
    """A cast whose every date is noon; it is noon, and stays so."""
    with time_machine.travel(NOON, tick=False):
        yield make_cast()


def write(side: CaseSubject, cast: Cast) -> OutgoingMessage:
    write_to_person(side, "The keys are here.", acting_user=cast.advocate)
    return OutgoingMessage.objects.latest("pk")


def verdict(message: OutgoingMessage, at: datetime = NOON) -> str:
    answer = decide(OutgoingMessage.objects.get(pk=message.pk), at)
    return answer.reason if isinstance(answer, Withhold) else "send"


def until_four(cast: Cast) -> None:
    hours = Hours.every_day(time(10), time(16))
    agree_rule(cast.side, factories.reach(cast.phone, hours=hours), acting_user=cast.advocate)


def test_each_thing_that_is_missing_or_wrong_has_its_own_reason(office: Cast) -> None:
    message, subject = write(office.side, office), office.side.subject
    number = Number.objects.live().filter(owner_id=subject.public_id)
    assert verdict(message) == "send"
    number.update(opted_out_at=NOON)
    assert verdict(message) == Reason.STOPPED
    number.update(opted_out_at=None)
    for band, reason in (("13_to_15", Reason.COMPETENCE), ("under_13", Reason.TOO_YOUNG)):
        subject.age_band = band
        subject.save()
        assert verdict(message) == reason
    rules = SafeContactRule.objects.filter(subject=subject)
    subject.age_band, subject.competence_at = "13_to_15", NOON
    subject.competence_by = office.advocate
    subject.save()
    for shared_phone, found in ((True, "competence"), (False, "send")):
        rules.update(shared_phone=shared_phone)
        assert verdict(message) == found
    rules.delete()
    assert verdict(message) == Reason.NO_RULE
    number.update(until=NOON)
    assert verdict(message) == Reason.NO_NUMBER


def test_whom_a_panel_never_texts_gets_nothing_from_it_alone(office: Cast) -> None:
    side = factories.side("Vic", office.panel, office.advocate, office.coordinator, role="offender")
    factories.taking_part(side, office.advocate)
    message = write(side, office)
    assert verdict(message) == Reason.NEVER_CONTACTED
    office.panel.live_at = None
    office.panel.save()
    assert verdict(message) == Reason.NOT_LIVE


def test_a_stranger_gets_the_one_dull_reply_and_no_other_words(
    office: Cast, provider: FakeTwilio
) -> None:
    assert Phone("+447700900999", "+447700900900", provider).texts("hello")
    reply = OutgoingMessage.objects.get()
    answer = decide(reply)
    assert isinstance(answer, Send)
    assert (answer.sender, answer.number) == ("+447700900900", "+447700900999")
    assert (answer.valid_for, answer.level, answer.language) == (300, "cover", "en")
    assert "could not find a booking" in answer.body
    reply.wording = "help"
    assert decide(reply) == Withhold(Reason.NO_NUMBER)


def test_a_reply_is_one_for_five_minutes_to_the_moment(office: Cast, provider: FakeTwilio) -> None:
    until_four(office)
    with time_machine.travel(FOUR + timedelta(hours=6), tick=False):
        phone_of(office.side, provider).texts("NEED a flat")
        came = IncomingMessage.objects.get().received_at
        reply = OutgoingMessage.objects.get()
    late = came + settings.REPLY_WITHIN
    assert [verdict(reply, at) for at in (late, late + A_MOMENT)] == ["send", "outside_hours"]


def test_details_keep_half_an_hour_from_the_end_and_replies_are_tried_to_the_last_second(
    office: Cast, provider: FakeTwilio
) -> None:
    until_four(office)
    message = write(office.side, office)
    half = FOUR - timedelta(minutes=30)
    verdicts = [verdict(message, at) for at in (half, half + A_MOMENT, FOUR)]
    assert verdicts == ["send", "window_ends", "outside_hours"]
    held = decide(message, half + A_MOMENT)
    assert isinstance(held, Withhold) and held.until == FOUR
    with time_machine.travel(FOUR - timedelta(seconds=1.5), tick=False):
        phone_of(office.side, provider).texts("NEED a flat")
    reply = OutgoingMessage.objects.latest("pk")
    for seconds, valid_for in ((1.5, 1), (0.5, 1), (0, 300)):
        answer = decide(reply, FOUR - timedelta(seconds=seconds))
        assert isinstance(answer, Send) and answer.valid_for == valid_for
        assert answer.level == "cover"


def test_dates_end_to_the_moment(office: Cast) -> None:
    message = write(office.side, office)
    ends = NOON + timedelta(days=3)
    pause_texts(office.side, ends, acting_user=office.advocate)
    held = decide(message, ends - A_MOMENT)
    assert held == Withhold(Reason.PAUSED, ends)
    assert verdict(message, ends) == "send"
    Consent.objects.filter(side=office.side).update(expires_at=ends)
    assert [verdict(message, at) for at in (ends - A_MOMENT, ends)] == ["paused", "consent_old"]
    Consent.objects.filter(side=office.side).update(expires_at=NOON + timedelta(days=200))
    silent = NOON + settings.SILENCE_FREEZES
    old = NOON + settings.SAFE_CONTACT_RULE_PERIOD
    assert verdict(message, min(silent, old) - A_MOMENT) == "send"
    assert [verdict(message, at) for at in (old, old + A_MOMENT)] == ["silent", "rule_old"]
    SafeContactRule.objects.update(confirmed_at=silent)
    assert [verdict(message, at) for at in (silent - A_MOMENT, silent)] == ["send", "silent"]


def test_an_agreement_without_their_own_yes_is_none_and_an_invitation_needs_one(
    office: Cast,
) -> None:
    side = factories.side("Noor", office.panel, office.advocate, office.coordinator)
    factories.reachable(side, office.advocate, emergency_reply=True)
    message = write(office.side, office)
    message.owner_id, message.thread = side.subject.public_id, side.public_id
    for wording in ("own_words", "emergency"):
        message.wording = wording
        assert decide(message) == Withhold(Reason.NO_CONSENT)
    message.reply_to = IncomingMessage(owner_id=message.owner_id, received_at=NOON, body="help")
    assert isinstance(decide(message), Send)
    message.wording = "own_words"
    assert decide(message) == Withhold(Reason.NO_CONSENT)
    message.wording, message.reply_to = "invitation", None
    Consent.objects.filter(side=side).update(expires_at=NOON)
    assert decide(message) == Withhold(Reason.CONSENT_OLD)
    Consent.objects.filter(side=side).update(withdrawn_at=NOON)
    assert decide(message) == Withhold(Reason.NO_CONSENT)


@pytest.mark.parametrize("triggers", ["alert", "hold"])
def test_after_the_duress_word_nothing_new_goes_where_they_chose_so(
    office: Cast, provider: FakeTwilio, triggers: str
) -> None:
    rule = factories.reach(office.phone, duress_triggers=triggers)
    agree_rule(office.side, rule, acting_user=office.advocate)
    message = write(office.side, office)
    phone_of(office.side, provider).texts("umbrella")
    assert verdict(message) == ("duress" if triggers == "hold" else "send")


def test_you_said_we_did_is_about_their_own_need_and_needs_news(office: Cast) -> None:
    need = factories.need(office.side, "a flat")
    message = OutgoingMessage(
        owner_id=office.side.subject.public_id,
        thread=office.side.public_id,
        wording="you_said_we_did",
        about=need.public_id,
    )
    assert decide(message) == Withhold(Reason.NOT_TOLD)
    answer_need(need, "accepted", "Yes.", Tell("now"), acting_user=office.chair)
    assert isinstance(decide(message), Send)
    for about in (None, factories.need(office.other_side, "a dog").public_id):
        message.about = about
        assert decide(message) == Withhold(Reason.PARTITION)


def test_only_the_newest_answer_and_one_that_may_be_told_leaves(office: Cast) -> None:
    need = factories.need(office.side, "a flat")
    texts = []
    for tell in ("now", "now"):
        answer_need(need, "declined", "No.", Tell(tell), acting_user=office.chair)
        texts.append(OutgoingMessage.objects.latest("pk"))
    assert [verdict(text) for text in texts] == ["replaced", "send"]
    answer_need(need, "declined", "No.", Tell("advocate_first"), acting_user=office.chair)
    assert verdict(texts[1]) == "replaced"
    texts[1].about = need.answers.latest().public_id
    assert decide(texts[1]) == Withhold(Reason.ADVOCATE_FIRST)


def test_a_second_question_waits_three_days_for_the_first(
    office: Cast, provider: FakeTwilio
) -> None:
    phone_of(office.side, provider).texts("NEED a flat")
    action = factories.action(office.side, office.member, office.chair)
    mark_done(action, acting_user=office.member)
    second = OutgoingMessage.objects.latest("pk")
    open_until = NOON + settings.QUESTION_OPEN_FOR
    assert decide(second) == Withhold(Reason.QUESTION_OPEN, open_until)
    assert verdict(second, open_until - A_MOMENT) == "question_open"
    assert verdict(second, open_until + A_MOMENT) == "send"


def test_the_budget_counts_back_to_the_moment_and_none_is_none(
    office: Cast, provider: FakeTwilio
) -> None:
    once = factories.reach(office.phone, unprompted_a_day=1, unprompted_a_week=9)
    agree_rule(office.side, once, acting_user=office.advocate)
    write(office.side, office)
    assert len(phone_of(office.side, provider).waits()) == 1
    message, tomorrow = write(office.side, office), NOON + timedelta(days=1)
    assert decide(message) == Withhold(Reason.BUDGET, tomorrow)
    assert verdict(message, tomorrow - A_MOMENT) == "budget"
    assert verdict(message, tomorrow) == "send"
    SafeContactRule.objects.update(unprompted_a_day=0)
    assert decide(message, tomorrow) == Withhold(Reason.BUDGET)


def test_details_only_where_they_were_chosen(office: Cast, provider: FakeTwilio) -> None:
    asked = factories.reach(office.phone, level="when_asked", emergency_reply=False)
    agree_rule(office.side, asked, acting_user=office.advocate)
    phone = phone_of(office.side, provider)
    phone.texts("NEED a flat")
    for wording in ("emergency", "need_importance"):
        reply = OutgoingMessage.objects.latest("pk")
        reply.wording = wording
        answer = decide(reply)
        assert isinstance(answer, Send) and answer.level == "cover"
    never = factories.reach(office.phone, level="cover")
    agree_rule(office.side, never, acting_user=office.advocate)
    phone.texts("bluebell")
    phone.texts("PLAN bluebell")
    for reply in OutgoingMessage.objects.all():
        answer = decide(reply)
        assert isinstance(answer, Withhold) or answer.level == "cover"
