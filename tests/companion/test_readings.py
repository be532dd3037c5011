"""When somebody could read for a person, by which of three ways, to the moment."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from companion.access.readings import Reading, acted, readings_of
from companion.changes.emergencies import ask_for_cover, confirm_cover, end_cover
from companion.changes.standing_in import arrange_stand_in
from companion.models import Advocacy, CaseSubject, StandIn, User
from tests import factories
from tests.cast import Cast

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(cast: Cast) -> User:
    return factories.user("Ari Colleague", cast.advocate.agency)


def of(side: CaseSubject, since: datetime, now: bool, as_advocate: bool = False) -> Reading:
    return Reading(side.pk, side.subject_id, since, now, as_advocate)


def at(moment: datetime, user: User) -> list[Reading]:
    with time_machine.travel(moment, tick=False):
        return readings_of(user)


def test_to_speak_and_to_act_are_known_from_their_beginning_and_ever_after(
    cast: Cast, colleague: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        own = factories.side("Own", cast.panel, colleague, cast.coordinator)
        asked = ask_for_cover(cast.side, colleague, "No answer.", acting_user=cast.coordinator)
        assert readings_of(colleague) == [of(own, start, now=True, as_advocate=True)]
        assert not acted().exists()
    with time_machine.travel(start + HOUR, tick=False):
        confirmed = confirm_cover(asked, acting_user=cast.chair)
        both = [of(own, start, True, as_advocate=True), of(cast.side, start + HOUR, True)]
        assert readings_of(colleague) == both
        assert readings_of(cast.coordinator) == readings_of(cast.chair) == []
        # To have been read for by somebody who acted does not add to what the advocate reads.
        assert [one.side for one in readings_of(cast.advocate)] == [cast.side.pk]
    with time_machine.travel(start + 2 * HOUR, tick=False):
        end_cover(confirmed, acting_user=cast.chair)
        assert readings_of(colleague) == [both[0], of(cast.side, start + HOUR, now=False)]
    mine = Advocacy.objects.filter(side=own)
    mine.update(started_at=start + HOUR)
    assert [one.now for one in at(start, colleague)[:1]] == [False]
    mine.update(started_at=start, expires_at=start + 3 * HOUR)
    for hours, now in ((2, True), (3, False)):
        assert at(start + hours * HOUR, colleague)[0] == of(own, start, now, as_advocate=True)


def test_to_stand_in_counts_for_as_long_as_it_and_the_advocates_word_went_on_together(
    cast: Cast, colleague: User
) -> None:
    start = timezone.now()
    begins, ends = start + 4 * HOUR, start + 8 * HOUR
    stranger = factories.user("Second Helper", cast.advocate.agency)
    arrange_stand_in(colleague, begins, ends, acting_user=cast.advocate)
    arrange_stand_in(cast.advocate, begins, ends, acting_user=stranger)
    spoken, stood = Advocacy.objects.filter(side=cast.side), StandIn.objects.all()
    stood = stood.filter(colleague=colleague)
    late, early = start + 99 * HOUR, start - HOUR

    def read(**changes: datetime | None) -> list[Reading]:
        """Long afterwards, had it been so."""
        usual = {"started_at": early, "expires_at": late, "ended_at": None}
        spoken.update(**usual | changes)
        return at(late - HOUR, colleague)

    assert at(begins - HOUR, colleague) == at(begins, stranger) == []
    assert at(begins, colleague) == [of(cast.side, begins, now=True)]
    assert at(ends, colleague) == read() == [of(cast.side, begins, now=False)]
    # The advocate's own time: over by then, or not begun before it ended.
    for never in (
        {"ended_at": begins}, {"expires_at": begins}, {"expires_at": begins, "ended_at": late},
        {"started_at": ends},
    ):  # fmt: skip
        assert read(**never) == [], never
    moment = timedelta(seconds=1)
    assert read(ended_at=begins + moment) == read(expires_at=begins + moment) == read()
    within = ends - moment
    assert read(started_at=within) == [of(cast.side, within, now=False)]
    spoken.update(ended_at=begins + HOUR)
    assert [one.now for one in at(within + moment / 2, colleague)] == [False]
    # The arrangement's: taken back before it began, or before the advocate did.
    stood.update(ended_at=begins)
    assert read() == []
    stood.update(ended_at=begins + HOUR)
    assert read(started_at=begins + HOUR) == []
    assert read(started_at=begins) == [of(cast.side, begins, now=False)]
