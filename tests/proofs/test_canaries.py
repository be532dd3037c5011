"""What is sealed stands nowhere else: not in a table, a log, a cache, a session, a task or a file.

Every sealed field of every model is written, edited, and then looked for everywhere. A sealed field
that this story never fills is red, so that a new one cannot be forgotten.
"""

import inspect
import logging
import pickle
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from companion.changes.about import Capacity, Details, change_details, note_capacity
from companion.changes.absences import begin_absence, end_absence
from companion.changes.actions import answer_action
from companion.changes.answers import Tell, decide_again
from companion.changes.codebook import agree_code
from companion.changes.contact import agree_rule
from companion.changes.facts import keep_facts
from companion.changes.meetings import close_meeting
from companion.changes.referrals import turn_down
from companion.changes.reviews import Decided, decide_review
from companion.changes.words import keep_words, write_to_person
from companion.models import AgreedAction, CaseSubject, Meeting, PanelAnswer, Referral
from companion.views.panel.frozen import contents_at
from messaging import twilio
from messaging.delivering import deliver_due
from messaging.handling import handle_waiting
from tests import factories
from tests.cast import Cast
from tests.demo import FURNISHED
from tests.fakes import FakeTwilio
from tests.phone import phone_of
from tests.proofs.policy import RULES
from tests.proofs.story import Around, tell
from tests.proofs.test_matrix import address
from tests.signing_in import sign_in
from vault.fields import EncryptedField

# Words that other people also have for names say nothing when they are found.
SHORTEST = 6

# The same on either database, and dear: it runs once.
pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

Field = tuple[str, str]


@pytest.fixture
def marks() -> Iterator[str]:
    """Words that stand nowhere in the code, each once."""
    return (f"quillfish{number:04}" for number in count())


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeTwilio:
    fake = FakeTwilio()
    monkeypatch.setattr(twilio, "send", fake.send)
    return fake


def sealed_fields() -> set[Field]:
    """Every sealed field of the house."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedField)
    }


def opened() -> dict[Field, set[str]]:
    """What is sealed now, opened: field by field, as long as it is worth looking for."""
    found: dict[Field, set[str]] = {}
    for label, name in sealed_fields():
        rows = apps.get_model(label)._default_manager.all()
        values = {as_text(getattr(row, name)) for row in rows}
        found[label, name] = {value for value in values if len(value) >= SHORTEST}
    return found


def every_table() -> dict[str, str]:
    """Everything that stands in each table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = "\n".join(as_text(value) for row in cursor.fetchall() for value in row)
    return found


def as_text(value: Any) -> str:
    """One cell, whatever its type."""
    if isinstance(value, memoryview):
        value = value.tobytes()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def every_file() -> dict[str, str]:
    """Everything written under var/, but for the database itself and the demo's town.

    That town is another service's, and its demo.json says words on purpose that our cast uses too.
    """
    ours = [path for path in Path(settings.VAR).iterdir() if path.name != FURNISHED]
    paths = [path for top in ours for path in [top, *top.rglob("*")] if path.is_file()]
    kept = [path for path in paths if ".sqlite3" not in path.name]
    return {str(path): path.read_bytes().decode("utf-8", "replace") for path in kept}


def every_cache() -> dict[str, str]:
    """Everything that a cache of this process holds."""
    return {
        name: pickle.dumps(vars(caches[name]).get("_cache", {})).decode("latin-1")
        for name in settings.CACHES
    }


def live(cast: Cast, provider: FakeTwilio, marks: Iterator[str]) -> None:
    """A whole life: said, texted, answered, edited, read by everybody who may, and closed."""
    side = cast.side

    def marked(words: str) -> str:
        return f"{words} {next(marks)}"

    side.subject.name = marked("Jay")
    side.subject.save()
    details = Details("adult", False, ("relay_uk", "bsl"), marked("Polish"))
    change_details(side, details, acting_user=cast.advocate)
    keep_facts(side.panel_case, {"criterion": "visible"}, acting_user=cast.member)
    capacity = Capacity(marked("Moving"), "can", marked("Weighed it"))
    note_capacity(side, capacity, acting_user=cast.advocate)
    story = tell(Around(side, cast.advocate, cast.coordinator, cast.member), marked)
    _text(side, provider, marked)
    _rule(cast, marked)
    _write(cast, marked)
    for who in ("advocate", "coordinator", "member"):
        client = Client()
        sign_in(client, getattr(cast, who))
        for name, rule in RULES.items():
            client.get(address(name, rule, story))
            if name == "advocate:transcript" and who == "advocate":
                for form in ("csv", "pdf"):
                    typed = {"form": form, "reason": marked("The court asks")}
                    taken = client.post(address(name, rule, story), typed)
                    assert taken.status_code == 200
            if rule.of and rule.reads:
                client.post(address(name, rule, story), {"words": marked("typed")})
    _close(cast, marked)


