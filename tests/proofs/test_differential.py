"""Whether or not a linked case exists, the other side is answered the same, byte for byte.

A pair is one request, asked once with the linked case there and once without it: the status, every
byte, every header and the number of queries are the same. FACTOR scales how many pairs are tried.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import unified_diff
from statistics import median

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companion.changes.actions import answer_action
from companion.changes.alerts import raise_alert
from companion.changes.contact import stop_texts
from companion.changes.people import keep_apart
from companion.models import AgreedAction, Alert, CaseSubject, Panel, User
from messaging import twilio
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from messaging.models import Number
from tests import factories
from tests.fakes import FakeTwilio
from tests.messaging.provider import INBOUND, post, text_fields
from tests.proofs.crawling import Asked, crawl, forms_in, typed_in
from tests.proofs.policy import RULES
from tests.proofs.story import Around, Story, tell
from tests.signing_in import sign_in

FACTOR = float(os.environ.get("FACTOR", "0.1"))
PAIRS = round(10_000 * FACTOR) if FACTOR >= 1 else 100
SEED = int(os.environ.get("SEED", "0")) or time.time_ns() % 1_000_000
NOW = datetime(2027, 3, 3, 11, 0, tzinfo=UTC)
PROBES, FORMS = 10, 4  # of each reader
CALLS, WITHIN = 200, 0.10
PATIENCE = 60.0  # seconds: a machine that does much else at once answers late, not differently
# Made by chance for each answer: the token of a form, and what a new passkey is asked to sign.
TOKENS = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|challenge&quot;: &quot;[\w-]{43}&quot;'
)

# The same on either database, and dear: it runs once.
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

Seen = tuple[int, bytes, int, tuple[tuple[str, str], ...]]
# The tokens of a form and of a session change with each answer.
BY_CHANCE = {"Set-Cookie", "Content-Length"}


@dataclass
class World:
    """Jay and everybody around Jay; nobody kept apart from Jay is here yet."""

    around: Around
    story: Story
    readers: dict[str, Client]
    other: dict[str, User]
    other_panel: Panel
    provider: FakeTwilio


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """One side's world, at a moment that does not pass.

    Administrators are not of it: they see how many people somebody speaks for, to hand them over.
    """
    provider = FakeTwilio()
    monkeypatch.setattr(twilio, "send", provider.send)
    with time_machine.travel(NOW, tick=False):
        yield _make_world(provider)


def _make_world(provider: FakeTwilio) -> World:
    charity = factories.agency("Harbour Advocacy", "voluntary")
    users = {
        "advocate": factories.user("Amal Advocate", charity),
        "colleague": factories.user("Ari Colleague", charity),
        "coordinator": factories.user("Cora Coordinator", factories.agency("Police")),
        "member": factories.user("Mo Member", factories.agency("Housing team")),
        "observer": factories.user("Olu Observer", factories.agency("Council")),
        "outsider": factories.user("Ollie Outsider", factories.agency("Elsewhere")),
    }
    seats = {role: users[role] for role in ("coordinator", "member", "observer")}
    panel = factories.panel("Hill Town MARAC", "marac", **seats)
    side = factories.side("Jay", panel, users["advocate"], users["coordinator"])
    # The colleague speaks for somebody else, and may come to speak for Kit.
    factories.side("Ana", panel, users["colleague"], users["coordinator"])
    factories.taking_part(side, users["advocate"], "+447700900111")
    other = {
        "panel": factories.user("Nia Member", factories.agency("Probation")),
        "advocate": factories.user("Bo Advocate", factories.agency("Bridge", "voluntary")),
        "colleague": factories.user("Bea Colleague", factories.agency("Bridge", "voluntary")),
    }
    other_panel = factories.panel("Other panel", "iom", member=other["panel"])
    around = Around(side, users["advocate"], users["coordinator"], users["member"])
    readers = {name: _signed_in(user) for name, user in users.items() if name != "colleague"}
    return World(around, tell(around), readers, other, other_panel, provider)


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    sign_in(client, user)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happened inside is taken back."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def link(world: World, chance: random.Random) -> Story:
    """Bring in Kit, whom Jay is kept apart from, with a life of Kit's own."""
    role = chance.choice(["offender", "both", "victim"])
    side = factories.side(
        "Kit", world.other_panel, world.other["advocate"], world.other["panel"], role
    )
    keep_apart(world.around.side.subject, side.subject, acting_user=world.other["panel"])
    if chance.random() < 0.7:
        factories.taking_part(side, world.other["advocate"], "+447700900222")
    who = (world.other[name] for name in ("advocate", "panel", "panel", "colleague"))
    around = Around(side, *who)
    story = tell(around)
    for happens in chance.sample(HAPPENINGS, chance.randint(0, len(HAPPENINGS))):
        happens(around, chance)
    return story


