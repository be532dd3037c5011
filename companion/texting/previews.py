"""What a text would say of something not decided yet, and what a phone would show now."""

import re
from dataclasses import dataclass
from datetime import date

from companion.access.contact import rule_of
from companion.models import CaseSubject, Cover, Telling, User, WordingKey
from companion.texting.beforehand import preview
from companion.texting.offered import texted_in
from companion.texting.rendering import agency_of, short_date
from content.wordings import COVER, DETAIL, forbidden_in, wording
from messaging.gate import Send

STILL_OPEN = "…"


@dataclass(frozen=True)
class Preview:
    """The same news twice, as the person reads it and as a stranger would; and what goes now.

    `now` is the exact text, or nothing; `gives_away` what is risky in the words typed for it. Why
    nothing goes is for the advocate alone: that somebody has stopped their texts, or where they
    are, is no news for a panel.
    """

    detail: str
    cover: str
    language: str
    now: str
    tell: str
    gives_away: list[str]


def of_answer(
    side: CaseSubject, outcome: str, reason: str, owed_until: date | None, tell: str
) -> Preview:
    """How an answer to a need would read."""
    language = texted_in(side.subject.language)
    due = short_date(owed_until, language) if owed_until else STILL_OPEN
    key = WordingKey(f"need_answered_{outcome}")
    return _preview(side, key, tell, language, reason=reason or STILL_OPEN, due=due)


def of_action(
    side: CaseSubject,
    what: str,
    owner: User | None,
    due_on: date | None,
    *,
    statutory: bool,
    tell: str,
) -> Preview:
    """How an agreed action would be put to the person."""
    language = texted_in(side.subject.language)
    return _preview(
        side,
        WordingKey.REQUIREMENT_AGREED if statutory else WordingKey.ACTION_AGREED,
        tell,
        language,
        what=what or STILL_OPEN,
        agency=agency_of(owner, language),
        due=short_date(due_on, language) if due_on else STILL_OPEN,
    )


def _preview(side: CaseSubject, key: str, tell: str, language: str, **values: str) -> Preview:
    rule = rule_of(side)
    cover = wording(key, language, COVER, rule.cover if rule else Cover.BOOKING).fill(**values)
    full = wording(key, language, DETAIL)
    detail = full.fill(**values)
    answer = preview(side)
    goes = isinstance(answer, Send) and tell == Telling.When.NOW
    at_level = detail if isinstance(answer, Send) and answer.level == DETAIL else cover
    typed = gives_away(side, values.get("reason") or values.get("what") or "")
    return Preview(detail, cover, full.language, at_level if goes else "", tell, typed)


def gives_away(side: CaseSubject, words: str) -> list[str]:
    """What in typed words tells too much if another reads it: their name, or a word of ours."""
    name = side.subject.name
    called = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE)
    return ([name] if called else []) + forbidden_in(words, side.subject.language)
