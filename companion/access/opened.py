"""Who opened what at a panel: for whoever leads it, week by week."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from companion.access.meetings import led_panels
from companion.access.openings import PAGES
from companion.access.panels import LEADS, panel_sides
from companion.models import (
    Access,
    CaseSubject,
    Emergency,
    Export,
    Membership,
    Opening,
    OpeningCheck,
    Panel,
    User,
)

WEEK = timedelta(days=7)
# Earlier than any opening; keeps the links to the week before from running out of the calendar.
FIRST_WEEK = date(2020, 1, 6)
NOT_YET = Q(gone_through__isnull=True)
OPEN_STILL = NOT_YET | Q(
    gone_through__found=OpeningCheck.Found.ASK, gone_through__settled_at__isnull=True
)


@dataclass(frozen=True)
class Looks:
    """How many people read how many pages."""

    people: int
    pages: int


@dataclass(frozen=True)
class Waiting:
    """How many openings of one panel nobody has gone through, and since which week."""

    panel: Panel
    count: int
    week: date


def monday_of(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())


def openings_led_by(user: User) -> QuerySet[Opening]:
    """Of cases that this user leads the panel of, and may see."""
    seen = panel_sides(user, LEADS).values("panel_case")
    return Opening.objects.filter(panel_case__in=seen).select_related(
        "user__agency", "panel_case__panel", "gone_through__checked_by", "gone_through__settled_by"
    )


def opening_led_for(user: User, public_id: UUID) -> Opening:
    """One of them."""
    return get_object_or_404(openings_led_by(user), public_id=public_id)


def opening_to_settle_for(user: User, public_id: UUID) -> Opening:
    """One that was asked about; never the user's own."""
    asked = openings_led_by(user).filter(gone_through__found=OpeningCheck.Found.ASK)
    return get_object_or_404(asked.exclude(user=user), public_id=public_id)


def opened_in(user: User, panel: Panel, week: date) -> QuerySet[Opening]:
    """Those of one panel in the week that begins on this day, the newest first."""
    begins, ends = _moments(week)
    here = openings_led_by(user).filter(panel_case__panel=panel)
    return here.filter(opened_at__gte=begins, opened_at__lt=ends).order_by("-opened_at", "-pk")


def sides_opened(user: User, openings: Sequence[Opening]) -> dict[int, list[CaseSubject]]:
    """Whose cases these are, by case; of the sides that this reader may see."""
    found: dict[int, list[CaseSubject]] = defaultdict(list)
    cases = [one.panel_case_id for one in openings]
    for side in panel_sides(user, LEADS).filter(panel_case__in=cases).order_by("pk"):
        found[side.panel_case_id].append(side)
    return found


def pages_read(openings: Sequence[Opening], sides: dict[int, list[CaseSubject]]) -> dict[int, int]:
    """How many pages of the case each of these readers saw while their reason counted."""
    if not openings:
        return {}
    subjects = {side.subject.public_id for of_case in sides.values() for side in of_case}
    looks = Access.objects.filter(
        user__in=[one.user_id for one in openings],
        subject_id__in=subjects,
        page__in=PAGES,
        at__gte=min(one.opened_at for one in openings),
        at__lt=max(one.lasts_until for one in openings),
    )
    moments: dict[tuple[int, UUID], set[datetime]] = defaultdict(set)
    for reader, subject, at in looks.values_list("user", "subject_id", "at"):
        moments[reader, subject].add(at)
    return {one.pk: _within(one, sides[one.panel_case_id], moments) for one in openings}


def _within(
    opening: Opening,
    sides: Sequence[CaseSubject],
    moments: dict[tuple[int, UUID], set[datetime]],
) -> int:
    seen: set[datetime] = set()
    for side in sides:
        seen |= moments.get((opening.user_id, side.subject.public_id), set())
    return sum(opening.opened_at <= at < opening.lasts_until for at in seen)


def read_as_their_own(user: User, panel: Panel, week: date) -> Looks:
    """How many members read how many pages of cases without having to say why."""
    begins, ends = _moments(week)
    here = panel_sides(user, LEADS).filter(panel_case__panel=panel)
    with_reason = Opening.objects.filter(
        user=OuterRef("user"),
        panel_case__panel=panel,
        panel_case__sides__subject__public_id=OuterRef("subject_id"),
        opened_at__lte=OuterRef("at"),
        lasts_until__gt=OuterRef("at"),
    )
    looks = Access.objects.filter(
        ~Exists(with_reason),
        user__in=Membership.objects.filter(panel=panel).values("user"),
        subject_id__in=here.values("subject__public_id"),
        page__in=PAGES,
        at__gte=begins,
        at__lt=ends,
    )
    pages = looks.order_by().values_list("user", "page", "at").distinct()
    readers = [reader for reader, _page, _at in pages]
    return Looks(people=len(set(readers)), pages=len(readers))


def waiting_to_be_gone_through(user: User) -> list[Waiting]:
    """By panel: openings of full weeks that nobody has gone through, or that are asked about."""
    begins, _ = _moments(monday_of(timezone.localdate()))
    waiting = openings_led_by(user).exclude(user=user)
    waiting = waiting.filter(OPEN_STILL, opened_at__lt=begins).order_by()
    counted = waiting.values(of=F("panel_case__panel")).annotate(
        count=Count("pk", distinct=True), first=Min("opened_at")
    )
    found = {row["of"]: row for row in counted}
    panels = led_panels(user).filter(pk__in=list(found)) if found else []
    return [
        Waiting(
            panel, found[panel.pk]["count"], monday_of(timezone.localdate(found[panel.pk]["first"]))
        )
        for panel in panels
    ]


def emergencies_in(user: User, panel: Panel, week: date) -> list[Emergency]:
    """What was asked for in a week because an advocate could not be reached, the newest first."""
    begins, ends = _moments(week)
    here = panel_sides(user, LEADS).filter(panel_case__panel=panel)
    asked = Emergency.objects.filter(side__in=here.values("pk"), asked_at__gte=begins)
    people = ("colleague__agency", "asked_by", "confirmed_by", "side__subject")
    return list(
        asked.filter(asked_at__lt=ends).select_related(*people).order_by("-asked_at", "-pk")
    )


def exports_in(user: User, panel: Panel, week: date) -> list[Export]:
    """Conversations that were taken out of the service in a week, the newest first."""
    begins, ends = _moments(week)
    here = panel_sides(user, LEADS).filter(panel_case__panel=panel)
    made = Export.objects.filter(side__in=here.values("pk"), made_at__gte=begins, made_at__lt=ends)
    people = ("made_by__agency", "side__subject", "side__panel_case")
    return list(made.select_related(*people).order_by("-made_at", "-pk"))


def asked_about(user: User) -> QuerySet[OpeningCheck]:
    """What this user is asked about, of what they opened, and that is not settled."""
    asks = OpeningCheck.objects.filter(opening__user=user, found=OpeningCheck.Found.ASK)
    return (
        asks.filter(settled_at__isnull=True)
        .select_related("checked_by", "opening__panel_case")
        .order_by("checked_at", "pk")
    )


def _moments(week: date) -> tuple[datetime, datetime]:
    """The midnight with which a week begins, and the one with which it ends."""
    midnights = (datetime.combine(day, time.min) for day in (week, week + WEEK))
    begins, ends = (timezone.make_aware(midnight) for midnight in midnights)
    return begins, ends
