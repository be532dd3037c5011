"""What a person wants to change: written down with them, rated with them, ended by them."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import goals, panels, people
from companion.access.wishes import my_wish, review_ahead_of
from companion.changes.goals import Wanted, end_goal, rate_goal, rate_turn_to, record_goal
from companion.forms.goals import EndGoalForm, GoalForm, HowNearForm, TurnToForm
from companion.views.advocate.common import ask, back_to, reader, typed
from companion.views.goal_cards import goal_card, newest_in_words, rating_points

if TYPE_CHECKING:
    from companion.models import CaseSubject, User


def wishes_of(user: "User", side: "CaseSubject") -> dict[str, Any]:
    """What the person's page shows of their goals, a review and someone to turn to."""
    turned = list(goals.my_turn_to(user, side))
    return {
        "goals": [
            goal_card(goal, desk="advocate") for goal in goals.goals_of(side, goals.my_goals(user))
        ],
        "turn_to": rating_points(turned),
        "turn_to_newest": newest_in_words(turned),
        "wish": my_wish(user, side),
        "review": review_ahead_of(side),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down a goal with the person, in their own words."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = GoalForm(typed(request), agencies=panels.agencies_at(side))
    if request.method == "POST" and form.is_valid():
        agencies = tuple(form.cleaned_data.pop("agencies"))
        wanted = Wanted(**form.cleaned_data, agencies=agencies)
        opened = record_goal(side, wanted, acting_user=user)
        return back_to(request, side, _("Kept, word for word."), f"goal-{opened.public_id}")
    title, submit = _("Write down a goal with them"), _("Keep their words")
    return ask(request, side, form, title=title, submit=submit)


@require_http_methods(["GET", "HEAD", "POST"])
def how_near(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep how near the person says they are now."""
    user = reader(request)
    found = goals.my_open_goal_for(user, public_id)
    form = HowNearForm(typed(request))
    if request.method == "POST" and form.is_valid():
        rate_goal(found, form.cleaned_data["rating"], acting_user=user)
        part = f"goal-{found.public_id}"
        return back_to(request, found.side, _("Kept how near they are."), part)
    title, submit, quoted = _("How near they are"), _("Keep"), found.statement.words
    return ask(request, found.side, form, title=title, submit=submit, quoted=quoted, by_proxy=True)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep that a goal is reached, or set aside; both are as good."""
    user = reader(request)
    found = goals.my_open_goal_for(user, public_id)
    form = EndGoalForm(typed(request))
    if request.method == "POST" and form.is_valid():
        end_goal(found, form.cleaned_data["ended_as"], acting_user=user)
        return back_to(request, found.side, _("Kept how it ended."), f"goal-{found.public_id}")
    title, submit, quoted = _("End this goal"), _("Keep"), found.statement.words
    intro = _("Only they say when it is over. Its words and numbers stay.")
    return ask(request, found.side, form, title=title, submit=submit, quoted=quoted, intro=intro)


@require_http_methods(["GET", "HEAD", "POST"])
def turn_to(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep whether there is one person they trust to turn to."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = TurnToForm(typed(request))
    if request.method == "POST" and form.is_valid():
        rate_turn_to(side, form.cleaned_data["rating"], acting_user=user)
        return back_to(request, side, _("Kept what they say."), "turn-to")
    title, submit = _("Someone to turn to"), _("Keep")
    return ask(request, side, form, title=title, submit=submit, by_proxy=True)
