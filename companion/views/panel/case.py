"""One case: the needs summary, on a screen and on two pages of paper."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companion.access import meetings, panels, wishes
from companion.summaries.needs_summary import NeedsSummary, SideSummary, needs_summary
from companion.summaries.newest import accounts_differ, answer_of
from companion.summaries.since import since_last
from companion.views.cards import action_card, action_state, need_card, of_agency, words_card
from companion.views.goal_cards import goal_card
from companion.views.panel.asked import asked_in
from companion.views.panel.common import last_day, reader
from companion.views.panel.meetings import address_of
from companion.views.panel.opening import opening
from companion.views.panel.timeline import places
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import AgreedAction, Need, PanelCase, Telling
    from companion.models import NeedsSummary as Version


# The name of a page, what it is about, and what the link to it says.
Offered = tuple[str, UUID, str]


@dataclass(frozen=True)
class Kept:
    """What meetings froze of a case, by side: the newest with its words, and when each was made."""

    newest: "dict[int, Version]"
    all: "dict[int, list[Version]]"


@opening(panels.case_for)
@require_safe
def case(request: HttpRequest, found: "PanelCase") -> HttpResponse:
    """What each person of a case says, and how the panel answered; each side apart."""
    user = reader(request)
    summary = needs_summary(user, found)
    kept = Kept(meetings.newest_versions(user, found), meetings.versions_by_side(user, found))
    sides = [_side(part, summary, user.pk, kept) for part in summary.sides]
    ahead = meetings.review_ahead(found)
    _with_questions(sides, asked_in(user, found))
    context = {
        "case": found,
        "sides": sides,
        "review": ahead,
        "wishes": wishes.wishes_for(user, found, ahead) if ahead else [],
        "reviews": meetings.reviews_of(user, found),
        "decides": summary.may_decide,
        "alone": len(summary.sides) == 1,
        "facts": _facts(found),
        "standing": summary.standing,
        "today": summary.today,
    }
    subjects = [part.side.subject for part in summary.sides]
    return show(request, "panel/case.html", context, subjects=subjects)


def _with_questions(sides: list[dict[str, Any]], asked: dict[UUID, list[dict[str, Any]]]) -> None:
    """Beneath each need and action: what members asked each other about it."""
    for side in sides:
        for card in (*side["needs"], *side["actions"], *side["required"]):
            card["asked"] = asked.get(card["id"], [])


def _facts(case: "PanelCase") -> list[dict[str, str]]:
    """What the panel's type asks about a case, and what is kept of it."""
    asks = case.panel.brings.asks
    kept = panels.facts_of(case) if asks else {}
    return [
        {"label": ask.label, "words": ask.in_words(kept.get(ask.key, "")) or _("Not answered yet")}
        for ask in asks
    ]


def _side(part: SideSummary, summary: NeedsSummary, user_id: int, kept: Kept) -> dict[str, Any]:
    agreed = [action for action in part.actions if not action.statutory]
    required = [action for action in part.actions if action.statutory]
    last = kept.newest.get(part.side.pk)
    return {
        "side": part.side,
        "advocate": of_agency(part.advocacy.advocate) if part.advocacy else "",
        "until": last_day(part.advocacy) if part.advocacy else None,
        "figures": part.figures(summary.today),
        "needs": [_need(need, summary) for need in part.needs],
        "goals": [goal_card(goal, desk="panel") for goal in part.goals],
        "other_words": [words_card(statement, desk="panel") for statement in part.other_words],
        "actions": [
            _action(number, action, part, summary, user_id)
            for number, action in enumerate(agreed, 1)
        ],
        "required": [_action(0, action, part, summary, user_id) for action in required],
        "since": since_last(part, last) if last else None,
        "versions": [
            {"number": one.version, "when": one.made_at, "href": address_of(one)}
            for one in kept.all[part.side.pk]
        ],
        "points": _points(agreed, summary),
    }


def _need(need: "Need", summary: NeedsSummary) -> dict[str, Any]:
    if not summary.may_decide:
        return need_card(need, desk="panel")
    link = _("Answer") if answer_of(need) is None else _("Answer again")
    offered = [("panel:ask_about_need", need.public_id, _("Ask a member"))]
    if answer := answer_of(need):
        offered += _again(answer.telling)
    answer_at = reverse("panel:answer", args=[need.public_id])
    card = need_card(need, href=answer_at, link=link, desk="panel")
    return {**card, "links": _links(offered)}


def _again(telling: "Telling") -> list[Offered]:
    """What a person is not told may be decided anew, and not only once its day has come."""
    if telling.when != "not_told":
        return []
    return [("panel:untold", telling.public_id, _("Tell them after all?"))]


def _links(offered: list[Offered]) -> list[dict[str, str]]:
    return [{"href": reverse(name, args=[of]), "label": label} for name, of, label in offered]


def _action(
    number: int, action: "AgreedAction", part: SideSummary, summary: NeedsSummary, user_id: int
) -> dict[str, Any]:
    offered = {}
    if summary.may_mark_done(action, user_id):
        offered = {"href": reverse("panel:done", args=[action.public_id]), "link": _("Mark done")}
    serves = [Truncator(need.statement.words).chars(60) for need in part.served_by(action)]
    return {
        **action_card(action, order=number, **offered),
        "serves": serves,
        "differ": accounts_differ(action),
        "links": _more(action, summary, user_id),
    }


def _more(action: "AgreedAction", summary: NeedsSummary, user_id: int) -> list[dict[str, str]]:
    """What else this reader may do with an action: record an attempt, change what comes first."""
    offered: list[Offered] = []
    about = action.public_id
    moves = summary.standing.leads or (summary.standing.decides and action.owned_by_id == user_id)
    if action.kind == "engage" and moves:
        offered.append(("panel:attempt", about, _("Record an attempt")))
    if summary.may_decide and action.done_at is None:
        offered.append(("panel:order", about, _("Change the order")))
    if summary.may_decide:
        offered.append(("panel:ask_about_action", about, _("Ask a member")))
        offered += _again(action.telling)
    return _links(offered)


def _points(actions: "list[AgreedAction]", summary: NeedsSummary) -> list[dict[str, Any]]:
    """The actions along a line of days, as far apart as their numbers need."""
    points = []
    for action, x in zip(actions, places([a.due_on for a in actions]), strict=True):
        late = action.overdue(summary.today)
        kind, word = ("urgent", _("overdue")) if late else action_state(action)
        point = {"x": x, "label": action.what, "date": action.due_on, "kind": kind, "word": word}
        points.append(point)
    return points
