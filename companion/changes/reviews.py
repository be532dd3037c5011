"""Planning reviews, deciding them, and closing and reopening cases."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from companion.changes.errors import AnswerOwed, CaseClosed, HasLeft
from companion.changes.holding import hold_all
from companion.changes.questions import settle
from companion.changes.wishes import asked_before_a_review
from companion.history import record
from companion.models import (
    CaseSubject,
    EventKind,
    Panel,
    PanelAnswer,
    PanelCase,
    Question,
    Review,
    Statement,
    User,
)

Decision = Review.Decision
PANEL_AFTER = timedelta(days=365)
GOES_ON = frozenset({Decision.CONTINUE, Decision.STEP_DOWN})


@dataclass(frozen=True)
class Decided:
    """What a review ends in, why, the person's own view of it, and when to look again."""

    decision: str
    reason: str
    their_view: Statement | None = None
    again_on: date | None = None


def usually_after(panel: Panel) -> timedelta:
    """How long a panel of this type waits before it looks at a case again."""
    return panel.brings.review_after


@transaction.atomic(savepoint=False)
def plan_review(
    panel: Panel, panel_case: PanelCase | None, due_on: date, *, acting_user: User
) -> Review:
    """Plan the next review of a case, or of a panel itself; one planned before moves."""
    owner_id = panel_case.public_id if panel_case else panel.public_id
    review, _made = Review.objects.update_or_create(
        panel=panel,
        panel_case=panel_case,
        decided_at=None,
        defaults={"due_on": due_on},
        create_defaults={"due_on": due_on, "owner_id": owner_id},
    )
    record(EventKind.REVIEW_PLANNED, about=review, chain=panel.public_id, acting_user=acting_user)
    return review


def plan_next(panel_case: PanelCase, *, acting_user: User) -> Review:
    """Plan a case's review after the time that is usual at its panel."""
    panel = panel_case.panel
    due_on = timezone.localdate() + usually_after(panel)
    return plan_review(panel, panel_case, due_on, acting_user=acting_user)


@transaction.atomic
def decide_review(panel_case: PanelCase, decided: Decided, *, acting_user: User) -> Review:
    """Decide the review of a case: it goes on and is looked at again, or it closes."""
    hold_all(panel_case.sides.values_list("subject__public_id", flat=True))
    panel_case = _held(panel_case)
    if panel_case.closed_at is not None:
        raise CaseClosed
    if decided.decision not in GOES_ON:
        _nothing_owed(panel_case)
    review = _decide(panel_case.panel, panel_case, decided, acting_user)
    _asks_no_more(panel_case)
    if decided.decision not in GOES_ON:
        _close(panel_case, acting_user)
    elif decided.again_on:
        plan_review(panel_case.panel, panel_case, decided.again_on, acting_user=acting_user)
    else:
        plan_next(panel_case, acting_user=acting_user)
    return review


@transaction.atomic
def decide_panel_review(panel: Panel, decided: Decided, *, acting_user: User) -> Review:
    """Decide whether a panel should still exist; as long as it does, it is asked again."""
    panel = Panel.objects.select_for_update(no_key=True).get(pk=panel.pk)
    review = _decide(panel, None, decided, acting_user)
    if decided.decision in GOES_ON:
        again_on = decided.again_on or timezone.localdate() + PANEL_AFTER
        plan_review(panel, None, again_on, acting_user=acting_user)
    return review


@transaction.atomic
def reopen_case(panel_case: PanelCase, *, acting_user: User) -> None:
    """Go on with a closed case; all that was said and agreed is still there."""
    panel_case = _held(panel_case)
    if panel_case.closed_at is None:
        return
    panel_case.closed_at = panel_case.closed_by = None
    panel_case.save(update_fields=["closed_at", "closed_by"])
    record(
        EventKind.CASE_REOPENED,
        about=panel_case,
        chain=panel_case.panel.public_id,
        acting_user=acting_user,
    )
    plan_next(panel_case, acting_user=acting_user)


def still_open(side: CaseSubject) -> None:
    """Hold a side, and its case open, to the end of the transaction; refuse if either is over."""
    both = CaseSubject.objects.select_for_update(of=("self", "panel_case"), no_key=True)
    held = both.select_related("panel_case").get(pk=side.pk)
    if held.panel_case.closed_at is not None:
        raise CaseClosed
    if held.left_at is not None:
        raise HasLeft


def _held(panel_case: PanelCase) -> PanelCase:
    cases = PanelCase.objects.select_for_update(of=("self",), no_key=True)
    return cases.select_related("panel").get(pk=panel_case.pk)


def _nothing_owed(panel_case: PanelCase) -> None:
    """Whoever may read it: a promise to a person is kept before their case is closed."""
    newest = PanelAnswer.objects.filter(need__side__panel_case=panel_case)
    standing = dict(newest.order_by("answered_at", "pk").values_list("need", "outcome"))
    if PanelAnswer.Outcome.OWED in standing.values():
        raise AnswerOwed


def _asks_no_more(panel_case: PanelCase) -> None:
    """What they want from a review is not asked once it is decided."""
    for question in asked_before_a_review().filter(side__panel_case=panel_case):
        settle(question, Question.Settled.PASSED_OVER)


def _decide(
    panel: Panel, panel_case: PanelCase | None, decided: Decided, acting_user: User
) -> Review:
    ahead = Review.objects.filter(panel=panel, panel_case=panel_case, decided_at=None).first()
    review = ahead or Review(
        panel=panel,
        panel_case=panel_case,
        owner_id=panel_case.public_id if panel_case else panel.public_id,
        due_on=timezone.localdate(),
    )
    review.decision, review.reason = decided.decision, decided.reason
    review.their_view = decided.their_view
    review.decided_at, review.decided_by = timezone.now(), acting_user
    review.save()
    record(EventKind.REVIEW_DECIDED, about=review, chain=panel.public_id, acting_user=acting_user)
    return review


def _close(panel_case: PanelCase, acting_user: User) -> None:
    panel_case.closed_at, panel_case.closed_by = timezone.now(), acting_user
    panel_case.save(update_fields=["closed_at", "closed_by"])
    record(
        EventKind.CASE_CLOSED,
        about=panel_case,
        chain=panel_case.panel.public_id,
        acting_user=acting_user,
    )
