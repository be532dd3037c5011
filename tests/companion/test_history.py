"""History: a line for every change, none with content, and no line can change unseen."""

import pytest

from companion.history import digest_of
from companion.models import Chain, Event, EventKind, WordingKey
from content.wordings import KEYS
from tests import factories
from tests.cast import Cast


def test_each_chain_is_whole(cast: Cast) -> None:
    factories.need(cast.side, "a flat")
    factories.action(cast.side, cast.member, cast.chair)
    for chain in Chain.objects.all():
        before = ""
        for number, event in enumerate(chain.events.order_by("number"), start=1):
            assert (event.number, event.previous) == (number, before)
            assert event.digest == digest_of(event)
            before = event.digest
        assert (chain.length, chain.head) == (chain.events.count(), before)


@pytest.mark.parametrize("field", ["kind", "about_type", "actor"])
def test_a_changed_line_shows(cast: Cast, field: str) -> None:
    event = Event.objects.order_by("pk").first()
    assert event is not None
    setattr(event, field, "other")
    assert event.digest != digest_of(event)


def test_history_holds_no_content(cast: Cast) -> None:
    factories.need(cast.side, "CANARY words")
    columns = {field.name for field in Event._meta.get_fields()}
    assert not columns & {"words", "text", "body", "note", "content"}
    rows = [str(list(row.values())) for row in Event.objects.values()]
    assert not any("CANARY" in row for row in rows)


def test_what_the_person_does_by_text_is_told_from_what_users_do(cast: Cast) -> None:
    factories.need(cast.side, "a flat")
    opened = Event.objects.get(kind=EventKind.NEED_OPENED)
    assert (opened.actor, opened.user) == ("subject", None)
    case = Event.objects.filter(kind=EventKind.CASE_OPENED).first()
    assert case is not None
    assert (case.actor, case.user) == ("user", cast.coordinator)


def test_every_wording_has_its_words_and_every_word_its_wording() -> None:
    assert set(WordingKey.values) == KEYS
