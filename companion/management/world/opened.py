"""Who opened what in the invented town: cases that were not their readers' own, and the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import time_machine
from django.utils import timezone

from companion.access.opened import monday_of
from companion.access.openings import standing_open
from companion.access.people import my_sides
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.exports import Taken, keep_export
from companion.changes.openings import go_through, say_why, settle_opening
from companion.history import looked_at
from companion.management.world.people import AMAL, MARAC
from companion.management.world.town import Town
from companion.models import Advocacy, CaseSubject, Opening, User


@dataclass(frozen=True)
class Opened:
    """One of them: weeks ago and the day of that week, who, why, and what was found."""

    weeks_ago: int
    day: int
    who: str
    why: str
    words: str = ""
    pages: int = 1
    found: str = ""
    settled: str = ""


OPENED = (
    Opened(2, 1, "Hana Sato", "contacted", "She came to the walk-in clinic.", 3, "fine"),
    Opened(
        2,
        3,
        "Mo Farrell",
        "other",
        "A name on our list looked alike.",
        1,
        "ask",
        "Another family of that name. The list now has dates of birth.",
    ),
    Opened(1, 0, "Mo Farrell", "taking_over", pages=4),
    Opened(1, 2, "Hana Sato", "safety", "Her sister rang us, worried.", 2),
)


def tell_who_opened_what(town: Town) -> None:
    """Those of last week wait for whoever leads the panel; the ones before are gone through."""
    taken: set[int] = set()
    for one in OPENED:
        monday = monday_of(timezone.localdate()) - timedelta(weeks=one.weeks_ago)
        day = datetime.combine(monday + timedelta(days=one.day), time(10, 20))
        moment = timezone.make_aware(day)
        with time_machine.travel(moment):
            side = _not_their_own(town, town.users[one.who], taken)
            if side is not None:
                taken.add(side.pk)
                opening = _opens(one, side, town.users[one.who])
        if side is not None and one.found:
            with time_machine.travel(moment + timedelta(days=6)):
                _goes_through(one, opening, town.chair)


def tell_of_an_emergency(town: Town) -> None:
    """Last week an advocate could not be reached: a colleague acted for two hours."""
    advocate, colleague = town.users[AMAL], town.users["Ari Blum"]
    monday = monday_of(timezone.localdate()) - timedelta(weeks=1)
    began = timezone.make_aware(datetime.combine(monday + timedelta(days=1), time(15, 5)))
    with time_machine.travel(began):
        here = Advocacy.objects.standing().filter(
            advocate=advocate, started_at__lt=timezone.now(), side__panel_case__panel__name=MARAC
        )
        advocacy = here.select_related("side__subject").order_by("pk").first()
        if advocacy is None:
            return
        reason = "Amal’s train stands still. The refuge has one bed and rings back at four."
        asked = ask_for_cover(advocacy.side, colleague, reason, acting_user=town.coordinator)
    with time_machine.travel(began + timedelta(minutes=6)):
        confirm_cover(asked, acting_user=town.chair)
    with time_machine.travel(began + timedelta(minutes=11)):
        looked_at([advocacy.side.subject.public_id], "advocate:person", acting_user=colleague)
    with time_machine.travel(began + timedelta(hours=2)):
        end_cover(asked, acting_user=town.chair)


def tell_of_a_copy(town: Town) -> None:
    """Last week an advocate took part of a conversation along, on paper."""
    monday = monday_of(timezone.localdate()) - timedelta(weeks=1)
    advocate, day = town.users[AMAL], monday + timedelta(days=3)
    with time_machine.travel(timezone.make_aware(datetime.combine(day, time(10, 20)))):
        side = my_sides(advocate).filter(panel_case__panel__name=MARAC).order_by("pk").first()
        if side is not None:
            taken = Taken("pdf", 6, "Her solicitor needs it on Monday.", monday, day)
            keep_export(side, taken, acting_user=advocate)


def _not_their_own(town: Town, user: User, taken: set[int]) -> CaseSubject | None:
    """Somebody at the panel by then, with whom this member had nothing to do."""
    here: Sequence[CaseSubject] = [
        side
        for side in town.sides.values()
        if side.panel_case.panel.name == MARAC
        and side.panel_case.opened_at < timezone.now()
        and side.pk not in taken
    ]
    own = standing_open(user, [side.panel_case for side in here])
    return next((side for side in here if side.panel_case_id not in own), None)


def _opens(one: Opened, side: CaseSubject, user: User) -> Opening:
    opening = say_why(side.panel_case, one.why, one.words, acting_user=user)
    for page in range(one.pages):
        with time_machine.travel(timezone.now() + timedelta(minutes=1 + page)):
            looked_at([side.subject.public_id], "panel:case", acting_user=user)
    return opening


def _goes_through(one: Opened, opening: Opening, leader: User) -> None:
    check = go_through(opening, one.found, acting_user=leader)
    if one.settled:
        settle_opening(check, one.settled, acting_user=leader)
