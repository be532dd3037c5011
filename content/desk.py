"""The desk of wordings: what is sent in each language now, and what waits beside it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from .builtin import (
    BOOKING,
    DETAIL,
    ENGLISH,
    LEVELS,
    Step,
    builtins,
    direction_of,
    languages,
    steps,
)
from .models import Wording
from .reviewers import reviewer_of
from .rules import is_sound

GOOD, PLAIN, WAIT, ALERT = "good", "plain", "wait", "alert"


@dataclass(frozen=True)
class Place:
    """Where words stand: which text, in which language, level and cover."""

    key: str
    language: str
    level: str
    cover: str

    @property
    def direction(self) -> str:
        """Which way these words are written."""
        return direction_of(self.language)

    @property
    def tongue(self) -> str:
        """The name of the language."""
        return languages().get(self.language, self.language)

    @property
    def query(self) -> str:
        """Where a new wording would stand, for an address."""
        return urlencode(asdict(self))


@dataclass(frozen=True)
class Mark:
    """One thing to know of a text, in words; `kind` only colours it, `shape` stands before it."""

    kind: str
    shape: str
    says: str


@dataclass(frozen=True)
class Cell:
    """One text in one language: the words sent now, what to know of them, and what waits."""

    place: Place
    body: str
    marks: tuple[Mark, ...]
    pk: int | None
    draft: str

    @property
    def needs_work(self) -> bool:
        """Whether an editor has something to do here, beside having the words reviewed."""
        return bool(self.draft) or any(mark.kind == ALERT for mark in self.marks)


@dataclass(frozen=True)
class Row:
    """One text at one level, in all languages side by side."""

    level: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Entry:
    """One text of a step: what it is for, and its words."""

    key: str
    note: str
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """Its key, as people read it."""
        return self.key.replace("_", " ").capitalize()


class Shelf:
    """All wordings and what is asked about them: two queries, however many there are."""

    def __init__(self) -> None:
        self.rows: list[Any] = list(Wording.objects.select_related("latest_revision"))
        active = WorkflowState.objects.active().filter(base_content_type__model="wording")
        self.asked = dict(active.values_list("object_id", "status"))

    @cached_property
    def published(self) -> dict[Place, Any]:
        """What stands in place of built-in words, sound or not."""
        return {place_of(vars(row)): row for row in self.rows if row.live}

    @cached_property
    def drafts(self) -> dict[Place, Any]:
        """Wordings whose newest version is not sent, by the place that this version is for."""
        waiting = (row for row in self.rows if row.latest_revision and not is_sent(row))
        return {place_of(row.latest_revision.content): row for row in waiting}

    def cell(self, place: Place) -> Cell:
        """What stands in one place."""
        row, draft = self.published.get(place), self.drafts.get(place)
        built_in = builtins(place.language, place.cover).get((place.key, place.level))
        sound = row is not None and is_sound(place.key, place.language, place.level, row.body)
        body = row.body if row and sound else built_in.body if built_in else ""
        reviewer = row.reviewed_by if row and sound else reviewer_of(place.language)
        marks = [_source(place, row, sound, body)]
        if body and not reviewer:
            marks.append(Mark(WAIT, "◐", _("Not reviewed")))
        if draft:
            marks.append(Mark(WAIT, "●", self._state(draft)))
        held = draft or row
        words = draft.latest_revision.content["body"] if draft else ""
        return Cell(place, body, tuple(marks), held.pk if held else None, words)

    def _state(self, draft: Any) -> str:
        asked = self.asked.get(str(draft.pk))
        if asked == WorkflowState.STATUS_IN_PROGRESS:
            return _("Awaiting approval")
        if asked == WorkflowState.STATUS_NEEDS_CHANGES:
            return _("Sent back to be changed")
        return _("Withdrawn") if was_withdrawn(draft) else _("Draft")


def place_of(fields: Any) -> Place:
    """The place of a wording or of a version; a detail stands in the first cover."""
    cover = BOOKING if fields["level"] == DETAIL else fields["cover"]
    return Place(fields["key"], fields["language"], fields["level"], cover)


def is_sent(row: Any) -> bool:
    """Whether the newest version of a wording is the one that is sent."""
    return bool(row.live and row.live_revision_id == row.latest_revision_id)


def was_withdrawn(row: Any) -> bool:
    """Whether the newest version was sent once and is not any more."""
    published = row.last_published_at
    return not row.live and published is not None and row.latest_revision.created_at <= published


def _source(place: Place, row: Any, sound: bool, body: str) -> Mark:
    if row and not sound:
        return Mark(ALERT, "!", _("Has a fault: not sent"))
    if row:
        return Mark(GOOD, "✓", _("Published"))
    if not body:
        return Mark(ALERT, "!", _("Missing: English is sent"))
    if not is_sound(place.key, place.language, place.level, body):
        return Mark(ALERT, "!", _("Has a fault"))
    return Mark(PLAIN, "○", _("Built-in"))


def entry_of(shelf: Shelf, key: str, cover: str) -> Entry:
    """One text in every language, its cover words and, if it has any, its details."""
    levels = [level for level in LEVELS if (key, level) in builtins(ENGLISH)]
    rows = tuple(
        Row(level, tuple(shelf.cell(place) for place in _places(key, level, cover)))
        for level in levels
    )
    return Entry(key, builtins(ENGLISH)[key, levels[0]].note, rows)


def _places(key: str, level: str, cover: str) -> Iterator[Place]:
    for language in languages():
        yield Place(key, language, level, BOOKING if level == DETAIL else cover)


def overview(cover: str, *, to_do: bool = False) -> list[tuple[Step, list[Entry]]]:
    """Every step of the loop with its texts; or only those with something to do."""
    shelf = Shelf()
    found = [(step, [entry_of(shelf, key, cover) for key in step.keys]) for step in steps()]
    if not to_do:
        return found
    left = [(step, [entry for entry in entries if _to_do(entry)]) for step, entries in found]
    return [(step, entries) for step, entries in left if entries]


def _to_do(entry: Entry) -> bool:
    return any(cell.needs_work for row in entry.rows for cell in row.cells)
