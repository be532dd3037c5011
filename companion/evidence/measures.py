"""The measures that a panel sees of itself; each with the count it rests on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import mean

from django.utils import timezone

from companion.access.measures import (
    Counted,
    Spoken,
    counted_actions,
    my_panels,
    spoken_for,
    turn_to_ratings,
)
from companion.models import ActionKind, Advocacy, AgreedAction, Panel, User

# Of the actions of one evaluated panel, so many in a hundred tried to engage a victim or an
# offender (Police Foundation 2016). Another panel, another way of counting.
BASELINE = 20
MONTHS = 12
ADDS = frozenset({AgreedAction.Newness.NEW, AgreedAction.Newness.FORWARD})


@dataclass(frozen=True)
class Shares:
    """Agreed actions, and how many of them engage the person or would not have happened."""

    agreed: int
    engage: int
    attempted: int
    achieved: int
    additional: int

    @property
    def engagement_share(self) -> int | None:
        """In a hundred; none of nothing."""
        return per_cent(self.engage, self.agreed)

    @property
    def additional_share(self) -> int | None:
        """In a hundred; none of nothing."""
        return per_cent(self.additional, self.agreed)


@dataclass(frozen=True)
class PanelShares:
    """The shares of one panel, and who has someone to turn to."""

    panel: Panel
    shares: Shares
    turn_to: "SomeoneToTurnTo"


@dataclass(frozen=True)
class SomeoneToTurnTo:
    """How people rated it at first and last: all who were asked, and those asked again."""

    asked: int
    asked_again: int
    first: float | None
    latest: float | None


@dataclass(frozen=True)
class Continuity:
    """How long people had nobody to speak for them, and how often that somebody changed."""

    people: int
    days_without: int
    people_without: int
    without_now: int
    changes: int


@dataclass(frozen=True)
class Measures:
    """All that one panel's page of measures shows."""

    shares: Shares
    months: list[tuple[date, Shares]]
    turn_to: SomeoneToTurnTo
    continuity: Continuity


def per_cent(part: int, whole: int) -> int | None:
    """Rounded to a whole number, half up; none of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def shares_of_panels(user: User) -> list[PanelShares]:
    """One line for each panel of this user; as many questions for thirty panels as for one."""
    by_panel = defaultdict(list)
    for counted in counted_actions(user):
        by_panel[counted.panel].append(counted)
    ratings = turn_to_ratings(user)
    return [
        PanelShares(panel, _shares(by_panel[panel.pk]), _turn_to(ratings, panel))
        for panel in my_panels(user)
    ]


def measures_of(user: User, panel: Panel) -> Measures:
    """What the work of a panel adds up to, over the cases that this user may see."""
    counted = [one for one in counted_actions(user) if one.panel == panel.pk]
    return Measures(
        _shares(counted),
        _by_month(counted, timezone.localdate()),
        _turn_to(turn_to_ratings(user), panel),
        _continuity(spoken_for(user, panel), timezone.now()),
    )


def _shares(counted: Iterable[Counted]) -> Shares:
    rows = list(counted)
    engage = [one for one in rows if one.kind == ActionKind.ENGAGE]
    return Shares(
        agreed=sum(one.count for one in rows),
        engage=sum(one.count for one in engage),
        attempted=sum(one.count for one in engage if one.tried),
        achieved=sum(one.count for one in engage if one.reached),
        additional=sum(one.count for one in rows if one.newness in ADDS),
    )


def _by_month(counted: list[Counted], today: date) -> list[tuple[date, Shares]]:
    """From the first month with an action, twelve at most, this one last."""
    if not counted:
        return []
    months = [today.replace(day=1)]
    first = min(one.month for one in counted)
    while months[0] > first and len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return [(month, _shares(one for one in counted if one.month == month)) for month in months]


def _turn_to(ratings: list[tuple[int, int, int]], panel: Panel) -> SomeoneToTurnTo:
    of_side = defaultdict(list)
    for panel_key, side, rating in ratings:
        if panel_key == panel.pk:
            of_side[side].append(rating)
    again = [given for given in of_side.values() if len(given) > 1]
    return SomeoneToTurnTo(
        asked=len(of_side),
        asked_again=len(again),
        first=mean(given[0] for given in again) if again else None,
        latest=mean(given[-1] for given in again) if again else None,
    )


def _continuity(spoken: list[Spoken], now: datetime) -> Continuity:
    without = [_time_without(one, now).days for one in spoken]
    now_without = [
        one
        for one in spoken
        if not one.closed_at and not any(_ends(advocacy) > now for advocacy in one.advocacies)
    ]
    return Continuity(
        people=len(spoken),
        days_without=sum(without),
        people_without=sum(days > 0 for days in without),
        without_now=len(now_without),
        changes=sum(
            before.advocate_id != after.advocate_id
            for one in spoken
            for before, after in pairwise(one.advocacies)
        ),
    )


def _ends(advocacy: Advocacy) -> datetime:
    """When it was taken back, or ran out."""
    return min(advocacy.ended_at or advocacy.expires_at, advocacy.expires_at)


def _time_without(spoken: Spoken, now: datetime) -> timedelta:
    """The gaps between one advocate and the next, while the case was open."""
    end = spoken.closed_at or now
    covered, without = spoken.opened_at, timedelta(0)
    for advocacy in spoken.advocacies:
        starts = min(advocacy.started_at, end)
        without += max(timedelta(0), starts - covered)
        covered = max(covered, min(_ends(advocacy), end))
    return without + max(timedelta(0), end - covered)
