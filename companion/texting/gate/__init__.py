"""The one safety check: asked when a text is claimed for sending, not only when it is written."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from companion.models import WordingKey
from companion.texting.codebook import in_code
from companion.texting.gate.case import Case, Check
from companion.texting.gate.level import COVER, DETAIL, level_of, level_of_reply
from companion.texting.gate.person import (
    agreed_to,
    elsewhere,
    heard_of,
    kept_apart,
    old_enough,
    panel_texts_them,
    quiet_after_duress,
    reachable,
)
from companion.texting.gate.text import in_budget, in_hours, its_turn, told
from companion.texting.known import known_of
from companion.texting.reasons import Reason
from companion.texting.reference import with_reference
from companion.texting.rendering import body_of
from companion.texting.understanding.tongue import language_of
from companion.texting.windows import LONGEST
from messaging.changes import live_number
from messaging.gate import Send, Withhold
from messaging.models import OutgoingMessage

__all__ = [
    "COVER",
    "DETAIL",
    "Case",
    "Check",
    "agreed_to",
    "decide",
    "elsewhere",
    "in_hours",
    "level_of_reply",
    "old_enough",
    "panel_texts_them",
    "reachable",
]

# Who, then what, then when: the first that fails is the reason an advocate reads.
CHECKS = (
    elsewhere,
    old_enough,
    reachable,
    agreed_to,
    panel_texts_them,
    heard_of,
    quiet_after_duress,
    kept_apart,
    told,
    in_hours,
    its_turn,
    in_budget,
)


def decide(message: OutgoingMessage, at: datetime | None = None) -> Send | Withhold:
    """Let a text leave, or withhold it with the first reason found.

    `at` is a moment to come, to be looked at beforehand: as if nothing changed until then.
    """
    cause = message.reply_to
    if cause is not None and cause.owner_id is None:
        return _to_unknown(message)
    number = message.live_number or live_number(message.owner_id)
    if number is None:
        return Withhold(Reason.NO_NUMBER)
    known = known_of(message)
    rule = known.rules.get(message.owner_id)
    if rule is None:
        return Withhold(Reason.NO_RULE)
    case = Case(message, at or timezone.now(), number, rule)
    case.known = known
    for check in CHECKS:
        held = check(case)
        if held is not None:
            return held
    return _send(case)


def _to_unknown(message: OutgoingMessage) -> Send | Withhold:
    """The dull reply to a number that is nobody's, from the sender of ours that it texted.

    In the language of that text where it is clear and offered: it follows from those words alone.
    """
    cause = message.reply_to
    if cause is None or message.wording != WordingKey.UNKNOWN_NUMBER:
        return Withhold(Reason.NO_NUMBER)
    if cause.to_number not in settings.TWILIO_FROM:
        return Withhold(Reason.NO_NUMBER)
    known = known_of(message)
    text = known.wording(message.wording, known.texted_in(language_of(cause.body)), COVER)
    body = body_of(message, None, text)
    return Send(cause.to_number, cause.from_number, body, 300, COVER, text.language, text.version)


def _send(case: Case) -> Send:
    cause, cover = case.message.reply_to, case.rule.cover
    language = case.known.texted_in(case.rule.subject.language)
    which = (case.message.wording, language, level_of(case), cover)
    # News that a busy provider turned away takes the words of the moment; a question keeps its own,
    # and so does what puts it once more.
    keeps = case.message.asks or case.message.public_id in case.known.reminders
    version = case.message.version if keeps else ""
    text = case.known.wording(*which, version=version)
    body = body_of(case.message, case.telling, text)
    if text.level == COVER and case.things:
        codes = case.known.codes[case.message.owner_id]
        body = in_code(body, case.things, codes, text.language)
    if text.level == COVER and cause and cause.body and case.rule.references and case.is_reply:
        body = with_reference(body, cause, text.language)
    return Send(
        sender=case.number.sender,
        number=case.number.digits,
        body=body,
        valid_for=_valid_for(case),
        level=text.level,
        language=text.language,
        version=text.version,
    )


def _valid_for(case: Case) -> int:
    """Seconds that the provider may try: to the end of the window, or of the reply's time."""
    left = case.window.left(case.now) or settings.REPLY_WITHIN
    return max(1, min(int(left.total_seconds()), int(LONGEST.total_seconds())))
