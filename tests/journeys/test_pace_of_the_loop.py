"""How long a loop takes: five actions, the usual budget and hours, seven in ten who answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from statistics import median

import pytest
import time_machine

from companion.changes.actions import mark_done
from companion.models import AgreedAction, CaseSubject, Feedback, Hours, TurnTo
from companion.tasks import (
    ask_about_goals,
    ask_about_reviews,
    ask_about_trust,
    close_questions,
    end_pauses,
    remind_owners,
    tell,
)
from content.segments import measure
from messaging.changes import sweep_states
from messaging.delivering import deliver_due
from tests import factories
from tests.cast import Cast, make_cast
from tests.fakes import FakeTwilio
from tests.phone import Phone, phone_of

MONDAY = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)  # half past ten in London
PEOPLE, ANSWERING, ACTIONS = 10, 7, 5
DAYS = 45
REPLIES = {
    "1 agree, 2 change": "1",
    "Did it happen?": "yes",
    "Did it help you?": "4",
    "one person you trust": "7",
}
# All that happens in life because time has passed, whether it brings a text or not.
CLOCK = (
    close_questions,
    end_pauses,
    ask_about_goals,
    ask_about_reviews,
    ask_about_trust,
    remind_owners,
    tell,
    sweep_states,
)


class Walk:
    """One person with five agreed actions, one of which is said to be done every third day."""

    def __init__(self, cast: Cast, number: int, provider: FakeTwilio) -> None:
        self.cast = cast
        self.side: CaseSubject = factories.side(
            f"Person {number}", cast.panel, cast.advocate, cast.coordinator
        )
        hours = {"hours": Hours.every_day(time(10), time(16))}
        budget = {"unprompted_a_day": 1, "unprompted_a_week": 3}
        factories.taking_part(self.side, cast.advocate, **hours, **budget)
        self.phone: Phone = phone_of(self.side, provider)
        self.answers = number < ANSWERING
        self.actions: list[AgreedAction] = [
            factories.action(self.side, cast.member, cast.chair, f"Thing {one}")
            for one in range(ACTIONS)
        ]

        self.read = 0

    def does(self, day: int) -> None:
        """What the owner does: every third day something is done."""
        if day >= 7 and day % 3 == 1 and self.actions:
            mark_done(self.actions.pop(0), acting_user=self.cast.member)

    def reads(self) -> None:
        """What came is answered, if this person answers; so is what comes of that."""
        while self.answers and (came := self.phone.received()[self.read :]):
            self.read += len(came)
            asked = [reply for text in came for words, reply in REPLIES.items() if words in text]
            if asked:
                self.phone.texts(asked[-1])


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


# Weeks of texts, the same on either database: it runs once.
@pytest.mark.postgresql
def test_feedback_comes_within_a_week_of_done(
    clock: time_machine.Traveller, db: None, provider: FakeTwilio
) -> None:
    cast = make_cast()
    walks = [Walk(cast, number, provider) for number in range(PEOPLE)]
    for day in range(DAYS):
        clock.move_to(MONDAY + timedelta(days=day))
        for job in CLOCK:
            job()
        for walk in walks:
            walk.does(day)
        deliver_due(30)
        for walk in walks:
            walk.reads()
    assert TurnTo.objects.count() == ANSWERING
    waits = [given.given_at - given.agreed_action.done_at for given in _feedback()]
    assert len(waits) >= ANSWERING * ACTIONS * 0.9
    assert median(waits) <= timedelta(days=7)
    texts = [text for walk in walks if walk.answers for text in walk.phone.received()]
    segments = sum(measure(text).segments for text in texts)
    print(
        f"\n{len(waits)} of {PEOPLE * ACTIONS} loops closed; from done to feedback: median "
        f"{median(waits).days} days; {len(texts) / len(waits):.1f} texts and "
        f"{segments / len(waits):.1f} segments for each closed loop"
    )


def _feedback() -> list[Feedback]:
    given = Feedback.objects.filter(helped__isnull=False, agreed_action__done_at__isnull=False)
    return list(given.select_related("agreed_action"))
