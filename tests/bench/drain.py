"""The rows about many texts going out at once: how fast they go, and whether an answer waits."""

import json
import multiprocessing
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone

from companion.models import WordingKey
from messaging import twilio
from messaging.changes import compose
from messaging.gate import Send
from messaging.models import Number, OutgoingMessage, State
from messaging.twilio import CONCURRENCY
from tests.bench.load import fire_evenly
from tests.bench.rows import Row, World, in_turns, start_worker, wait_for
from tests.faults.crowd import Phone

# Fewer make a quick run: BENCH_QUEUED=500.
QUEUED = int(os.environ.get("BENCH_QUEUED", "10000"))
DRAIN_ROUNDS, A_DRAIN = 3, min(800, QUEUED)
WORKERS, LATENCY = 2, 100  # as House starts them; milliseconds
RECIPIENTS, ANSWERED, ANSWERS_A_SECOND = 400, 60, 5.0
# How many people a row is about, whether or not they have texted.
PEOPLE = dict.fromkeys(("drain_pg", "reply_during_drain_p99_s"), RECIPIENTS + ANSWERED)


def drain(world: World) -> Row:
    """News that is due, to many people, as fast as it goes; against bare calls of the client."""
    # Before anything else runs in this process: what calls beside us is forked from it.
    settings.TWILIO_API_BASE_URL = world.house.environment["TWILIO_API_BASE_URL"]
    start_worker(world)
    behave(world, latency_ms=LATENCY)
    ours, bare = in_turns(
        lambda: _drained_a_second(world), lambda: _bare_calls_a_second(world), DRAIN_ROUNDS
    )
    behave(world, latency_ms=0)
    note = (
        f"median of {DRAIN_ROUNDS} rounds of {A_DRAIN} to {RECIPIENTS} people, the stand-in taking "
        f"{LATENCY} ms; reference: bare client calls, {WORKERS} processes of {CONCURRENCY} threads"
    )
    return Row(f"drain_{world.name}", ours, bare, ours / bare, "texts/s", note)


def behave(world: World, **switches: int) -> None:
    """Set the stand-in's switches."""
    address = f"http://127.0.0.1:{world.house.provider_port}/simulator/switches"
    headers = {"Content-Type": "application/json"}
    urlopen(Request(address, json.dumps(switches).encode(), headers), timeout=30).close()


def _queue(world: World, how_many: int) -> None:
    people = _everybody(world)[ANSWERED:][:RECIPIENTS]
    for phone in islice(cycle(people), how_many):
        assert phone.owner_id is not None
        compose(phone.owner_id, WordingKey.RESUMED, priority=OutgoingMessage.REMINDER)


def _everybody(world: World) -> list[Phone]:
    """The people of this run, whether or not they have texted; the last first."""
    world.new_phones(0)
    numbers = Number.objects.live().order_by("-id")
    return [Phone(number.owner_id, str(number.digits), number.sender) for number in numbers]


def _drained_a_second(world: World) -> float:
    before, _ = world.house.accepted_so_far()
    _queue(world, A_DRAIN)
    started = time.time()
    already, _ = world.house.accepted_so_far()
    return (before + A_DRAIN - already) / (wait_for(world, before + A_DRAIN) - started)


def _bare_calls_a_second(world: World) -> float:
    shares = [A_DRAIN // WORKERS] * WORKERS
    started = time.time()
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        pool.map(_call, shares)
    return sum(shares) / (time.time() - started)


def _call(how_many: int) -> None:
    text = Send("+447700900900", "+447700900998", "the same words again and again", 60, "", "en")
    with ThreadPoolExecutor(CONCURRENCY) as threads:
        answers = list(
            threads.map(lambda _: twilio.send(text, "http://127.0.0.1:9/"), range(how_many))
        )
    assert all(isinstance(answer, twilio.Accepted) for answer in answers)


def reply_during_drain(world: World) -> Row:
    """How long an answer takes while very many texts wait to leave."""
    phones = _everybody(world)[:ANSWERED]
    start_worker(world)
    behave(world, latency_ms=LATENCY)
    _queue(world, QUEUED)
    due = fire_evenly(world.house.web_port, world.texts(phones), ANSWERS_A_SECOND)
    queued = OutgoingMessage.objects.filter(state=State.QUEUED)
    left = queued.count()
    answered: dict[str, float] = {}
    awaited = {phone.number for phone in phones}
    until = time.monotonic() + 120
    while len(answered) < len(phones) and time.monotonic() < until:
        time.sleep(0.2)
        answered = {
            text.recipient: text.created
            for text in world.house.accepted()
            if text.recipient in awaited and text.created >= due[0]
        }
    took = sorted(answered[phone.number] - at for phone, at in zip(phones, due, strict=True))
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    # The worker goes on claiming while we let go of the rest.
    queued.update(state=State.EXPIRED, settled_at=timezone.now(), due_at=None)
    behave(world, latency_ms=0)
    note = (
        f"{QUEUED} queued, {left} still there after the last of {len(phones)} needs at "
        f"{ANSWERS_A_SECOND:.0f} a second; p50 {p50:.2f}"
    )
    return Row("reply_during_drain_p99_s", p99, None, None, "s", note)


MEASURES: dict[str, Callable[[World], Row]] = {
    "drain_pg": drain,
    "reply_during_drain_p99_s": reply_during_drain,
}
