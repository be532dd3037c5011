"""History that was altered is found: by its chain, or by a head that is kept elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import ProgrammingError, connection, transaction
from django.db.models import F
from django.utils import timezone

from companion.chains import Head, faults, heads
from companion.history import digest_of, looked_at
from companion.models import Access, Chain, Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(cast: Cast) -> Chain:
    """Of one person, with some lines in it."""
    factories.need(cast.side, "a flat")
    factories.action(cast.side, cast.member, cast.chair)
    return Chain.objects.get(owner_id=cast.side.subject.public_id)


def undone(act: Callable[[], object]) -> list[str]:
    """What is found once this was done; it is taken back afterwards."""
    kept = list(heads())
    point = transaction.savepoint()
    act()
    found = list(faults(kept))
    transaction.savepoint_rollback(point)
    return found


def written_anew(chain: Chain, events: list[Event]) -> None:
    """A chain that fits again, by somebody who knows how it is made."""
    before = ""
    for event in events:
        event.previous = before
        before = event.digest = digest_of(event)
        event.save()
    Chain.objects.filter(pk=chain.pk).update(length=len(events), head=before)


def test_whatever_is_changed_or_taken_out_is_found(chain: Chain, cast: Cast) -> None:
    assert list(faults(heads())) == []
    another = Chain.objects.create(owner_id=uuid4())
    changes: dict[str, object] = {
        **dict.fromkeys(("public_id", "about_id"), uuid4()),
        **dict.fromkeys(("kind", "actor", "about_type"), "other"),
        **dict.fromkeys(("previous", "digest"), "0" * 64),
        "user": cast.outsider,
        "at": F("at") + timedelta(microseconds=1),
        "number": 999,
        "chain": another,
    }
    assert set(changes) | {"id"} == {field.name for field in Event._meta.get_fields()}
    for number in (1, 3, chain.length):
        line = chain.events.filter(number=number)
        assert undone(line.delete), number
        for column, value in changes.items():
            assert undone(partial(line.update, **{column: value})), (number, column)
    row = Chain.objects.filter(pk=chain.pk)
    assert undone(partial(row.update, length=F("length") - 1))
    assert undone(partial(row.update, head="0" * 64))
    assert undone(lambda: (chain.events.all().delete(), row.delete()))


def test_an_end_cut_off_or_written_anew_is_found_by_the_heads_alone(
    chain: Chain, tmp_path: Path
) -> None:
    printed = StringIO()
    call_command("history", "--heads", stdout=printed)
    kept = tmp_path / "heads"
    kept.write_text(printed.getvalue())
    call_command("history", "--against", str(kept), stdout=StringIO())
    events = list(chain.events.order_by("number"))
    for cheat in (events[:-1], [*events[:-1], altered(events[-1])]):
        point = transaction.savepoint()
        chain.events.filter(number__gt=len(cheat)).delete()
        written_anew(chain, cheat)
        call_command("history", stdout=StringIO())
        said = StringIO()
        with pytest.raises(CommandError, match="1 found"):
            call_command("history", "--against", str(kept), stderr=said)
        assert str(chain.pk) in said.getvalue()
        transaction.savepoint_rollback(point)


def altered(event: Event) -> Event:
    """Somebody else did it, it now says."""
    event.kind = "said"
    return event


def test_a_longer_chain_still_holds_what_was_kept(chain: Chain, cast: Cast, tmp_path: Path) -> None:
    kept = list(heads())
    factories.need(cast.side, "a job")
    assert list(faults(kept)) == []
    assert str(Head.read(str(kept[0]))) == str(kept[0])
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("nonsense\n")
    with pytest.raises(CommandError, match="no head"):
        call_command("history", "--against", str(nonsense))


@pytest.mark.postgresql
def test_the_services_own_role_adds_to_history_and_changes_none(chain: Chain, cast: Cast) -> None:
    role = f"narrow_{uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        for wrong in (role, owner):
            with pytest.raises(CommandError):
                call_command("narrow_role", wrong)
        cursor.execute(f"CREATE ROLE {role}")
        call_command("narrow_role", role, stdout=StringIO())
        cursor.execute(f"SET ROLE {role}")
        before = Event.objects.count()
        factories.need(cast.side, "somewhere safe")
        looked_at([chain.pk], "advocate:person", acting_user=cast.advocate)
        assert Event.objects.count() > before
        for rows in (Event.objects.all(), Access.objects.all()):
            emptied = connection.ops.sql_flush(no_style(), [rows.model._meta.db_table])
            for forbidden in (
                partial(rows.update, at=timezone.now()),
                rows.delete,
                partial(cursor.execute, emptied[0]),
            ):
                with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
                    forbidden()
        cursor.execute("RESET ROLE")
