"""The demonstration's tour follows one loop by what the records say, and no further."""

from dataclasses import fields
from datetime import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from companion.access.tour import Loop, has_looked, loop_of, side_behind, withheld_by_reason
from companion.changes.actions import answer_action, give_feedback
from companion.changes.answers import Tell, answer_need
from companion.changes.contact import stop_texts
from companion.changes.people import add_side, end_advocacy, open_case
from companion.models import Access, Membership
from messaging.changes import compose
from messaging.models import Number, OutgoingMessage
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, change

SINCE = datetime.fromisoformat("2027-03-08T09:00:00+00:00")

pytestmark = pytest.mark.django_db


def happened(loop: Loop | None) -> dict[str, object]:
    """What came of the loop, by name."""
    assert loop is not None
    parts = {part.name: getattr(loop, part.name) for part in fields(loop)}
    return {name: record for name, record in parts.items() if record}


def test_a_loop_is_the_newest_need_since_then_and_what_came_of_it(cast: Cast) -> None:
    begun = {"side": cast.side, "advocate": cast.advocate, "chair": cast.chair}
    with at(SINCE - MOMENT):
        factories.need(cast.side, "too early")
        early = factories.action(cast.side, cast.member, cast.chair)
    with at(SINCE + 9 * MOMENT):
        factories.need(cast.other_side, "somebody else")
    assert happened(loop_of(cast.side, SINCE)) == begun
    with at(SINCE):
        first, second = (factories.need(cast.side, words) for words in ("a lock", "a door"))
    assert happened(loop_of(cast.side, SINCE)) == {**begun, "need": second}
    with at(SINCE + MOMENT):
        third = factories.need(cast.side, "a lift")
        answer_need(first, "accepted", "Yes.", Tell("now"), acting_user=cast.chair)
        factories.action(cast.other_side, cast.other_member, cast.other_member)
        assert happened(loop_of(cast.side, SINCE)) == {**begun, "need": third}
        one, action = [factories.action(cast.side, cast.member, cast.chair) for _ in range(2)]
        answers = [
            answer_need(third, "accepted", words, Tell("now"), acting_user=cast.chair)
            for words in ("Perhaps.", "Yes.")
        ]
    loop = {**begun, "need": third, "answer": answers[1], "action": action}
    with at(SINCE + 2 * MOMENT):
        answer_action(early, "agrees", acting_user=None)
        answer_action(one, "agrees", acting_user=None)
        assert happened(loop_of(cast.side, SINCE)) == loop
        *_, loop["response"] = [
            answer_action(action, answer, acting_user=None) for answer in ("disagrees", "agrees")
        ]
        assert happened(loop_of(cast.side, SINCE)) == loop
        *_, loop["feedback"] = [
            give_feedback(action, said, acting_user=None) for said in ("no", "yes")
        ]
    with at(SINCE):
        answer_action(action, "disagrees", acting_user=None)
        give_feedback(action, "no", acting_user=None)
        answer_need(third, "declined", "No.", Tell("now"), acting_user=cast.chair)
    assert happened(loop_of(cast.side, SINCE)) == loop
    # By their moments, whichever was written first.
    change(action, agreed_at=SINCE + 9 * MOMENT)
    change(one, agreed_at=SINCE + 10 * MOMENT)
    change(second, opened_at=SINCE + 9 * MOMENT)
    assert happened(loop_of(cast.side, SINCE)) == {**begun, "need": second, "action": one} | {
        "response": one.responses.get()
    }
    change(one, agreed_at=SINCE)
    change(action, agreed_at=SINCE + MOMENT)
    change(second, opened_at=SINCE)
    stop_texts(cast.other_side.subject, acting_user=None)
    assert happened(loop_of(cast.side, SINCE)) == loop
    stop_texts(cast.side.subject, acting_user=None)
    assert happened(loop_of(cast.side, SINCE)) == {**loop, "stopped": True}


def test_without_an_advocate_or_a_chair_there_is_no_loop(cast: Cast) -> None:
    # The other panel has no chair; its member is none.
    assert loop_of(cast.other_side, SINCE) is None
    factories.seat(cast.other_panel, cast.outsider, "chair")
    found = loop_of(cast.other_side, SINCE)
    assert found and (found.chair, found.advocate) == (cast.outsider, cast.other_advocate)
    Membership.objects.filter(user=cast.chair).update(ended_at=timezone.now())
    assert loop_of(cast.side, SINCE) is None
    end_advocacy(cast.other_side, acting_user=cast.coordinator)
    assert loop_of(cast.other_side, SINCE) is None


def test_a_phone_leads_to_the_first_side_of_whoever_holds_it_now(cast: Cast) -> None:
    case = open_case(cast.other_panel, acting_user=cast.other_member)
    add_side(case, cast.side.subject, "offender", acting_user=cast.other_member)
    assert side_behind(cast.phone) == cast.side
    assert side_behind(cast.other_phone) == cast.other_side
    assert side_behind("+447700900998") is None
    Number.objects.filter(owner_id=cast.side.subject.public_id).update(until=timezone.now())
    assert side_behind(cast.phone) is None


def test_a_look_counts_from_that_moment_for_this_user_and_this_person(cast: Cast) -> None:
    theirs, others = (side.subject.public_id for side in (cast.side, cast.other_side))
    for user, subject_id, moment in (
        (cast.chair, theirs, SINCE),
        (cast.advocate, others, SINCE),
        (cast.advocate, theirs, SINCE - MOMENT),
    ):
        Access.objects.create(user=user, subject_id=subject_id, page="advocate:person", at=moment)
    assert has_looked(cast.chair, cast.side, SINCE)
    assert not has_looked(cast.advocate, cast.side, SINCE)
    assert not has_looked(cast.chair, cast.other_side, SINCE)


def test_what_is_withheld_is_counted_by_reason_the_most_frequent_first() -> None:
    for reason, state in (
        ("pause", "withheld"), ("quiet", "withheld"), ("limit", "withheld"), ("quiet", "withheld"),
        ("pause", "queued"), ("pause", "failed"),
    ):  # fmt: skip
        made = compose(uuid4(), "hello")
        OutgoingMessage.objects.filter(pk=made.pk).update(state=state, reason=reason)
    assert list(withheld_by_reason().items()) == [("quiet", 2), ("limit", 1), ("pause", 1)]
