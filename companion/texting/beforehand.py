"""What the gate would say, before anything is written: what a phone would show, and when."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from companion.models import CaseSubject, Consent, SafeContactRule, WordingKey
from companion.texting.gate import (
    Case,
    agreed_to,
    decide,
    elsewhere,
    in_hours,
    old_enough,
    panel_texts_them,
    reachable,
)
from companion.texting.reasons import Reason
from companion.texting.windows import Window
from messaging.gate import Send, Withhold
from messaging.models import Number, OutgoingMessage


def preview(
    side: CaseSubject,
    words: str = "",
    *,
    wording: str = WordingKey.ADVOCATE_WORDS,
    about: UUID | None = None,
    number: Number | None = None,
    at: datetime | None = None,
) -> Send | Withhold:
    """What the person's phone would show now, or then, were the advocate to send this."""
    unsent = _unsent(side, words, wording)
    unsent.about, unsent.live_number = about, number
    return decide(unsent, at)


def hours_at(rule: SafeContactRule, moment: datetime) -> Withhold | None:
    """What the safe hours alone say of a text at a moment; nothing where they let it go."""
    unsent = OutgoingMessage(owner_id=rule.subject.public_id, wording=WordingKey.ADVOCATE_WORDS)
    return in_hours(Case(unsent, moment, Number(), rule))


def _unsent(side: CaseSubject, words: str = "", wording: str = "") -> OutgoingMessage:
    return OutgoingMessage(
        owner_id=side.subject.public_id, thread=side.public_id, wording=wording, own_words=words
    )


def welcome(
    side: CaseSubject,
    rule: SafeContactRule | None,
    number: Number | None,
    consent: Consent | None,
) -> Window | Withhold:
    """The safe hours, or why no text is welcome; asks the database nothing, so it suits a list."""
    if number is None:
        return Withhold(Reason.NO_NUMBER)
    if rule is None:
        return Withhold(Reason.NO_RULE)
    rule.subject = side.subject
    case = Case(_unsent(side), timezone.now(), number, rule)
    case.consents = [consent] if consent else []
    checks = (elsewhere, old_enough, reachable, agreed_to, panel_texts_them)
    held = next(filter(None, (check(case) for check in checks)), None)
    return held or case.window


# Only somebody who spoke with the person by a safe way can end these.
WAITS_FOR_A_START = (Reason.STOPPED, Reason.FROZEN, Reason.SILENT)


def waits_for_a_start(answer: Send | Withhold) -> bool:
    """Whether texts begin again only once the advocate has spoken with the person."""
    return isinstance(answer, Withhold) and answer.reason in WAITS_FOR_A_START
