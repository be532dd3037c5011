"""The rows of `make bench` about texts: taking one in, and answering it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from messaging.models import IncomingMessage
from tests.bench.load import AT_ONCE, fire, fire_evenly, requests_for
from tests.danger import dangers
from tests.faults.crowd import Phone, people
from tests.house import House, Nursery
from tests.postbox import Postbox
from tests.services import wait_until

ROUNDS, A_ROUND = 5, 400
REPLY_ROUNDS, REPLIES_A_ROUND = 3, 200
STEADY, STEADY_FOR = 20.0, 15.0  # texts a second, seconds
IN_DANGER_FOR = 4.8  # seconds; there are fewer than a thousand invented numbers
PATIENCE = 120.0
# How many people a row takes who have not texted yet.
TEXT_FIRST = {
    "reply_pg": REPLY_ROUNDS * REPLIES_A_ROUND,
    "reply_p95_ms": int(STEADY * STEADY_FOR),
    "danger_p99_s": int(STEADY * IN_DANGER_FOR),
}


@dataclass(frozen=True)
class Row:
    """One line of the table: ours ÷ reference."""

    name: str
    ours: float
    reference: float | None
    ratio: float | None
    unit: str
    note: str

    def as_json(self) -> dict[str, Any]:
        """As `var/bench.json` holds it."""
        return asdict(self)


@dataclass
class World:
    """The service and the bare view on one database; whoever texts has a text left to send."""

    name: str
    house: House
    bare: Nursery
    bare_port: int
    postbox: Postbox
    how_many: int
    phones: list[Phone] | None = None
    runs: int = 0

    def new_phones(self, how_many: int) -> list[Phone]:
        """People who have not texted yet."""
        if self.phones is None:
            self.phones = people(self.how_many)
        taken, self.phones = self.phones[:how_many], self.phones[how_many:]
        return taken

    def texts(self, phones: Sequence[Phone]) -> list[bytes]:
        """A need from each of them."""
        self.runs += 1
        # From a thousand on: no number among them is one that people call in danger.
        bodies = (f"NEED help with the form {at}" for at in range(1000, 1000 + len(phones)))
        return requests_for(self.house.web_url, phones, bodies, f"{self.runs:04x}")

    def bare_round(self, how_many: int) -> float:
        """How many a second the bare view keeps."""
        nobody = [Phone(None, "+447700900999", "+447700900900")] * how_many
        return how_many / fire(self.bare_port, self.texts(nobody))


def accept(world: World) -> Row:
    """Texts stored and committed a second; no worker beside, which would take the cores."""
    stranger = [Phone(None, "+447700900998", "+447700900900")] * A_ROUND
    before = IncomingMessage.objects.count()

    def ours() -> float:
        return A_ROUND / fire(world.house.web_port, world.texts(stranger))

    taken, bare = in_turns(ours, lambda: world.bare_round(A_ROUND), ROUNDS)
    stored = IncomingMessage.objects.count() - before
    assert stored == (ROUNDS + 1) * A_ROUND, "every text that was answered 200 is stored"
    # Their handling is not what this row is about.
    IncomingMessage.objects.all().delete()
    note = f"median of {ROUNDS} rounds of {A_ROUND}, {AT_ONCE} at once, in turns with the bare view"
    return Row(f"accept_{world.name}", taken, bare, taken / bare, "texts/s", note)


def reply(world: World) -> Row:
    """From the first text in to the last reply taken by the provider, all on the same cores."""
    world.new_phones(0)
    start_worker(world)

    def ours() -> float:
        return _replies_a_second(world, world.new_phones(REPLIES_A_ROUND))

    answered, bare = in_turns(ours, lambda: world.bare_round(A_ROUND), REPLY_ROUNDS, warm=False)
    note = (
        f"median of {REPLY_ROUNDS} rounds of {REPLIES_A_ROUND} people, one NEED each; web, worker, "
        "database, broker and stand-in on the same cores; the stand-in makes no callbacks"
    )
    return Row(f"reply_{world.name}", answered, bare, answered / bare, "replies/s", note)


def _replies_a_second(world: World, phones: Sequence[Phone]) -> float:
    texts = world.texts(phones)
    started, (before, _) = time.time(), world.house.accepted_so_far()
    fire(world.house.web_port, texts)
    return len(phones) / (wait_for(world, before + len(phones)) - started)


def reply_p95(world: World) -> Row:
    """From the moment a text was due to be posted to the provider having its reply."""
    phones = world.new_phones(int(STEADY * STEADY_FOR))
    start_worker(world)
    before, _ = world.house.accepted_so_far()
    due = fire_evenly(world.house.web_port, world.texts(phones), STEADY)
    wait_for(world, before + len(phones))
    taken_at = {text.recipient: text.created for text in world.house.accepted()[before:]}
    took = sorted(taken_at[phone.number] - at for phone, at in zip(phones, due, strict=True))
    p50, p95, p99 = (1000 * took[int(len(took) * part)] for part in (0.5, 0.95, 0.99))
    note = f"{STEADY:.0f} texts a second for {STEADY_FOR:.0f} s; p50 {p50:.0f}, p99 {p99:.0f}"
    return Row("reply_p95_ms", p95, None, None, "ms", note)


def danger_p99(world: World) -> Row:
    """From the moment a text of danger was due to an email to the advocate being taken."""
    start_worker(world)
    told = dangers(world.house, world.postbox, world.new_phones(int(STEADY * IN_DANGER_FOR)))
    note = (
        f"{STEADY:.0f} texts a second for {IN_DANGER_FOR:.0f} s, one in four of danger; "
        f"p50 {told.part(0.5):.2f}; the coordinator too {told.escalated:.1f} s after 5 minutes"
    )
    return Row("danger_p99_s", told.part(0.99), None, None, "s", note)


def start_worker(world: World) -> None:
    """The worker, if it is not there yet, and one reply that nobody counts."""
    if "worker" in world.house.nursery.leaders:
        return
    world.house.start_worker()
    world.house.wait_for_worker()


def wait_for(world: World, taken: int) -> float:
    """When the provider took that many."""
    wait_until(lambda: world.house.accepted_so_far()[0] >= taken, f"{taken} texts out", PATIENCE)
    return world.house.accepted_so_far()[1]


def in_turns(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int, *, warm: bool = True
) -> tuple[float, float]:
    """Measure the two one after the other, so that a noisy moment hits both; the medians."""
    measured = list(_rounds(ours, theirs, rounds + warm))[int(warm) :]
    return median(one for one, _ in measured), median(other for _, other in measured)


def _rounds(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int
) -> Iterator[tuple[float, float]]:
    for number in range(rounds):
        if number % 2:
            other = theirs()
            yield ours(), other
        else:
            yield ours(), theirs()


MEASURES: dict[str, Callable[[World], Row]] = {
    "accept_sqlite": accept,
    "accept_pg": accept,
    "reply_pg": reply,
    "reply_p95_ms": reply_p95,
    "danger_p99_s": danger_p99,
}
