"""Whatever may be told is told once, after the gate, in the order of the telling; no trace else.

Two people live through the same story, but for one of them, the twin, nothing is ever decided that
is not told: the two must hear the same, text by text. Each answer and action carries a token of its
own, by which it is found in whatever was said.
"""

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from companion.changes.actions import mark_done
from companion.changes.answers import Tell, answer_need, tell_in_person
from companion.changes.contact import pause_texts
from companion.changes.feeding_back import feed_back
from companion.models import CaseSubject
from companion.summaries.you_said import YouSaid, you_said
from companion.tasks import close_questions, end_pauses
from messaging import twilio
from messaging.changes import sweep_states
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import OutgoingMessage
from tests import factories
from tests.cast import Cast, make_cast
from tests.companion.texting.story import WEEKS, wall_says_safe
from tests.fakes import FakeTwilio
from tests.messaging.provider import INBOUND, post, text_fields
from tests.phone import Phone, phone_of
from tests.undone import undone

SOAK = "SOAK_REPORT" in os.environ
STORIES = round(150 * float(os.environ.get("FACTOR", "1"))) if SOAK else 2
# At full size among the long proofs, a fraction of it in every run.
pytestmark = [pytest.mark.soak] if SOAK else []
BEGINS = datetime(2026, 6, 3, 11, 0, tzinfo=UTC)
HOURS = WEEKS[1]
TOKEN = re.compile(r"token\d+")
NEWS_OF = ("need_answered_", "action_agreed", "requirement_agreed")

Step = tuple[Any, ...]
# All that happens in a story, which is told in any order. In this one somebody is told in person
# of what was agreed first, after what was agreed last has begun to wait for its turn.
HAPPENS: list[Step] = [
    ("agrees", "advocate_first"),
    ("agrees", "now"),
    ("agrees", "now"),
    ("tells", 0),
    ("texts", "1"),
    ("texts", "1"),
    ("agrees", "not_told"),
    ("answers", "now"),
    ("answers", "not_told"),
    ("agrees", "advocate_first"),
    ("answers", "advocate_first"),
    ("tells", -1),
    ("texts", "PLAN"),
    ("feeds_back",),
    ("does", 0),
    ("does", 3),
    ("pauses", 2),
    ("waits", 13),
    ("waits", 49),
    ("texts", "yes"),
    ("texts", "2"),
]


@dataclass
class Thing:
    """One answer or action, as whoever decided on it knows it."""

    token: str
    is_action: bool
    telling: str
    # In whose life it comes about: the person's, and the twin's if it is ever told.
    lives: tuple[int, ...]
    told_from: int | None = None
    rows: dict[int, Any] = field(default_factory=dict)


