"""What a text would say of something not decided yet: in plain words, and in cover words."""

from dataclasses import dataclass
from datetime import date

from companion.models import User, WordingKey
from companion.texting.rendering import short_date
from content.wordings import COVER, DETAIL, wording

STILL_OPEN = "…"


@dataclass(frozen=True)
class Preview:
    """The same news twice: as the person reads it, and as a stranger would."""

    detail: str
    cover: str
    language: str


def of_answer(outcome: str, reason: str, owed_until: date | None, *, language: str) -> Preview:
    """How an answer to a need would read."""
    due = short_date(owed_until) if owed_until else STILL_OPEN
    key = WordingKey(f"need_answered_{outcome}")
    return _preview(key, language, reason=reason or STILL_OPEN, due=due)


def of_action(
    what: str, owner: User | None, due_on: date | None, *, statutory: bool, language: str
) -> Preview:
    """How an agreed action would be put to the person."""
    agency = owner.agency.name if owner and owner.agency else "The panel"
    return _preview(
        WordingKey.REQUIREMENT_AGREED if statutory else WordingKey.ACTION_AGREED,
        language,
        what=what or STILL_OPEN,
        agency=agency,
        due=short_date(due_on) if due_on else STILL_OPEN,
    )


def _preview(key: str, language: str, **values: str) -> Preview:
    detail, cover = wording(key, language, DETAIL), wording(key, language, COVER)
    return Preview(detail.fill(**values), cover.fill(**values), detail.language)
