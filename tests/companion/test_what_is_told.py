"""Of each need a person hears what is told, the newest of it, and no sign of anything else."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from companion.access.told import fed_back_at, kept_back, told_for_no_need, told_of
from companion.changes.actions import answer_action, give_feedback, mark_done
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.models import Need, PanelAnswer, Telling, WordingKey
from messaging.changes import compose
from messaging.models import TAKEN, OutgoingMessage
from tests import factories
from tests.cast import Cast

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def not_told() -> Tell:
    return Tell("not_told", "It would tell who else.", timezone.localdate() + timedelta(days=9))


def test_the_newest_answer_that_may_be_told_and_whether_it_stands(cast: Cast) -> None:
    start = timezone.now()
    need = factories.need(cast.side, "a flat")
    bare = factories.need(cast.side, "a lamp")

    def answer(tell: Tell, of: Need = need) -> PanelAnswer:
        return answer_need(of, "accepted", "From May.", tell, acting_user=cast.chair)

    with time_machine.travel(start, tick=False):
        assert [(one.answer, one.stands, one.news) for one in told_of([need])] == [
            (None, False, None)
        ]
        # Of two given in one moment the later counts.
        answer(Tell("now"))
        first = answer(Tell("now"))
    (told,) = told_of([need])
    assert (told.answer, told.stands, told.news, told.actions) == (first, True, start, ())
    with time_machine.travel(start + HOUR, tick=False):
        hidden = answer(not_told())
        (told,) = told_of([need])
        assert (told.answer, told.stands, told.news) == (first, False, None)
        later = answer(Tell("advocate_first"))
        (told,) = told_of([need])
        assert (told.answer, told.stands, told.news) == (first, False, None)
        theirs = cast.side.subject.public_id
        assert set(kept_back(theirs)) == {hidden.public_id, later.public_id}
    with time_machine.travel(start + 2 * HOUR, tick=False):
        tell_in_person(later.telling, acting_user=cast.advocate)
        both = told_of([bare, need])
        assert [one.need for one in both] == [bare, need]
        assert (both[0].answer, both[0].stands, both[0].actions) == (None, False, ())
        # What was told in person is news from that moment.
        assert (both[1].answer, both[1].stands, both[1].news) == (later, True, start + 2 * HOUR)
    # The newest by its moment stands, whichever was written first.
    with time_machine.travel(start + HOUR / 2, tick=False):
        answer(not_told())
    assert (told_of([need])[0].answer, told_of([need])[0].stands) == (later, True)
    assert len(kept_back(theirs)) == 2 and hidden.public_id in kept_back(theirs)
    assert not kept_back(cast.other_side.subject.public_id).exists()


def test_actions_are_told_with_the_need_that_they_serve_or_with_none(cast: Cast) -> None:
    start = timezone.now()
    first, second = (factories.need(cast.side, words) for words in ("a flat", "a lamp"))
    week = timezone.localdate() + timedelta(days=7)
    tells = {"now": Tell("now"), "first": Tell("advocate_first"), "never": not_told()}
    with time_machine.travel(start, tick=False):
        served = {
            name: factories.action(
                cast.side, cast.member, cast.chair, name, tell=tell, needs=[first, second]
            )
            for name, tell in tells.items()
        }
        sooner = factories.action(
            cast.side, cast.member, cast.chair, needs=[second], due_on=week - timedelta(days=1)
        )
        alone = {
            name: factories.action(cast.side, cast.member, cast.chair, name, tell=tell)
            for name, tell in tells.items()
        }
        factories.action(cast.other_side, cast.other_member, cast.other_member)
    assert [one.actions for one in told_of([first, second])] == [
        (served["now"],), (sooner, served["now"]),
    ]  # fmt: skip
    assert told_for_no_need(cast.side) == [alone["now"]]
    hidden = {one.public_id for of in (served, alone) for name, one in of.items() if name != "now"}
    theirs = cast.side.subject.public_id
    assert set(kept_back(theirs)) == hidden
    with time_machine.travel(start + HOUR, tick=False):
        for one in (served["first"], alone["first"]):
            tell_in_person(one.telling, acting_user=cast.advocate)
    told = told_of([first])[0]
    assert told.actions == (served["now"], served["first"]) and told.news == start + HOUR
    assert told_for_no_need(cast.side) == [alone["now"], alone["first"]]
    assert set(kept_back(theirs)) == {served["never"].public_id, alone["never"].public_id}
    # What they said of it is the newest first.
    said: list[list[object]] = [[], []]
    for hours in (2, 1, 1):
        with time_machine.travel(start + hours * HOUR, tick=False):
            said[0].append(answer_action(served["now"], "agrees", acting_user=None))
            said[1].append(give_feedback(served["now"], "yes", acting_user=None))
    shown = told_of([first])[0].actions[0]
    for kept, found in zip(said, (shown.responses.all(), shown.feedback.all()), strict=True):
        assert list(found) == [kept[0], kept[2], kept[1]]
    # To be done is news; that it was told counts as well, whichever came last.
    with time_machine.travel(start + 3 * HOUR, tick=False):
        mark_done(served["now"], "Done.", acting_user=cast.member)
    assert told_of([first])[0].news == start + 3 * HOUR
    Telling.objects.filter(agreed_action=served["first"]).update(told_at=start + 4 * HOUR)
    assert told_of([first])[0].news == start + 4 * HOUR


def test_what_was_fed_back_counts_by_need_and_only_if_it_may_have_arrived(cast: Cast) -> None:
    start = timezone.now()
    needs = [factories.need(cast.side, words).public_id for words in ("a", "b", "c", "d")]
    theirs = cast.side.subject.public_id

    def text(about: UUID | None, hours: int, state: str, wording: str = "") -> None:
        with time_machine.travel(start + hours * HOUR, tick=False):
            made = compose(
                theirs,
                wording or WordingKey.YOU_SAID_WE_DID,
                about=about,
                thread=cast.side.public_id,
            )
        accepted_at = made.created_at if state in TAKEN else None
        OutgoingMessage.objects.filter(pk=made.pk).update(
            state=state, accepted_at=accepted_at, reason="not_told"
        )

    text(needs[0], 1, "delivered")
    text(needs[0], 2, "queued")
    text(needs[0], 3, "expired")
    text(needs[1], 1, "failed")
    text(needs[1], 2, "undelivered")
    text(needs[2], 4, "withheld")
    text(needs[3], 1, "sent", WordingKey.NEED_ANSWERED_ACCEPTED)
    assert fed_back_at(cast.side) == {needs[0]: start + 2 * HOUR, needs[2]: start + 4 * HOUR}
    assert fed_back_at(cast.other_side) == {}