def _more_needs(around: Around, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        audience = chance.choice(["advocate", "panel"])
        factories.need(around.side, "a job that lasts", audience, chance.randint(1, 5))


def _danger(around: Around, chance: random.Random) -> None:
    kind = chance.choice([Alert.Kind.DURESS, Alert.Kind.THREAT, Alert.Kind.IN_DANGER])
    raise_alert(around.side.subject, kind, side=around.side)


def _says_no(around: Around, chance: random.Random) -> None:
    answer_action(AgreedAction.objects.filter(side=around.side)[0], "no", acting_user=None)


def _stops(around: Around, chance: random.Random) -> None:
    if hasattr(around.side.subject, "safe_contact_rule"):
        stop_texts(around.side.subject, acting_user=None)


HAPPENINGS: list[Callable[[Around, random.Random], None]] = [
    _more_needs,
    _danger,
    _says_no,
    _stops,
]


def seen(client: Client, asked: Asked) -> Seen:
    """All that a reader can learn of one answer; what it changed is taken back."""
    cookies = deepcopy(client.cookies)
    with undone(), CaptureQueriesContext(connection) as queries:
        if asked.typed:
            answer = client.post(asked.address, dict(asked.typed))
        else:
            answer = client.generic(asked.method, asked.address)  # type: ignore[assignment]
    client.cookies = cookies
    told = tuple(sorted((k, v) for k, v in answer.headers.items() if k not in BY_CHANCE))
    return answer.status_code, TOKENS.sub(b"", answer.content), len(queries), told


def probes(story: Story) -> list[tuple[str, str]]:
    """Every address at which a record of the other side would be, read and posted to."""
    addresses = [
        reverse(name, args=[story[kind] for kind in rule.of])
        for name, rule in RULES.items()
        if rule.of
    ]
    return [(method, address) for address in addresses for method in ("GET", "POST")]


def phone_says(world: World) -> list[str]:
    """What Jay's phone is answered to a handful of texts."""
    said = ("WHO", "PLAN", "NEED a new lock", "5 2", "7", "HELP", "CALL")
    before = len(world.provider.sent)
    held = Number.objects.live().get(owner_id=world.around.side.subject.public_id)
    with undone():
        for text in said:
            fields = text_fields(text, From=held.digits, To=held.sender)
            assert post(Client(), INBOUND, fields).status_code == 200
            handle_waiting(PATIENCE)
            deliver_due(PATIENCE)
    mine = [sent.body for sent in world.provider.sent[before:] if sent.number == held.digits]
    del world.provider.sent[before:]
    return mine


def requests_of(world: World, story: Story, chance: random.Random) -> list[Asked]:
    """Every page a reader finds; some forms and addresses, with ids of the other side."""
    asked = []
    for who, client in world.readers.items():
        with undone():
            found = list(crawl(client))
        asked += [Asked(who, "GET", address) for address, _ in found]
        asked += [Asked(who, *probe) for probe in chance.sample(probes(story), PROBES)]
        forms = [form for page in found for form in forms_in(*page)]
        for to, names in chance.sample(forms, min(FORMS, len(forms))):
            asked.append(Asked(who, "POST", to, typed_in(names, story, chance)))
    return asked


def unlike(there: bytes, without: bytes) -> list[str]:
    """The lines in which two pages differ."""
    pages = (page.decode(errors="replace").splitlines() for page in (there, without))
    return [line for line in unified_diff(*pages, lineterm="", n=0) if line.strip("+- ")]


def compare(world: World, chance: random.Random) -> tuple[int, list[object]]:
    """How many pairs were asked, and where the two answers differ."""
    with undone():
        story = link(world, chance)
        asked = requests_of(world, story, chance)
        there = {request: seen(world.readers[request.who], request) for request in asked}
        phone_says(world)  # what is looked up once and kept is looked up now
        told_there = phone_says(world)
    differences: list[object] = []
    for request, answer in there.items():
        without = seen(world.readers[request.who], request)
        if answer != without:
            told_apart = unlike(answer[1], without[1])
            numbers = (answer[0], without[0], answer[2], without[2])
            headers = set(answer[3]) ^ set(without[3])
            differences.append((request, *numbers, headers, told_apart))
    told_without = phone_says(world)
    if told_there != told_without:
        differences.append(("the phone", told_there, told_without))
    assert told_there
    return len(there) + 1, differences


@pytest.mark.timeout(600 + PAIRS)
def test_nothing_tells_whether_a_linked_case_exists(world: World) -> None:
    chance, pairs = random.Random(SEED), 0
    while pairs < PAIRS:
        asked, differences = compare(world, chance)
        pairs += asked
        assert not differences, f"seed {SEED}\n" + "\n".join(map(str, differences))
    print(f"{pairs} pairs, 0 differences, seed {SEED}")


def measure_with_and_without(world: World) -> None:
    """Medians of many calls, with the linked case there and without it."""
    client, address = world.readers["advocate"], person_page(world.around.side)

    def typical() -> float:
        times = []
        for _ in range(CALLS):
            started = time.perf_counter()
            client.get(address)
            times.append(time.perf_counter() - started)
        return median(times)

    typical()
    without = typical()
    with undone():
        link(world, random.Random(SEED))
        there = typical()
    print(f"median {without * 1000:.2f} ms without, {there * 1000:.2f} ms with the linked case")
    assert abs(there / without - 1) <= WITHIN


if FACTOR >= 1:  # a measure wants a machine that does nothing else: the soak

    @pytest.mark.soak
    def test_it_takes_no_longer_where_a_linked_case_exists(world: World) -> None:
        measure_with_and_without(world)


def person_page(side: CaseSubject) -> str:
    """The page of one person on their advocate's desk."""
    return reverse("advocate:person", args=[side.public_id])