def _text(side: CaseSubject, provider: FakeTwilio, marked: Any) -> None:
    phone = phone_of(side, provider)
    for words in ("NEED a bed", "GOAL a job", "WHO", "what is all this"):
        phone.texts(marked(words))


def _rule(cast: Cast, marked: Any) -> None:
    secrets = {
        name: marked(name)
        for name in ("other_way", "who_is_safe", "who_is_not_safe", "duress_plan")
    }
    rule = factories.reach(
        cast.phone, code_word="quillfishone", duress_word="quillfishtwo", **secrets
    )
    agree_rule(cast.side, rule, acting_user=cast.advocate)
    until = timezone.now() + timedelta(days=9)
    agree_code(
        cast.side, "yes", marked("shoes"), about=None, until=until, acting_user=cast.advocate
    )
    begin_absence(cast.side, "hospital", marked("Her sister rang"), acting_user=cast.advocate)
    end_absence(cast.side, marked("Seen at home"), acting_user=cast.advocate)


def _write(cast: Cast, marked: Any) -> None:
    write_to_person(cast.side, marked("See you soon"), acting_user=cast.advocate)
    private = Tell("not_told", marked("It would put them at risk"), date(2030, 1, 1))
    kept = factories.action(cast.side, cast.member, cast.coordinator, marked("Watch"), tell=private)
    still = Tell("not_told", marked("It still would"), date(2031, 1, 1))
    decide_again(kept.telling, still, acting_user=cast.coordinator)
    answer_action(AgreedAction.objects.all()[0], "no", words=marked("No"), acting_user=None)
    keep_words(
        cast.side.subject, marked("Said"), side=cast.side, channel="call", acting_user=cast.advocate
    )
    handle_waiting(5)
    deliver_due(5)


def _close(cast: Cast, marked: Any) -> None:
    side = cast.side
    for need in side.needs.filter(answers__isnull=True):
        PanelAnswer.objects.create(
            need=need, owner_id=side.subject.public_id, outcome="declined",
            reason=marked("Nothing is free"), answered_by=cast.member,
        )  # fmt: skip
    meeting = Meeting.objects.get(panel=cast.panel)
    close_meeting(meeting, contents_at(meeting), acting_user=cast.coordinator)
    turn_down(Referral.objects.get(), marked("Not for us"), acting_user=cast.coordinator)
    decided = Decided("close", marked("All is done"))
    decide_review(side.panel_case, decided, acting_user=cast.coordinator)


def test_what_is_sealed_stands_nowhere_else(
    cast: Cast, provider: FakeTwilio, marks: Iterator[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        live(cast, provider, marks)
    secrets = opened()
    assert [field for field, values in secrets.items() if not values] == []
    places = {**every_table(), **every_file(), **every_cache(), "the log": caplog.text}
    assert len(places["companion_statement"]) > 500
    found = {
        (place, field)
        for place, text in places.items()
        for field, values in secrets.items()
        if any(value in text for value in values)
    }
    assert found == set()
    assert not [place for place, text in places.items() if "quillfish" in text]


def test_a_task_takes_nothing_and_so_can_carry_nothing() -> None:
    current_app.loader.import_default_modules()
    ours = {
        name: task
        for name, task in current_app.tasks.items()
        if name.startswith(("companion.", "messaging."))
    }
    assert len(ours) > 5
    taking = {name for name, task in ours.items() if inspect.signature(task.run).parameters}
    assert taking == set()
