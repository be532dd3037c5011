"""Who may read what a person wants from a review of their case, and who is asked for it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from companion.access.goals import none_since_near
from companion.access.panels import panel_sides
from companion.access.people import my_sides
from companion.access.words import panel_statements
from companion.models import CaseSubject, Consent, PanelCase, Question, Review, ReviewWish, User


def my_wish(user: User, side: CaseSubject) -> ReviewWish | None:
    """The newest of one side that this advocate speaks for."""
    mine = ReviewWish.objects.filter(side__in=my_sides(user).values("pk"), side=side)
    return _standing(mine).first()


def review_ahead_of(side: CaseSubject) -> Review | None:
    """The review that this side's case waits for; for whoever may already see the side."""
    if side.panel_case.closed_at is not None:
        return None
    return Review.objects.filter(panel_case=side.panel_case_id, decided_at__isnull=True).first()


def review_ahead_for(side: CaseSubject) -> Review:
    """The same; a case that waits for none has no page about it."""
    review = review_ahead_of(side)
    if review is None:
        raise Http404
    return review


def wishes_for(user: User, panel_case: PanelCase, review: Review | None) -> list[ReviewWish]:
    """The newest of each side that this member may see; words only as far as they were shared."""
    sides = panel_sides(user).filter(panel_case=panel_case).values("pk")
    found: dict[int, ReviewWish] = {}
    for wish in _standing(ReviewWish.objects.filter(review=review, side__in=sides)):
        found.setdefault(wish.side_id, wish)
    said = [wish.statement_id for wish in found.values() if wish.statement_id]
    shared = set(panel_statements(user).filter(pk__in=said).values_list("pk", flat=True))
    for wish in found.values():
        if wish.statement_id not in shared:
            wish.statement = None
    return sorted(found.values(), key=lambda wish: wish.side_id)


def _standing(wishes: QuerySet[ReviewWish]) -> QuerySet[ReviewWish]:
    """Those that were not taken back, the newest first."""
    standing = wishes.filter(taken_back=False).select_related("side__subject", "statement")
    return standing.order_by("-said_at", "-pk")


def newest_wish(side: CaseSubject, review: UUID) -> ReviewWish | None:
    """What stands of one side for one review; for the person's own texts."""
    return _standing(ReviewWish.objects.filter(side=side, review__public_id=review)).first()


def not_asked_before_review(now: datetime) -> list[CaseSubject]:
    """Who is asked, once, as a review comes near; `review` is its id. The clock's.

    A review put off after they were asked is asked about again when it comes near.
    """
    ahead = Review.objects.filter(panel_case=OuterRef("panel_case"), decided_at__isnull=True)
    asked = Question.objects.filter(
        side=OuterRef("pk"), kind=Question.Kind.REVIEW_WISH, about=OuterRef("review")
    )
    said = ReviewWish.objects.filter(side=OuterRef("pk"), review__public_id=OuterRef("review"))
    sides = CaseSubject.objects.filter(
        Exists(Consent.objects.standing().filter(side=OuterRef("pk"))),
        left_at__isnull=True,
        panel_case__closed_at__isnull=True,
    ).annotate(
        review=Subquery(ahead.values("public_id")[:1]), due_on=Subquery(ahead.values("due_on")[:1])
    )
    near = sides.filter(due_on__lte=timezone.localdate(now) + settings.ASKED_BEFORE_REVIEW)
    waiting = near.exclude(Exists(asked.filter(settled_at__isnull=True))).annotate(
        asked_at=Subquery(asked.order_by("-settled_at").values("settled_at")[:1]),
        said_at=Subquery(said.order_by("-said_at").values("said_at")[:1]),
    )
    found = waiting.select_related("subject").order_by("pk")
    return [side for side in found if none_since_near(side.due_on, side.asked_at, side.said_at)]
