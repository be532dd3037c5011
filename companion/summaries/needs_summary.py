"""The needs summary: what one person, or each of several, says; and how the panel answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils import timezone

from companion.access import goals as goals_access
from companion.access.actions import actions_for_everybody, panel_actions
from companion.access.panels import Standing, panel_sides, standings_of
from companion.access.people import advocacies_of
from companion.access.words import (
    beside,
    in_their_order,
    needs_for_everybody,
    panel_needs,
    panel_statements,
    words_for_everybody,
)
from companion.models import (
    Advocacy,
    AgreedAction,
    CaseSubject,
    Goal,
    Need,
    PanelCase,
    Statement,
    User,
)
from companion.summaries import newest


@dataclass(frozen=True)
class Figures:
    """How much waits on one side."""

    unanswered: int
    owed: int
    overdue: int
    differ: int


@dataclass(frozen=True)
class SideSummary:
    """One person's side: their needs as they rank them, and what was agreed, by date."""

    side: CaseSubject
    advocacy: Advocacy | None
    needs: list[Need]
    goals: list[Goal]
    other_words: list[Statement]
    actions: list[AgreedAction]

    def figures(self, today: date) -> Figures:
        """What is unanswered, owed and overdue, and where the accounts differ."""
        late_answers = sum(newest.owed_too_long(need, today) for need in self.needs)
        return Figures(
            unanswered=sum(newest.answer_of(need) is None for need in self.needs),
            owed=sum(newest.is_owed(need) for need in self.needs),
            overdue=late_answers + sum(action.overdue(today) for action in self.actions),
            differ=sum(newest.accounts_differ(action) for action in self.actions),
        )

    def served_by(self, action: AgreedAction) -> list[Need]:
        """The needs that an action serves, of those that this reader may see."""
        serves = {need.pk for need in action.needs.all()}
        return [need for need in self.needs if need.pk in serves]


@dataclass(frozen=True)
class NeedsSummary:
    """What one member of a panel may read of one case, today."""

    panel_case: PanelCase
    sides: list[SideSummary]
    standing: Standing
    today: date

    @property
    def may_decide(self) -> bool:
        """Whether this reader may answer and agree here; nobody does in a closed case."""
        return self.standing.decides and self.panel_case.closed_at is None

    def may_mark_done(self, action: AgreedAction, user_id: int) -> bool:
        """Its owner may, and so may whoever leads the panel."""
        mine = self.standing.decides and action.owned_by_id == user_id
        return action.done_at is None and (mine or self.standing.leads)


def needs_summary(user: User, panel_case: PanelCase) -> NeedsSummary:
    """All of a case that this user may read; as many queries for thirty needs as for three."""
    sides = panel_sides(user).filter(panel_case=panel_case).order_by("pk")
    of_case = {"side__panel_case": panel_case}
    words = panel_statements(user).filter(need__isnull=True, goal__isnull=True, **of_case)
    needs = _by_side(in_their_order(panel_needs(user).filter(**of_case)))
    goals = _by_side(goals_access.in_their_order(goals_access.panel_goals(user).filter(**of_case)))
    words = words.select_related("written_by").prefetch_related("agencies", *beside())
    others = _by_side(words.order_by("-said_at", "-pk"))
    actions = panel_actions(user).filter(**of_case).prefetch_related("needs")
    agreed = _by_side(actions.order_by("due_on", "pk"))
    spoken_for = {advocacy.side_id: advocacy for advocacy in advocacies_of(sides)}
    return NeedsSummary(
        panel_case,
        [
            SideSummary(
                side,
                spoken_for.get(side.pk),
                needs[side.pk],
                goals[side.pk],
                others[side.pk],
                agreed[side.pk],
            )
            for side in sides
        ],
        standings_of(user)[panel_case.panel_id],
        timezone.localdate(),
    )


def for_everybody(sides: Iterable[CaseSubject]) -> list[SideSummary]:
    """What every member of the panel may read of these sides, and no more, whoever asks."""
    sides = list(sides)
    needs = _by_side(in_their_order(needs_for_everybody(sides)))
    goals = _by_side(goals_access.in_their_order(goals_access.goals_for_everybody(sides)))
    others = _by_side(words_for_everybody(sides).order_by("-said_at", "-pk"))
    agreed = _by_side(actions_for_everybody(sides).order_by("due_on", "pk"))
    return [
        SideSummary(side, None, needs[side.pk], goals[side.pk], others[side.pk], agreed[side.pk])
        for side in sides
    ]


OfASide = TypeVar("OfASide", Need, Goal, Statement, AgreedAction)


def _by_side(rows: Iterable[OfASide]) -> dict[int, list[OfASide]]:
    found: dict[int, list[OfASide]] = defaultdict(list)
    for row in rows:
        if row.side_id is not None:
            found[row.side_id].append(row)
    return found
