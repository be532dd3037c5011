"""Half a year of the invented town, made by the real changes under a moved clock."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from random import Random

import time_machine
from django.conf import settings
from django.utils import timezone

from companion.changes.actions import Plan, agree_action, mark_done, record_attempt
from companion.changes.answers import Tell, answer_need, tell_in_person, usual_telling
from companion.changes.contact import confirm_rule
from companion.changes.goals import rate_goal, rate_turn_to
from companion.changes.questions import let_go_of_old_questions
from companion.management.world import worried
from companion.management.world.people import Person
from companion.management.world.played import delivers, says
from companion.management.world.town import Town
from companion.management.world.townsfolk import GOALS, WISHES, Wish, townsfolk
from companion.management.world.worried import Step
from companion.models import ActionKind, AgreedAction, CaseSubject, Goal, Need, Telling, User

BEGAN_AGO = timedelta(days=183)
# Here for almost a year: what they agreed to is soon gone through again.
LONGEST_HERE, RENEWED_IN = "Lou", timedelta(days=14)
ANSWERS = 0.7  # how many of those who are asked reply


def play(town: Town, progress: Callable[[str], None]) -> None:
    """Everything that happened, in the order in which it happened."""
    chance = Random(1958)  # noqa: S311 - the same town every time
    now = timezone.now()
    steps = [step for person in townsfolk() for step in Life(town, person, chance, now).steps()]
    steps += worried.steps(town, now)
    steps.sort(key=lambda step: step[0])
    for number, (moment, step) in enumerate(steps, start=1):
        with time_machine.travel(moment):
            step()
        if number % 100 == 0:
            progress(f"  {moment:%B}: {number} of {len(steps)}")
    let_go_of_old_questions(now)


class Life:
    """What becomes of one person: a case, safe contact, then one wish after another."""

    def __init__(self, town: Town, person: Person, chance: Random, now: datetime) -> None:
        self.town, self.person, self.chance, self.now = town, person, chance, now
        self.begins = now - BEGAN_AGO * chance.uniform(0.1, 1.0)
        longest = person.name == LONGEST_HERE
        self.comes = now - settings.CONSENT_PERIOD + RENEWED_IN if longest else self.begins

    @property
    def side(self) -> CaseSubject:
        """Their side of their case, once they have come."""
        return self.town.sides[self.person.name]

    def steps(self) -> Iterator[Step]:
        """What happens when, as far as now."""
        yield self.comes, lambda: self.town.welcome(self.person)
        moment = self.comes + timedelta(days=79)
        while moment < self.now:
            yield moment, self._go_through_the_rule
            moment += timedelta(days=79)
        yield from self._on_the_way()
        moment = self.begins + timedelta(days=self.chance.randint(1, 6))
        for wish in self._wishes():
            for after, step in self._of(wish):
                moment += timedelta(days=after, minutes=self.chance.randint(1, 400))
                if moment < self.now:
                    yield moment, step
            moment += timedelta(days=self.chance.randint(4, 20))

    def _on_the_way(self) -> Iterator[Step]:
        """What they want to change, how near they are each month, and someone to turn to."""
        moment = self.begins + timedelta(hours=20)
        if self.chance.random() < 0.6 and moment < self.now:
            near = self.chance.randint(1, 4)
            yield moment, lambda: says(self.side, GOALS[self.person.role], f"{near} 2")
            while (moment := moment + timedelta(days=29)) < self.now:
                near = max(0, min(10, near + self.chance.choice([-1, 0, 1, 1, 2])))
                yield moment, partial(self._rates, near)
        trust = self.chance.randint(1, 5)
        for after in (timedelta(hours=1), timedelta(days=79, hours=1)):
            if self.begins + after < self.now:
                yield self.begins + after, partial(self._turns_to, trust)
                trust += self.chance.randint(0, 3)

    def _rates(self, near: int) -> None:
        rate_goal(Goal.objects.get(side=self.side), near, acting_user=self.advocate)

    def _turns_to(self, trust: int) -> None:
        rate_turn_to(self.side, trust, acting_user=self.advocate)

    @property
    def advocate(self) -> User:
        """Who speaks for them."""
        return self.town.users[self.person.advocate]

    def _wishes(self) -> list[Wish]:
        wishes = list(WISHES[self.person.role])
        self.chance.shuffle(wishes)
        return wishes[: self.chance.randint(1, 3)]

    def _of(self, wish: Wish) -> list[tuple[int, Callable[[], None]]]:
        """The steps of one wish, each with the days since the one before."""
        holder = Told(self.side_later, wish, self.town)
        replies = [self.chance.random() < ANSWERS for _ in range(2)]
        steps: list[tuple[int, Callable[[], None]]] = [
            (0, holder.say),
            (self.chance.randint(2, 9), holder.answer),
            (1, holder.agree),
        ]
        if replies[0]:
            steps.append((0, lambda: says(self.side, self.chance.choice("1112"))))
        if self.chance.random() < 0.85:
            steps.append((self.chance.randint(5, 16), holder.done))
            if replies[1]:
                steps.append((self.chance.randint(0, 2), lambda: self._tell_how_it_was()))
        return steps

    def side_later(self) -> CaseSubject:
        """Their side, asked for when a step is taken and not when it is planned."""
        return self.side

    def _tell_how_it_was(self) -> None:
        """Did it happen, did it help; now and then not as the owner says."""
        happened = self.chance.choice(["yes", "yes", "yes", "partly", "no"])
        says(self.side, happened, *([] if happened == "no" else [self.chance.choice("33445")]))

    def _go_through_the_rule(self) -> None:
        confirm_rule(self.side, acting_user=self.advocate)


class Told:
    """One wish on its way round the loop."""

    def __init__(self, side: Callable[[], CaseSubject], wish: Wish, town: Town) -> None:
        self.side, self.wish, self.town = side, wish, town
        self.need: Need | None = None
        self.action: AgreedAction | None = None

    def say(self) -> None:
        """The person texts it, how much it matters, and that the panel may know."""
        says(self.side(), self.wish.said, f"{self.wish.matters} 2")
        worried.sees(self.side())
        self.need = Need.objects.filter(side=self.side()).latest("opened_at")

    def answer(self) -> None:
        """The panel answers; what is hard to hear the advocate tells first."""
        if self.need is None:
            return
        tell = Tell(usual_telling(outcome=self.wish.outcome))
        answer = answer_need(
            self.need, self.wish.outcome, self.wish.reason, tell, acting_user=self.town.chair
        )
        if tell.when == Telling.When.ADVOCATE_FIRST:
            advocate = self.side().advocacies.latest("started_at").advocate
            tell_in_person(answer.telling, acting_user=advocate)
        delivers()

    def agree(self) -> None:
        """An action for it, put to the person."""
        if self.need is None:
            return
        owner = self.town.users[self.wish.owner]
        plan = Plan(
            what=self.wish.what,
            kind=self.wish.kind,
            owned_by=owner,
            due_on=timezone.localdate() + timedelta(days=14),
            newness=self.wish.newness,
        )
        self.action = agree_action(
            self.side(), plan, [self.need], Tell("now"), acting_user=self.town.chair
        )
        delivers()

    def done(self) -> None:
        """Its owner says that it is done, and the person is asked."""
        if self.action is not None:
            owner = self.town.users[self.wish.owner]
            if self.wish.kind == ActionKind.ENGAGE:
                self._try_to_reach_them(owner)
            mark_done(self.action, "Done as agreed.", acting_user=owner)
            delivers()

    def _try_to_reach_them(self, owner: User) -> None:
        """Now and then it takes two attempts."""
        if self.action is None:
            return
        today = timezone.localdate()
        if self.action.pk % 3 == 0:
            before = today - timedelta(days=2)
            record_attempt(self.action, before, achieved=False, acting_user=owner)
        reached = self.action.pk % 7 != 0
        record_attempt(self.action, today, achieved=reached, acting_user=owner)
