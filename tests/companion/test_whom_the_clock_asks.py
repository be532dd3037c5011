"""Whom the clock asks or reminds: to the moment, each reason not to on its own."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from companion.access.goals import goals_not_asked_since, none_since_near, not_asked_of_trust
from companion.access.reminders import leading, owing_until, owner_of
from companion.access.wishes import not_asked_before_review
from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need
from companion.changes.reviews import Decided, decide_review, plan_review
from companion.models import (
    CaseSubject,
    Consent,
    Goal,
    Membership,
    PanelAnswer,
    ProgressRating,
    Question,
    Review,
    ReviewWish,
    TurnTo,
)
from tests import factories
from tests.cast import Cast
from tests.companion.finding import MOMENT, change
from tests.companion.panel_desk import in_days

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def asked(side: CaseSubject, kind: str, about: UUID, settled_at: datetime | None) -> Question:
    """A question that was asked by text, and settled then or not yet."""
    how = {"settled_at": settled_at, "settled_as": "expired"} if settled_at else {}
    return Question.objects.create(side=side, kind=kind, about=about, message=uuid4(), **how)


def test_of_a_goal_nobody_is_asked_who_was_or_said_so_since(cast: Cast) -> None:
    since = timezone.now() - 9 * DAY
    goal, other = (factories.goal(side, "work") for side in (cast.side, cast.other_side))
    change(goal, opened_at=since)
    change(other, opened_at=since - DAY)
    alone = factories.side("Ana", cast.panel, cast.advocate, cast.coordinator)
    change(factories.goal(alone, "work"), opened_at=since)

    def wanted() -> list[Goal]:
        return list(goals_not_asked_since(since))

    # The oldest first; nobody who did not agree to take part.
    assert wanted() == [other, goal]
    rated = ProgressRating.objects.create(goal=goal, rating=5, rated_at=since)
    again = asked(cast.side, "goal_rating", goal.public_id, since)
    asked(cast.side, "turn_to", goal.public_id, None)
    asked(cast.side, "goal_rating", uuid4(), None)
    assert wanted() == [other, goal]
    for record, field, moment in (
        (goal, "opened_at", since + MOMENT),
        (rated, "rated_at", since + MOMENT),
        (again, "settled_at", since + MOMENT),
    ):
        change(record, **{field: moment})
        assert wanted() == [other], field
        change(record, **{field: since})
    change(again, settled_at=None, settled_as="")
    assert wanted() == [other]
    again.delete()
    case = cast.side.panel_case
    for record, fields, before in (
        (
            goal, {"ended_at": timezone.now(), "ended_as": "reached"},
            {"ended_at": None, "ended_as": ""},
        ),
        (case, {"closed_at": timezone.now()}, {"closed_at": None}),
        (Consent.objects.get(side=cast.side), {"withdrawn_at": since}, {"withdrawn_at": None}),
    ):  # fmt: skip
        change(record, **fields)
        assert wanted() == [other], fields
        change(record, **before)
    change(other, opened_at=since)
    assert wanted() == [goal, other]


def test_whoever_began_is_asked_for_someone_to_turn_to_a_day_later_and_as_a_review_comes_near(
    cast: Cast,
) -> None:
    now = timezone.now() + 40 * DAY
    near = timezone.localdate(now) + settings.ASKED_BEFORE_REVIEW
    agreed = Consent.objects.filter(side__in=[cast.side, cast.other_side])
    agreed.update(confirmed_at=now - settings.TURN_TO_ASKED_AFTER)
    mine = Consent.objects.get(side=cast.side)
    Review.objects.all().delete()

    def wanted() -> list[CaseSubject]:
        return not_asked_of_trust(now)

    assert wanted() == [cast.side, cast.other_side]
    for record, fields, before in (
        (mine, {"confirmed_at": mine.confirmed_at + MOMENT}, {"confirmed_at": mine.confirmed_at}),  # type: ignore[operator]
        (mine, {"withdrawn_at": now}, {"withdrawn_at": None}),
        (cast.side, {"left_at": now}, {"left_at": None}),
        (cast.side.panel_case, {"closed_at": now}, {"closed_at": None}),
    ):
        change(record, **fields)
        assert wanted() == [cast.other_side], fields
        change(record, **before)
    # Once; then when a review comes near, unless they were asked, or said so, since it is near.
    begins = timezone.make_aware(datetime.combine(near - settings.ASKED_BEFORE_REVIEW, time.min))
    for field in ("asked", "said"):
        long_ago = begins - 30 * DAY
        if field == "asked":
            last: Any = asked(cast.side, "turn_to", cast.side.public_id, long_ago)
            moment = "settled_at"
        else:
            last = TurnTo.objects.create(side=cast.side, rating=5, rated_at=long_ago)
            moment = "rated_at"
        # The review of another case, or one that was decided, is none of theirs.
        others = plan_review(
            cast.other_panel, cast.other_side.panel_case, near, acting_user=cast.chair
        )
        decided = plan_review(cast.panel, cast.side.panel_case, near, acting_user=cast.chair)
        decided.decision, decided.reason = "continue", "Yes."
        decided.decided_at, decided.decided_by = now, cast.chair
        decided.save()
        assert wanted() == [cast.other_side]
        for one in (others, decided):
            one.delete()
        review = plan_review(cast.panel, cast.side.panel_case, near, acting_user=cast.chair)
        assert wanted() == [cast.side, cast.other_side]
        change(last, **{moment: begins - MOMENT})
        assert wanted() == [cast.side, cast.other_side]
        change(last, **{moment: begins})
        assert wanted() == [cast.other_side]
        change(last, **{moment: long_ago})
        change(review, due_on=near + DAY)
        assert wanted() == [cast.other_side]
        review.delete()
        last.delete()
    plan_review(cast.panel, cast.side.panel_case, near, acting_user=cast.chair)
    # While one waits for its turn none is asked; what else is asked does not matter.
    waiting = asked(cast.side, "goal_rating", uuid4(), None)
    assert wanted() == [cast.side, cast.other_side]
    change(waiting, kind="turn_to")
    assert wanted() == [cast.other_side]
    change(waiting, side=cast.other_side)
    assert wanted() == [cast.side]


def test_what_was_asked_or_said_counts_from_the_day_that_a_review_comes_near() -> None:
    due = date(2027, 6, 10)
    near = timezone.make_aware(datetime(2027, 6, 3))
    for moments, asks in (
        ((None, None), True),
        ((near - MOMENT, None), True),
        ((None, near - MOMENT), True),
        ((near, None), False),
        ((near - MOMENT, near), False),
        ((near + DAY, near - DAY), False),
    ):
        assert none_since_near(due, *moments) is asks, moments
    assert none_since_near(None, None) is True
    assert none_since_near(None, near - 99 * DAY) is False


def test_before_a_review_each_is_asked_once_as_it_comes_near(cast: Cast) -> None:
    now = timezone.now() + 40 * DAY
    near = timezone.localdate(now) + settings.ASKED_BEFORE_REVIEW
    begins = timezone.make_aware(datetime.combine(near - settings.ASKED_BEFORE_REVIEW, time.min))
    Review.objects.all().delete()

    def wanted() -> list[CaseSubject]:
        return not_asked_before_review(now)

    assert wanted() == []
    review, other = (
        plan_review(side.panel_case.panel, side.panel_case, near, acting_user=cast.chair)
        for side in (cast.side, cast.other_side)
    )
    ids = [review.public_id, other.public_id]
    assert wanted() == [cast.side, cast.other_side]
    assert [side.review for side in wanted()] == ids  # type: ignore[attr-defined]
    mine = Consent.objects.get(side=cast.side)
    for record, fields, before in (
        (mine, {"withdrawn_at": now}, {"withdrawn_at": None}),
        (cast.side, {"left_at": now}, {"left_at": None}),
        (cast.side.panel_case, {"closed_at": now}, {"closed_at": None}),
        (review, {"due_on": near + DAY}, {"due_on": near}),
    ):
        change(record, **fields)
        assert wanted() == [cast.other_side], fields
        change(record, **before)
    # Asked or said before it came near is not asked of this review as it is now.
    question = asked(cast.side, "review_wish", review.public_id, begins - MOMENT)
    asked(cast.side, "review_wish", review.public_id, begins - 9 * DAY)
    wish = ReviewWish.objects.create(
        side=cast.side, review=review, wants="go_on", said_at=begins - MOMENT
    )
    early = begins - 9 * DAY
    ReviewWish.objects.create(side=cast.side, review=review, wants="go_on", said_at=early)
    assert wanted() == [cast.side, cast.other_side]
    for last, moment in ((question, "settled_at"), (wish, "said_at")):
        change(last, **{moment: begins})
        assert wanted() == [cast.other_side], moment
        change(last, **{moment: begins - MOMENT})
    change(question, settled_at=None, settled_as="")
    assert wanted() == [cast.other_side]
    # What is asked of another review, by another side or of something else is another thing.
    about = review.public_id
    for fields in ({"about": uuid4()}, {"about": other.public_id}, {"kind": "goal_rating"}):
        change(question, **{"about": about, **fields})
        assert wanted() == [cast.side, cast.other_side], fields
    change(question, kind="review_wish", about=review.public_id, side=cast.other_side)
    assert wanted() == [cast.side, cast.other_side]
    change(wish, said_at=now, review=other)
    assert wanted() == [cast.side, cast.other_side]
    change(wish, side=cast.other_side)
    assert wanted() == [cast.side]
    decide_review(
        cast.side.panel_case,
        Decided("continue", "Go on.", None, in_days(90)),
        acting_user=cast.chair,
    )
    assert wanted() == []


def test_what_is_owed_by_a_day_in_open_cases_and_who_is_reminded_of_it(cast: Cast) -> None:
    last = in_days(3)
    due, later, done, shut = (
        factories.action(side, cast.member, cast.chair, due_on=in_days(days))
        for side, days in ((cast.side, 3), (cast.side, 4), (cast.side, 3), (cast.other_side, 1))
    )
    mark_done(done, "Done.", acting_user=cast.member)
    until = {"owed_by": cast.member, "owed_until": last}
    answers = [
        answer_need(
            factories.need(cast.side, words),
            "owed",
            "",
            Tell("now"),
            **until,
            acting_user=cast.chair,
        )
        for words in ("a lock", "a lift", "a door")
    ]
    first, _, given = answers
    longer = {**until, "owed_until": in_days(4)}
    answer_need(answers[1].need, "owed", "", Tell("now"), **longer, acting_user=cast.chair)
    answer_need(given.need, "accepted", "Yes.", Tell("now"), acting_user=cast.member)
    change(cast.other_side.panel_case, closed_at=timezone.now())
    owing = list(owing_until(last))
    assert [one.about_id for one in owing] == [due.public_id, first.public_id]
    assert [(one.side, one.owner_id, one.due_on) for one in owing] == [
        (cast.side, cast.member.pk, last)
    ] * 2
    # The newest by its moment stands, whichever was written first.
    PanelAnswer.objects.filter(need=answers[1].need).exclude(pk=answers[1].pk).update(
        answered_at=timezone.now() - DAY
    )
    owed = {one.about_id for one in owing_until(last)}
    assert owed == {due.public_id, first.public_id, answers[1].public_id}
    ids = [one.about_id for one in owing_until(in_days(4))]
    assert len(ids) == 4 and later.public_id in ids
    assert list(owing_until(in_days(2))) == []
    assert shut.public_id not in ids and done.public_id not in ids
    one = owing[0]
    assert list(owner_of(one)) == [cast.member]
    assert [list(leading(one, role)) for role in ("coordinator", "chair", "observer")] == [
        [cast.coordinator], [cast.chair], [],
    ]  # fmt: skip
    Membership.objects.filter(user=cast.chair).update(ended_at=timezone.now())
    for panel, role in ((cast.panel, "member"), (cast.other_panel, "chair")):
        factories.seat(panel, cast.chair, role)
    assert not leading(one, "chair").exists()
    factories.seat(cast.other_panel, factories.user("Lin Leader"), "coordinator")
    assert list(leading(one, "coordinator")) == [cast.coordinator]
    # Nobody is reminded of whom they may no longer see.
    for user in (cast.member, cast.coordinator):
        cast.side.never_users.add(user)
    assert not owner_of(one).exists() and not leading(one, "coordinator").exists()
