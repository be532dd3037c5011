"""The panel's desk: what wants one member today, and how each of their cases stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from django.db.models import QuerySet
from django.utils import timezone

from companion.access.actions import overdue, panel_actions
from companion.access.panels import Standing, panel_sides, standings_of
from companion.access.words import owed, panel_needs, unanswered
from companion.models import AgreedAction, CaseSubject, Need, PanelCase, User
from companion.summaries import newest

SOON = timedelta(days=7)
# What cannot be undone by answering it stays in sight this long; the case shows it for good.
DIFFERS_FOR = timedelta(days=14)


class Wish(IntEnum):
    """Why something wants a member, the most pressing first."""

    ANSWER_LATE = 1
    ACTION_LATE = 2
    ACCOUNTS_DIFFER = 3
    WANTS_OTHERWISE = 4
    UNANSWERED = 5
    ANSWER_OWED = 6
    ACTION_SOON = 7


@dataclass(frozen=True)
class Wanted:
    """One thing that wants a member: a need to answer, or an action of theirs."""

    wish: Wish
    of: Need | AgreedAction
    due: date | None = None


@dataclass(frozen=True)
class CaseLine:
    """One case of the list: whom it is about, and what waits in it."""

    panel_case: PanelCase
    sides: list[CaseSubject]
    unanswered: int
    owed: int
    overdue: int


@dataclass(frozen=True)
class PanelDesk:
    """What one member finds at their desk."""

    wanted: list[Wanted]
    later: int
    awaiting: int
    cases: list[CaseLine]
    coordinates: bool
    led: frozenset[int]

    @property
    def leads(self) -> bool:
        """Whether they lead a panel at all."""
        return bool(self.led)


def panel_desk(user: User) -> PanelDesk:
    """What waits for this user; as many queries for thirty cases as for three."""
    today = timezone.localdate()
    standings = standings_of(user)
    here = panel_sides(user).filter(left_at__isnull=True, panel_case__closed_at__isnull=True)
    sides = here.order_by("pk")
    needs = panel_needs(user).filter(side__in=sides)
    silent, promised = list(unanswered(needs)), list(owed(needs))
    actions = panel_actions(user).filter(side__in=sides)
    mine = list(actions.filter(owned_by=user))
    wanted = [
        *_to_answer(silent, standings),
        *_owed_by(user, promised, today),
        *(wish for action in mine if (wish := _about(action, today))),
    ]
    soon = [one for one in wanted if one.due is None or one.due <= today + SOON]
    return PanelDesk(
        wanted=sorted(soon, key=_pressing),
        later=len(wanted) - len(soon),
        awaiting=sum(newest.awaits_their_word(action) for action in mine),
        cases=_case_lines(list(sides), silent, promised, overdue(actions), today),
        coordinates=any(standing.coordinates for standing in standings.values()),
        led=frozenset(panel for panel, standing in standings.items() if standing.leads),
    )


def _to_answer(silent: list[Need], standings: dict[int, Standing]) -> list[Wanted]:
    return [
        Wanted(Wish.UNANSWERED, need)
        for need in silent
        if standings[need.side.panel_case.panel_id].decides
    ]


def _owed_by(user: User, promised: list[Need], today: date) -> list[Wanted]:
    wanted = []
    for need in promised:
        answer = newest.answer_of(need)
        if answer and answer.owed_by_id == user.pk:
            late = newest.owed_too_long(need, today)
            wish = Wish.ANSWER_LATE if late else Wish.ANSWER_OWED
            wanted.append(Wanted(wish, need, answer.owed_until))
    return wanted


def _about(action: AgreedAction, today: date) -> Wanted | None:
    """What an owner has to do about their own action, if anything."""
    if action.done_at is not None:
        return Wanted(Wish.ACCOUNTS_DIFFER, action) if _differs_lately(action) else None
    if action.overdue(today):
        return Wanted(Wish.ACTION_LATE, action, action.due_on)
    if newest.wants_otherwise(action):
        return Wanted(Wish.WANTS_OTHERWISE, action)
    return Wanted(Wish.ACTION_SOON, action, action.due_on)


def _differs_lately(action: AgreedAction) -> bool:
    feedback = newest.feedback_of(action)
    if feedback is None or not newest.accounts_differ(action):
        return False
    return timezone.now() - feedback.given_at < DIFFERS_FOR


def _pressing(wanted: Wanted) -> tuple[int, date, int, int]:
    """The most pressing first; then the nearest date, then what matters most to the person."""
    matters = wanted.of.importance or 0 if isinstance(wanted.of, Need) else 0
    return wanted.wish, wanted.due or date.min, -matters, wanted.of.pk


def _case_lines(
    sides: list[CaseSubject],
    silent: list[Need],
    promised: list[Need],
    late: QuerySet[AgreedAction],
    today: date,
) -> list[CaseLine]:
    unanswered_in = Counter(need.side.panel_case_id for need in silent)
    owed_in = Counter(need.side.panel_case_id for need in promised)
    overdue_in = Counter(late.values_list("side__panel_case", flat=True))
    overdue_in.update(
        need.side.panel_case_id for need in promised if newest.owed_too_long(need, today)
    )
    members: dict[PanelCase, list[CaseSubject]] = {}
    for side in sides:
        members.setdefault(side.panel_case, []).append(side)
    lines = [
        CaseLine(case, found, unanswered_in[case.pk], owed_in[case.pk], overdue_in[case.pk])
        for case, found in members.items()
    ]
    return sorted(lines, key=lambda line: (-line.overdue, -line.unanswered, line.panel_case.pk))