class Story:
    """Somebody with an advocate and a panel; and their twin, of whom nothing is kept back."""

    def __init__(self, cast: Cast, sides: list[CaseSubject], clock: Any, provider: Any) -> None:
        self.cast, self.sides, self.clock = cast, sides, clock
        self.phones: list[Phone] = [phone_of(side, provider) for side in sides]
        self.things: list[Thing] = []
        self.moments = count(1)

    def plays(self, steps: list[Step]) -> None:
        self.tellings = tellings_in(steps)
        for step, *values in steps:
            getattr(self, step)(*values)
            self.nothing_is_wrong()
        self.all_is_told_in_the_end()

    def answers(self, tell: str) -> None:
        needs = [factories.need(side, "a place") for side in self.sides]
        thing = self._decides(tell, is_action=False)
        how = "partly", thing.token, _tell(tell)
        for life in thing.lives:
            thing.rows[life] = answer_need(needs[life], *how, acting_user=self.cast.member)

    def agrees(self, tell: str) -> None:
        """For what was said last, if anything was; every third is required by law."""
        thing = self._decides(tell, is_action=True)
        for life in thing.lives:
            side = self.sides[life]
            needs = list(side.needs.order_by("-pk")[:1])
            how = {"statutory": not len(self.things) % 3, "needs": needs, "tell": _tell(tell)}
            by = self.cast.member, self.cast.chair
            thing.rows[life] = factories.action(side, *by, thing.token, **how)

    def tells(self, which: int) -> None:
        """The oldest, or the newest, that waits for it is told in person."""
        waiting = [one for one in self.things if one.telling == "advocate_first"]
        for thing in [one for one in waiting if one.told_from is None][which:][:1]:
            thing.told_from = next(self.moments)
            for row in thing.rows.values():
                tell_in_person(row.telling, acting_user=self.cast.advocate)

    def does(self, which: int) -> None:
        """One of the actions is done, whether it may be told or not."""
        for thing in [one for one in self.things if one.is_action][which:][:1]:
            for life, row in thing.rows.items():
                thing.rows[life] = mark_done(row, "note", acting_user=self.cast.member)

    def texts(self, text: str) -> None:
        talks = wall_says_safe(HOURS, timezone.now()) and not self._paused()
        phone, before = self.phones[0], len(self.phones[0].received())
        for one in self.phones:
            fields = {"From": one.number, "To": one.sender}
            assert post(one.client, INBOUND, text_fields(text, **fields)).status_code == 200
        handle_waiting(30)
        deliver_due(30)
        came = phone.received()[before:]
        if text == "PLAN" and talks:
            rows = OutgoingMessage.objects.accepted().filter(created_at=timezone.now())
            of_plan = {row.body for row in rows.filter(wording="plan_action")}
            newest = [one.token for one in reversed(self.things) if one.is_action and one.told_from]
            shown = [TOKEN.findall(body) for body in came if body in of_plan]
            assert shown == [[token] for token in newest[:3]]

    def waits(self, hours: int) -> None:
        self.clock.shift(timedelta(hours=hours))
        end_pauses()
        close_questions()
        sweep_states()

    def feeds_back(self) -> None:
        """The advocate goes through it with each; a text tells what no text has told yet."""
        pages = [you_said(self.cast.advocate, side) for side in self.sides]
        shown, to_the_twin = map(tokens_on, pages)
        assert shown == to_the_twin
        assert set(shown) == self._may_be_told()
        for side, page in zip(self.sides, pages, strict=True):
            fresh = feed_back(side, page.needs, acting_user=self.cast.advocate)
            assert fresh == 3 or not feed_back(side, page.needs, acting_user=self.cast.advocate)

    def pauses(self, days: int) -> None:
        until = timezone.now() + timedelta(days=days) if days else None
        for side in self.sides:
            pause_texts(side, until, acting_user=self.cast.advocate)

    def nothing_is_wrong(self) -> None:
        """Let the worker work, and look at all that stands on the two phones."""
        deliver_due(30)
        stands, with_the_twin = (phone.received() for phone in self.phones)
        assert stands == with_the_twin, "what is not told left a trace"
        assert self._told() <= self._may_be_told()
        announced = self._announced()
        assert len({thing.token for thing in announced}) == len(announced), "told twice"
        for is_action in (True, False):
            order = [one.told_from or 0 for one in announced if one.is_action == is_action]
            assert order == sorted(order), "out of the order of the telling"

    def all_is_told_in_the_end(self) -> None:
        """Nobody answers any more: each question makes way for the next, at the same hour."""
        self.pauses(0)
        self.waits(24 + (BEGINS.hour - timezone.now().hour) % 24)
        self.feeds_back()
        self.texts("PLAN")
        self.texts("WHO")
        left = 2 * len(self.things)
        while left and self._had_news_of() < self._may_be_told():
            self.waits(96)
            self.nothing_is_wrong()
            left -= 1
        self.waits(96)
        self.nothing_is_wrong()
        assert self._had_news_of() == self._may_be_told()

    def _told(self) -> set[str]:
        """Whatever stands on the phone, asked for or not."""
        return set(TOKEN.findall(" ".join(self.phones[0].received())))

    def _had_news_of(self) -> set[str]:
        """What had a text of its own, unasked: when it was agreed or, before that, done."""
        rows = OutgoingMessage.objects.accepted().exclude(wording="plan_action")
        about = set(rows.values_list("about", flat=True))
        return {thing.token for thing in self.things if thing.rows[0].public_id in about}

    def _announced(self) -> list[Thing]:
        """What was put to the person for the first time, in the order in which it left."""
        by_id = {thing.rows[0].public_id: thing for thing in self.things}
        rows = OutgoingMessage.objects.accepted().filter(about__in=by_id).order_by("tries__pk")
        left = rows.values_list("wording", "about")
        return [by_id[about] for wording, about in left if wording.startswith(NEWS_OF)]

    def _may_be_told(self) -> set[str]:
        return {thing.token for thing in self.things if thing.told_from}

    def _paused(self) -> bool:
        rule = self.sides[0].subject.safe_contact_rule
        rule.refresh_from_db()
        return rule.paused_until is not None

    def _decides(self, tell: str, *, is_action: bool) -> Thing:
        number = len(self.things)
        lives = (0, 1) if self.tellings[number] else (0,)
        thing = Thing(f"token{number}", is_action, tell, lives)
        if tell == "now":
            thing.told_from = next(self.moments)
        self.things.append(thing)
        return thing


def _tell(tell: str) -> Tell:
    if tell != "not_told":
        return Tell(tell)
    return Tell(tell, "It could give them away.", timezone.localdate() + timedelta(days=1))


def tellings_in(steps: list[Step]) -> list[bool]:
    """Whether each answer and action of a story is told at any time in it."""
    told: list[bool] = []
    waiting: list[int] = []
    for step, *values in steps:
        if step in {"answers", "agrees"}:
            waiting += [len(told)] if values[0] == "advocate_first" else []
            told.append(values[0] == "now")
        elif step == "tells" and waiting:
            told[waiting.pop(values[0])] = True
    return told


def tokens_on(page: YouSaid) -> list[str]:
    """What the advocate reads there, in its order."""
    answers = [[one.answer.reason] if one.answer else [] for one in page.needs]
    actions = [[action.what for action in one.actions] for one in page.needs]
    return [*chain(*answers, *actions), *(action.what for action in page.besides)]


# It is the same on either database: it runs once.
@pytest.mark.postgresql
@pytest.mark.timeout(120 + 10 * STORIES)
def test_what_may_be_told_is_told_once_and_the_rest_leaves_no_trace(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(BEGINS, tick=False) as clock:
        cast = make_cast()
        sides = [
            factories.side(name, cast.panel, cast.advocate, cast.coordinator)
            for name in ("Noor", "Nell")
        ]
        for side in sides:
            budget = {"unprompted_a_day": 2, "unprompted_a_week": 8}
            factories.taking_part(side, cast.advocate, hours=HOURS, **budget)

        @settings(
            max_examples=STORIES,
            phases=(Phase.explicit, Phase.generate),
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @example(HAPPENS)
        @given(st.permutations(HAPPENS))
        def lives(steps: list[Step]) -> None:
            provider = FakeTwilio()
            monkeypatch.setattr(twilio, "send", provider.send)
            clock.move_to(BEGINS)
            with undone():
                Story(cast, sides, clock, provider).plays(steps)

        lives()
