"""Texts of danger among others, on real processes: how soon somebody is told, and told again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F

from companion.models import Alert, AlertLetter, LetterState
from tests.bench.load import fire_evenly, requests_for
from tests.faults.crowd import Phone
from tests.house import House
from tests.postbox import Postbox
from tests.services import wait_until

A_SECOND, ONE_IN = 20.0, 4
DANGER, OTHER = "help me he is here", "NEED help with the form"
ADVOCATE, COORDINATOR = "amal.advocate@example.org", "cora.coordinator@example.org"
PATIENCE = 60.0


@dataclass(frozen=True)
class Told:
    """Seconds from when a text of danger was due to its advocate being told, the fewest first."""

    took: list[float]
    escalated: float

    def part(self, share: float) -> float:
        """So many seconds for this share of them."""
        return self.took[min(len(self.took) - 1, int(len(self.took) * share))]


def dangers(house: House, postbox: Postbox, phones: Sequence[Phone]) -> Told:
    """Everybody texts once, twenty a second, one in four of danger; nobody takes it on."""
    bodies = [DANGER if at % ONE_IN == 0 else f"{OTHER} {1000 + at}" for at in range(len(phones))]
    due = fire_evenly(house.web_port, requests_for(house.web_url, phones, bodies, "da9e"), A_SECOND)
    due_of = {
        phone.owner_id: at
        for phone, at, body in zip(phones, due, bodies, strict=True)
        if body == DANGER
    }
    wait_until(lambda: len(_told(0)) == len(due_of), "everybody's advocate being told", PATIENCE)
    assert {to for _, to in postbox.taken} == {ADVOCATE}, "nobody else is told yet"
    took = sorted(at - due_of[owner] for owner, at in _told(0).items())
    return Told(took, _escalated(len(due_of), postbox))


def _escalated(alerts: int, postbox: Postbox) -> float:
    """Seconds from five minutes being over to the coordinator being told of every one.

    Nobody waits here: the alerts are made five minutes older.
    """
    over = settings.ALERT_AGAIN_AFTER
    Alert.objects.update(raised_at=F("raised_at") - over + timedelta(seconds=20))
    before = len(postbox.taken)
    newest = Alert.objects.latest("raised_at").raised_at + over
    wait_until(lambda: len(_told(1)) == alerts, "the coordinator being told", 2 * PATIENCE)
    assert COORDINATOR in {to for _, to in postbox.taken[before:]}
    return max(_told(1).values()) - newest.timestamp()


def _told(round_: int) -> dict[UUID, float]:
    """When the first (or, in a later round, the last) email about each person's alert was taken."""
    letters = AlertLetter.objects.filter(round=round_, state=LetterState.SENT)
    why = AlertLetter.Why.COORDINATOR if round_ else AlertLetter.Why.ADVOCATE
    rows = letters.filter(why=why).values_list("alert__subject__public_id", "settled_at")
    return {owner: at.timestamp() for owner, at in rows if at}
