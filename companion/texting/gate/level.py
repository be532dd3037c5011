"""How much a text may say now."""

from django.utils import timezone

from companion.models import SafeContactRule, WordingKey, WordingLevel
from companion.texting.gate.case import Case
from companion.texting.reading import without_word
from messaging.models import Number, OutgoingMessage

COVER, DETAIL = "cover", "detail"


def details_chosen(case: Case) -> bool:
    """Whether the person wants details in such a text, at a safe time."""
    rule, cause = case.rule, case.message.reply_to
    if rule.level == WordingLevel.SAFE_HOURS:
        return True
    if rule.level == WordingLevel.WHEN_ASKED and cause is not None and case.prompted:
        return without_word(cause.body, rule.code_word)[1]
    return False


def level_of(case: Case) -> str:
    """Details only as chosen and only in a window that lasts; the emergency wording as chosen."""
    if case.message.wording == WordingKey.EMERGENCY:
        return DETAIL if case.rule.emergency_reply else COVER
    safe = case.window.open and not case.window_ends_soon
    return DETAIL if safe and details_chosen(case) else COVER


def level_of_reply(message: OutgoingMessage, number: Number, rule: SafeContactRule) -> str:
    """The level at which a reply composed this moment will leave."""
    return level_of(Case(message, timezone.now(), number, rule))
