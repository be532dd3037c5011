"""Goals as both desks show them: the words, then how near the person said they were, and when."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from companion.views.cards import Card, day, words_card
from companion.views.panel.timeline import places

if TYPE_CHECKING:
    from companion.models import Goal, ProgressRating, TurnTo

# The line's own height, for ten steps of eight; a circle at either end stays inside.
TOP, STEP = 12, 8


def goal_card(goal: "Goal", *, desk: str = "") -> Card:
    """A goal as `access` loads it, with its ratings, oldest first."""
    ratings = list(goal.ratings.all())
    return {
        **words_card(goal.statement, desk=desk),
        "id": goal.public_id,
        "statement": goal.statement.public_id,
        "ended": _ended(goal),
        "kind": "done" if goal.ended_as == "reached" else "part",
        "ratings": rating_points(ratings),
        "newest": newest_in_words(ratings),
    }


def _ended(goal: "Goal") -> str:
    if goal.ended_at is None:
        return ""
    word = _("reached on %(day)s") if goal.ended_as == "reached" else _("set aside on %(day)s")
    return word % {"day": day(goal.ended_at)}


def newest_in_words(ratings: "Sequence[ProgressRating | TurnTo]") -> str:
    """The last number they gave, beside the first if there are two."""
    if not ratings:
        return ""
    values = {"now": ratings[-1].rating, "first": ratings[0].rating}
    if len(ratings) == 1:
        return _("%(now)d of 10") % values
    return _("%(now)d of 10 now; %(first)d of 10 at first") % values


def rating_points(ratings: "Sequence[ProgressRating | TurnTo]") -> list[dict[str, Any]]:
    """Each rating's place on the line, and where the one before it stood."""
    days = [timezone.localtime(rated.rated_at).date() for rated in ratings]
    points: list[dict[str, Any]] = []
    for rated, x in zip(ratings, places(days), strict=True):
        before = points[-1] if points else None
        point = {"x": x, "y": TOP + STEP * (10 - rated.rating), "rating": rated.rating}
        points.append(
            {
                **point,
                "before": {"x": before["x"], "y": before["y"]} if before else None,
                "when": rated.rated_at,
                "by_proxy": rated.recorded_by_id is not None,
            }
        )
    return points
