"""Who finds whose questions, codes and wishes, and in which order: on one set-up each."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from companion.access import asking, codebook, wishes
from companion.changes.asking import answer_member, ask_member
from companion.changes.codebook import agree_code, end_code
from companion.changes.people import add_side, bring_in
from companion.changes.reviews import Decided, decide_review, plan_review
from companion.changes.words import choose_audience
from companion.models import CaseSubject, PanelCase, Review, ReviewWish
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, at, change, is_for, is_not_for
from tests.companion.panel_desk import in_days

pytestmark = pytest.mark.django_db


def test_a_question_between_members_is_read_with_what_it_is_about(cast: Cast) -> None:
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    need = factories.need(cast.side, "a lock")
    action = factories.action(ana, cast.member, cast.chair)
    unshared = factories.need(cast.side, "a door", "agencies")
    choose_audience(unshared.statement, "agencies", agencies=[cast.chair.agency], acting_user=None)  # type: ignore[list-item]
    now = timezone.now()
    asked = []
    for about, ago in ((need, 1), (action, 2), (unshared, 3)):
        with at(now - ago * MOMENT):
            asked.append(ask_member(about, cast.member, "When?", acting_user=cast.chair))
    of_need, of_action, of_unshared = asked
    assert list(asking.questions_for(cast.member)) == [of_action, of_need]
    assert list(asking.questions_for(cast.chair)) == [of_unshared, of_action, of_need]
    assert not asking.questions_for(cast.advocate).exists()
    assert list(asking.questions_in(cast.member, ana.panel_case)) == [of_action]
    assert list(asking.questions_waiting_for(cast.member)) == [of_action, of_need]
    assert not asking.questions_waiting_for(cast.chair).exists()
    is_for(asking.asked_question_for, of_need, cast.member)
    is_not_for(asking.asked_question_for, of_need, cast.chair, cast.observer)
    is_not_for(asking.asked_question_for, of_unshared, cast.member)
    answer_member(of_need, "Tomorrow.", acting_user=cast.member)
    assert list(asking.questions_waiting_for(cast.member)) == [of_action]
    # What was answered may still be read.
    is_for(asking.asked_question_for, of_need, cast.member)
    for record, field in ((ana, "left_at"), (ana.panel_case, "closed_at")):
        type(record).objects.filter(pk=record.pk).update(**{field: now})
        assert not asking.questions_waiting_for(cast.member).exists(), field
        type(record).objects.filter(pk=record.pk).update(**{field: None})
    others = {cast.coordinator, cast.member}
    assert set(asking.whom_to_ask(need, cast.chair)) == others
    assert set(asking.whom_to_ask(action, cast.member)) == {cast.coordinator, cast.chair}
    assert set(asking.whom_to_ask(unshared, cast.member)) == {cast.chair}


def test_a_code_stands_until_its_end_for_its_side_and_its_advocate(cast: Cast) -> None:
    now = timezone.now()
    about = uuid4()
    with at(now):
        old, new, yes = (
            agree_code(
                cast.side, kind, words, about=thing, until=now + 9 * MOMENT,
                acting_user=cast.advocate,
            )
            for kind, words, thing in (
                ("need", "red car", about), ("goal", "green tea", uuid4()), ("yes", "fine", None),
            )
        )  # fmt: skip
        theirs = agree_code(
            cast.other_side, "need", "blue hat", about=about, until=now + 9 * MOMENT,
            acting_user=cast.other_advocate,
        )  # fmt: skip
        end_code(new, acting_user=cast.advocate)
        assert set(codebook.standing_codes(cast.side)) == {old, yes}
        owners = [side.subject.public_id for side in (cast.side, cast.other_side)]
        assert codebook.codes_by_thing(owners) == {
            owners[0]: {about: "red car"}, owners[1]: {about: "blue hat"},
        }  # fmt: skip
        assert set(codebook.codes_by_thing(owners[:1])) == {owners[0]}
    with at(now + 9 * MOMENT):
        assert codebook.standing_codes(cast.side) == [] == codebook.standing_codes(cast.other_side)
        assert codebook.codes_by_thing(owners) == {}
        # Old texts are read by old codes.
        assert codebook.codes_of(cast.advocate, cast.side) == [yes, new, old]
        assert codebook.codes_of(cast.advocate, cast.other_side) == []
        assert codebook.codes_of(cast.member, cast.side) == []
        change(old, agreed_at=now + MOMENT)
        assert codebook.codes_of(cast.advocate, cast.side) == [old, yes, new]
    ana = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    door = codebook.my_code_for
    assert door(cast.advocate, cast.side, old.public_id) == old
    for user, side, code in (
        (cast.advocate, cast.side, new), (cast.advocate, cast.side, theirs),
        (cast.advocate, cast.other_side, theirs), (cast.member, cast.side, old),
        (cast.other_advocate, cast.other_side, old), (cast.advocate, ana, old),
    ):  # fmt: skip
        with pytest.raises(Http404):
            door(user, side, code.public_id)


def test_what_they_want_from_a_review_is_the_newest_not_taken_back(cast: Cast) -> None:
    case = cast.side.panel_case
    Review.objects.all().delete()
    assert wishes.review_ahead_of(cast.side) is None
    with pytest.raises(Http404):
        wishes.review_ahead_for(cast.side)
    other = plan_review(
        cast.other_panel, cast.other_side.panel_case, in_days(9), acting_user=cast.chair
    )
    decided = Decided("continue", "Go on.", None, in_days(9))
    plan_review(cast.panel, case, in_days(0), acting_user=cast.chair)
    decide_review(case, decided, acting_user=cast.chair)
    review = Review.objects.get(panel_case=case, decided_at__isnull=True)
    assert wishes.review_ahead_of(cast.side) == review == wishes.review_ahead_for(cast.side)
    lee = add_side(case, bring_in("Lee"), "family", acting_user=cast.coordinator)
    kim = add_side(case, bring_in("Kim"), "family", acting_user=cast.coordinator)
    words = {who: factories.need(cast.side, "rest", who).statement for who in ("panel", "advocate")}
    now = timezone.now()

    def said(side: CaseSubject, ago: int = 0, **fields: Any) -> ReviewWish:
        usual = {"review": review, "wants": "go_on", "said_at": now - ago * MOMENT}
        return ReviewWish.objects.create(side=side, **{**usual, **fields})

    of_kim, newest = said(kim, statement=words["advocate"]), said(cast.side)
    said(cast.side, 1)
    newest = said(cast.side, wants="words", statement=words["panel"])
    said(cast.side, taken_back=True)
    said(cast.side, 9)
    of_lee = said(lee)
    theirs = said(cast.other_side, review=other)
    assert wishes.my_wish(cast.advocate, cast.side) == newest
    assert wishes.my_wish(cast.advocate, cast.other_side) is None
    assert wishes.my_wish(cast.member, cast.side) is None
    assert wishes.newest_wish(cast.side, review.public_id) == newest
    assert wishes.newest_wish(cast.side, other.public_id) is None
    found = wishes.wishes_for(cast.member, case, review)
    assert found == [newest, of_lee, of_kim]
    assert [wish.statement for wish in found] == [words["panel"], None, None]
    lee.never_users.add(cast.member)
    assert wishes.wishes_for(cast.member, case, review) == [newest, of_kim]
    assert wishes.wishes_for(cast.member, case, other) == []
    assert wishes.wishes_for(cast.other_member, case, review) == []
    assert wishes.wishes_for(cast.other_member, cast.other_side.panel_case, other) == [theirs]
    assert PanelCase.objects.filter(pk=case.pk).update(closed_at=now)
    cast.side.panel_case.refresh_from_db()
    assert wishes.review_ahead_of(cast.side) is None
