"""Which words are sent: the published wording if there is one, else the built-in one."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q

from . import rules
from .builtin import BOOKING, COVER, DETAIL, ENGLISH, LEVELS, Builtin, builtins, variables
from .models import Wording
from .reviewers import reviewer_of
from .rules import forbidden_in
from .segments import measure, plain_signs

__all__ = [
    "COVER",
    "DETAIL",
    "ENGLISH",
    "KEYS",
    "MissingValue",
    "Text",
    "UnknownWording",
    "forbidden_in",
    "said_before",
    "wording",
    "wordings",
]

# What a version is called by: the digest of built-in words, or Wagtail's number of a version.
BUILT_IN, REVISION = "built-in", "revision"
KEYS = frozenset(key for key, _ in builtins())


class UnknownWording(LookupError):
    """There is no wording with this key at this level."""


class MissingValue(LookupError):
    """A wording has a gap that nothing was given for."""


@dataclass(frozen=True)
class Text:
    """The words of one text, the language and level they really are in, and who approved them."""

    body: str
    language: str
    level: str
    version: str
    reviewed_by: str

    def fill(self, **values: object) -> str:
        """The words with their gaps filled, each value cut to its longest; no gap is left.

        Where letters outside GSM-7 would make it too long, each is cut shorter.
        """
        if missing := [name for name in self.gaps if name not in values]:
            raise MissingValue(f"Nothing was given for {', '.join(missing)}.")
        given = {name: str(values[name]) for name in self.gaps}
        rooms = {name: variables()[name].longest for name in self.gaps}
        filled = self._filled(given, rooms)
        if measure(filled).segments <= rules.MOST_SEGMENTS:
            return filled
        return self._filled(given, {name: variables()[name].shorter for name in self.gaps})

    def _filled(self, values: dict[str, str], rooms: dict[str, int]) -> str:
        kept = {name: _fit(value, rooms[name]) for name, value in values.items()}
        lines = rules.fill_gaps(self.body, kept).splitlines()
        return "\n".join(line.rstrip() for line in lines if line.strip())

    @property
    def gaps(self) -> list[str]:
        """Names of what has to be filled in."""
        return rules.gaps_in(self.body)


def wording(key: str, language: str, level: str, cover: str = BOOKING) -> Text:
    """The words now; English where the language has none, cover where there is no detail.

    A text never slips into another cover: where a language has no words of it, English has.
    """
    return wordings([key], language, level, cover)[key]


def wordings(
    keys: Collection[str], language: str, level: str, cover: str = BOOKING
) -> dict[str, Text]:
    """The words of several texts now, by key, in one query."""
    if level not in LEVELS or not KEYS.issuperset(keys):
        raise UnknownWording(f"There is no wording {', '.join(keys)} at the level {level}.")
    published = _published(keys, language, cover)
    return {key: _chosen(key, language, level, cover, published) for key in keys}


def _chosen(
    key: str, language: str, level: str, cover: str, published: dict[tuple[str, str, str], Text]
) -> Text:
    levels = (DETAIL, COVER) if level == DETAIL else (COVER,)
    for choice in levels:
        for tongue in dict.fromkeys((language, ENGLISH)):
            if text := published.get((key, tongue, choice)):
                return text
            words = builtins(tongue, cover if choice == COVER else BOOKING)
            if builtin := words.get((key, choice)):
                return _text_of_builtin(builtin, tongue)
    raise UnknownWording(f"There is no wording {key} at the level {level}.")


def _published(
    keys: Collection[str], language: str, cover: str
) -> dict[tuple[str, str, str], Text]:
    """Live wordings in the language or English, in one query; none that is faulty."""
    rows = Wording.objects.filter(key__in=keys, language__in={language, ENGLISH}, live=True)
    rows = rows.filter(Q(level=DETAIL) | Q(cover=cover))
    return {
        (row.key, row.language, row.level): _text_of_row(row)
        for row in rows
        if rules.is_sound(row.key, row.language, row.level, row.body)
    }


def said_before(version: str, key: str, language: str, level: str, cover: str) -> Text | None:
    """The words of a version, as they were; none if they were withdrawn, or stood elsewhere."""
    kind, _, name = version.rpartition(" ")
    if kind == BUILT_IN:
        row = builtins(language, cover if level == COVER else BOOKING).get((key, level))
        text = _text_of_builtin(row, language) if row else None
        return text if text and text.version == version else None
    return _of_revision(int(name), (key, language, level, cover)) if kind == REVISION else None


def _of_revision(pk: int, place: tuple[str, str, str, str]) -> Text | None:
    """What a published version said, unless it was withdrawn since."""
    key, language, level, cover = place
    rows = Wording.objects.filter(key=key, language=language, level=level, live=True)
    row = rows.filter(Q(level=DETAIL) | Q(cover=cover)).first()
    revision = row.revisions.filter(pk=pk).first() if row else None
    if row is None or revision is None or row.withdrawn_since(revision):
        return None
    said = revision.content
    stood = (said["key"], said["language"], said["level"])
    if stood != place[:3] or not rules.is_sound(*stood, said["body"]):
        return None
    return Text(said["body"], language, level, f"{REVISION} {pk}", said["reviewed_by"])


def _text_of_row(row: Wording) -> Text:
    sent = row.live_revision_id
    version = f"{REVISION} {sent}" if sent else f"wording {row.pk} {_short_hash(row.body)}"
    return Text(row.body, row.language, row.level, version, row.reviewed_by)


def _text_of_builtin(builtin: Builtin, language: str) -> Text:
    """Built-in words were made by machine; they name a reviewer only once somebody read them."""
    version = f"{BUILT_IN} {_short_hash(builtin.body)}"
    return Text(builtin.body, language, builtin.level, version, reviewer_of(language))


def _short_hash(body: str) -> str:
    """Twelve characters that change with the words, so that a version can be proved later."""
    return sha256(body.encode()).hexdigest()[:12]


def _fit(value: str, room: int) -> str:
    """A value with plain signs, no longer than its gap takes, cut between words."""
    value = plain_signs(value.strip())
    if len(value) <= room:
        return value
    cut = value[: room - 3]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut else cut}..."
