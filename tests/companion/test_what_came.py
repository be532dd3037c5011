"""What came from a person's phone, what it answered and why they cannot read: for whom and when."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from companion.access import contact, questions
from companion.changes.absences import begin_absence, end_absence
from companion.changes.alerts import raise_alert
from companion.models import Alert, Question, SafeContactRule
from messaging.changes import compose
from messaging.models import Medium, OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, came, change

pytestmark = pytest.mark.django_db


def test_a_conversation_is_the_newest_texts_of_both_kinds_in_order(cast: Cast) -> None:
    OutgoingMessage.objects.all().delete()
    now = timezone.now()
    texts: list[Any] = []
    # In the order of their moments, whichever was written first.
    for ago in (5, 9, 7):
        texts.append(came(cast.side, "Hello", now - ago * MOMENT))
        with at(now - (ago - 1) * MOMENT):
            composed = compose(cast.side.subject.public_id, "hello", thread=cast.side.public_id)
        texts.append(composed)
    assert [contact.moment_of(text) for text in texts[:2]] == [now - 5 * MOMENT, now - 4 * MOMENT]
    by_pk = texts[::2]
    texts.sort(key=contact.moment_of)
    assert contact.conversation(cast.advocate, cast.side) == texts
    for most in (1, 2, 3, 6):
        assert contact.conversation(cast.advocate, cast.side, most) == texts[-most:]
    mine = [text for text in texts if not isinstance(text, OutgoingMessage)]
    assert list(contact.texts_from(cast.advocate, cast.side)) == by_pk[::-1]
    assert list(contact.texts_from(cast.other_advocate, cast.other_side)) == []
    sent = factories.sent(cast.side, "Look")
    (medium,) = Medium.objects.all()
    second = Medium(message=medium.message, place=0, owner_id=medium.owner_id)
    for field in ("state", "kind", "media_type", "content", "size", "digest", "due_at"):
        setattr(second, field, getattr(medium, field))
    change(medium, place=1)
    second.save()
    newest = contact.conversation(cast.advocate, cast.side)[-1]
    assert newest.public_id == sent.message
    assert list(newest.media.all()) == [second, medium]  # type: ignore[union-attr]
    alerts = []
    for message in (mine[0].public_id, uuid4(), None):
        raise_alert(cast.side.subject, "message", side=cast.side, message=message)
        alerts.append(Alert.objects.latest("pk"))
    assert contact.texts_of_alerts(alerts) == {mine[0].public_id: mine[0]}
    assert contact.texts_of_alerts(alerts[1:]) == {}


def test_the_question_that_was_answered_last_is_the_newest_of_their_own_answers(cast: Cast) -> None:
    since = timezone.now() - timedelta(hours=9)

    def asked(**fields: Any) -> Question:
        usual = {
            "side": cast.side, "kind": "menu", "about": uuid4(), "message": uuid4(),
            "settled_as": "answered", "settled_at": since,
        }  # fmt: skip
        return Question.objects.create(**{**usual, **fields})

    subject = cast.side.subject
    asked(settled_at=since - MOMENT)
    assert questions.last_answered(subject, since) is None
    first, second = asked(), asked()
    asked(settled_as="expired", settled_at=since + MOMENT)
    asked(settled_as="", settled_at=None)
    asked(side=cast.other_side, settled_at=since + MOMENT)
    assert questions.last_answered(subject, since) == second
    change(first, settled_at=since + MOMENT)
    assert questions.last_answered(subject, since) == first
    change(cast.side, left_at=since)
    assert questions.last_answered(subject, since) is None


def test_why_they_cannot_read_and_whose_pause_is_over(cast: Cast) -> None:
    assert contact.absence_of(cast.side) is None
    begin_absence(cast.side, "hospital", "An operation.", acting_user=cast.advocate)
    absence = contact.absence_of(cast.side)
    assert absence and (absence.kind, absence.recorded_by) == ("hospital", cast.advocate)
    assert contact.absence_of(cast.other_side) is None
    end_absence(cast.side, "They are home.", acting_user=cast.advocate)
    assert contact.absence_of(cast.side) is None
    now = timezone.now()
    for side, until in ((cast.side, now), (cast.other_side, now - MOMENT)):
        change(SafeContactRule.objects.get(subject=side.subject), paused_until=until)
    assert contact.paused_until(now) == [cast.side.subject, cast.other_side.subject]
    assert contact.paused_until(now - MOMENT) == [cast.other_side.subject]
    rule = contact.rule_of(cast.side)
    assert rule and rule.subject == cast.side.subject
