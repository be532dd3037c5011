"""What the gate and the desk must know of earlier texts: whose, of which kind, to the moment."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from companion.access import contact, questions
from companion.access.exports import whole_conversation
from companion.changes.agreement import withdraw_consent
from companion.changes.people import add_side, appoint_advocate, open_case
from companion.models import CaseSubject, Question, SafeContactRule, WordingKey
from messaging.changes import compose
from messaging.models import TAKEN, IncomingMessage, OutgoingMessage
from tests import factories
from tests.cast import Cast

HOUR = timedelta(hours=1)
LEFT = ("sending", "unknown", "accepted", "sent", "delivered")
NOT_LEFT = ("queued", "withheld", "expired", "failed", "undelivered")

pytestmark = pytest.mark.django_db


def text(of: CaseSubject, state: str = "accepted", wording: str = "", **fields: Any) -> UUID:
    """A text to the person of a side that came as far as this; claimed, or accepted, then."""
    composed = {name: fields.pop(name) for name in ("about", "reply_to") if name in fields}
    made = compose(
        of.subject.public_id,
        wording or WordingKey.NEED_ANSWERED_ACCEPTED,
        thread=of.public_id,
        **composed,
    )
    then = fields.pop("accepted_at", made.created_at)
    moment = "accepted_at" if state in TAKEN else "claimed_at"
    usual = {moment: then, "reason": "never", "state": state}
    OutgoingMessage.objects.filter(pk=made.pk).update(**{**usual, **fields})
    return made.public_id


def said(message: UUID, words: str) -> None:
    made = OutgoingMessage.objects.get(public_id=message)
    made.body = words
    made.save()


def came(of: CaseSubject, at: datetime) -> IncomingMessage:
    """What came from their phone."""
    factories.sent(of, "Hello")
    made = IncomingMessage.objects.order_by("-pk")[0]
    IncomingMessage.objects.filter(pk=made.pk).update(received_at=at)
    return made


def test_what_left_since_counts_by_person_and_from_the_moment_after(cast: Cast) -> None:
    OutgoingMessage.objects.all().delete()
    since = timezone.now() - 9 * HOUR
    moment = timedelta(seconds=1)
    theirs, others = (side.subject.public_id for side in (cast.side, cast.other_side))
    reply = came(cast.side, since)
    for state in (*LEFT[2:], *NOT_LEFT):
        text(cast.side, state, accepted_at=since + HOUR)
    first = text(cast.side, accepted_at=since + moment)
    never = text(cast.side, accepted_at=since)
    claimed = text(cast.side, "sending", accepted_at=None, claimed_at=since + 2 * HOUR)
    old = text(cast.side, "unknown", accepted_at=None, claimed_at=since)
    lost = text(cast.side, "unknown", accepted_at=None, claimed_at=since + moment)
    # When the provider took it counts, not when it was claimed.
    text(cast.side, accepted_at=since - HOUR, claimed_at=since + HOUR)
    answered = text(cast.side, accepted_at=since + HOUR, reply_to=reply)
    elsewhere = text(cast.other_side, accepted_at=since + 3 * HOUR)
    left = contact.unprompted_since([theirs, others], since)
    assert left == {
        theirs: [since + moment] * 2 + [since + HOUR] * 3 + [since + 2 * HOUR],
        others: [since + 3 * HOUR],
    }
    assert set(contact.unprompted_since([theirs], since)) == {theirs}
    asked = [first, never, claimed, old, lost, answered]
    assert questions.asked_since(asked, since) == {
        first: since + moment, claimed: since + 2 * HOUR, lost: since + moment,
        answered: since + HOUR,
    }  # fmt: skip
    assert questions.left_since([*asked, elsewhere], since) == {
        first: since + moment, answered: since + HOUR, elsewhere: since + 3 * HOUR,
    }  # fmt: skip
    queued = text(cast.side, "queued", accepted_at=since + HOUR)
    assert questions.asked_since([queued], since) == {}
    assert contact.heard_from([theirs, others], since) == set()
    IncomingMessage.objects.filter(pk=reply.pk).update(received_at=since + moment)
    assert contact.heard_from([theirs, others], since) == {theirs}
    assert contact.heard_from([others], since) == set()


def test_the_newest_news_of_a_side_is_what_left_about_an_answer_or_an_action(cast: Cast) -> None:
    assert contact.newest_news(cast.side) is None
    about = uuid4()
    for wording in ("need_answered_declined", "action_agreed", WordingKey.YOU_SAID_WE_DID):
        newest = text(cast.side, wording=wording, about=about)
        for state in NOT_LEFT:
            text(cast.side, state, wording=wording, about=about)
        text(cast.side, wording=wording)
        text(cast.side, wording="hello", about=about)
        text(cast.other_side, wording=wording, about=about)
        found = contact.newest_news(cast.side)
        assert found and found.public_id == newest
    for state in LEFT:
        newest = text(cast.side, state, wording="action_agreed", about=about)
        found = contact.newest_news(cast.side)
        assert found and found.public_id == newest
    one = text(cast.side, wording="hello", level="neutral", version="short")
    assert contact.wording_of(one) == "hello"
    assert (contact.level_of(one), contact.version_of(one)) == ("neutral", "short")


def test_which_text_would_leave_first_and_what_left_in_answer(cast: Cast) -> None:
    OutgoingMessage.objects.all().delete()
    now = timezone.now()
    for state in (*LEFT, *NOT_LEFT[2:]):
        text(cast.side, state)
    assert contact.next_text(cast.side) is None
    text(cast.other_side, "queued")
    held = text(cast.side, "withheld", priority=0, due_at=now)
    order = [(3, now), (2, now + HOUR), (2, now), (1, now + HOUR)]
    for before, (priority, due_at) in enumerate(order):
        found = contact.next_text(cast.side)
        assert (found is not None and found.public_id == held) == (before == 0)
        newest = text(cast.side, "queued", priority=priority, due_at=due_at)
        text(cast.side, "queued", priority=priority, due_at=due_at)
        found = contact.next_text(cast.side)
        assert found and found.public_id == newest
    came_in, other = came(cast.side, now), came(cast.side, now)
    OutgoingMessage.objects.filter(reply_to__isnull=False).delete()
    for state in (*LEFT, *NOT_LEFT):
        said(text(cast.side, state, reply_to=came_in), state)
    said(text(cast.side, reply_to=other), "other")
    assert contact.replies_to(came_in) == list(LEFT)


def test_an_unknown_number_has_had_its_dull_reply_for_a_day(cast: Cast) -> None:
    stranger = factories.strangers_text("Who is this?")
    OutgoingMessage.objects.all().delete()
    now = timezone.now()

    def had(index: str = "") -> bool:
        with time_machine.travel(now, tick=False):
            return contact.replied_to_unknown_today(index or stranger.sender_index)

    assert had() is False
    reply = OutgoingMessage.objects.filter(
        public_id=text(cast.side, wording="unknown", reply_to=stranger)
    )
    for ago, counts in ((timedelta(days=1), False), (timedelta(hours=23, minutes=59), True)):
        reply.update(created_at=now - ago)
        assert had() is counts
    assert had("another") is False
    # What was said to somebody we know is no reply to an unknown number.
    theirs = came(cast.side, now)
    text(cast.side, reply_to=theirs)
    IncomingMessage.objects.filter(pk=theirs.pk).update(sender_index="known")
    assert had("known") is False


def test_a_thread_is_one_sides_and_what_fits_none_is_for_whoever_keeps_the_rule(cast: Cast) -> None:
    OutgoingMessage.objects.all().delete()
    first = text(cast.side)
    loose = text(cast.side)
    OutgoingMessage.objects.filter(public_id=loose).update(thread=None)
    text(cast.other_side)
    ids = [one.public_id for one in contact.conversation(cast.advocate, cast.side)]
    assert ids == [first, loose]
    assert len(contact.conversation(cast.advocate, cast.side, 1)) == 1
    # Of whoever has one side all that came belongs to it, whoever keeps their rule.
    ids = [one.public_id for one in contact.conversation(cast.chair, cast.side)]
    assert ids == [first, loose]
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    second = add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    helper = factories.user("Second Helper")
    until = timezone.now() + 99 * HOUR
    appoint_advocate(second, helper, until, acting_user=cast.other_member)
    there = text(second)
    # To keep the rule of somebody else is not to keep theirs.
    SafeContactRule.objects.filter(subject=cast.other_side.subject).update(confirmed_by=helper)
    unplaced = came(cast.side, timezone.now())
    IncomingMessage.objects.filter(pk=unplaced.pk).update(thread=None)
    assert list(contact.texts_from(cast.advocate, cast.side)) == [unplaced]
    assert list(contact.texts_from(helper, second)) == []
    for user, side, among in ((cast.advocate, cast.side, True), (helper, second, False)):
        assert (unplaced in whole_conversation(user, side, None, None)) is among
    unplaced.media.all().delete()
    OutgoingMessage.objects.filter(reply_to=unplaced).delete()
    unplaced.delete()
    for user, side, reads in (
        (cast.advocate, cast.side, [first, loose]), (helper, second, [there]),
        (cast.advocate, second, [loose, there]), (helper, cast.side, [first]),
    ):  # fmt: skip
        texts = contact.conversation(user, side)
        assert [one.public_id for one in texts] == reads


def test_each_persons_number_is_kept_from_those_they_are_apart_from(cast: Cast) -> None:
    pair = [cast.side, cast.other_side]
    one, other = (contact.number_of(side) for side in pair)
    assert one and other and one.sender != other.sender
    subjects = [side.subject_id for side in pair]
    assert contact.senders_kept_from(subjects) == {
        subjects[0]: {other.sender}, subjects[1]: {one.sender},
    }  # fmt: skip
    for person, sender in zip(subjects, (other.sender, one.sender), strict=True):
        assert contact.senders_kept_from([person])[person] == {sender}
    alone = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    assert contact.senders_kept_from([alone.subject_id]) == {}
    rules, numbers = contact.rules_and_numbers([cast.side, alone])
    assert set(rules) == {cast.side.subject_id} and set(numbers) == {cast.side.subject.public_id}
    assert contact.number_of(alone) is None and contact.rule_of(alone) is None
    assert set(contact.consents_of([cast.side, alone])) == {cast.side.pk}
    withdraw_consent(cast.other_side, acting_user=None)
    assert contact.consents_of([cast.other_side]) == {}
    assert not contact.was_invited(one)
    asked = Question.objects.create(
        side=cast.side, kind="consent", about=one.public_id, message=text(cast.side),
        asked_number=one.public_id,
    )  # fmt: skip
    assert contact.was_invited(one) and not contact.was_invited(other)
    asked.kind = "menu"
    asked.save()
    assert not contact.was_invited(one)
