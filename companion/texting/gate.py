"""The one safety check: asked when a text is claimed for sending, not only when it is written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from companion.access.contact import asked_since, unprompted_since
from companion.access.told import told_of
from companion.models import (
    Consent,
    Need,
    SafeContactRule,
    Telling,
    WordingKey,
    WordingLevel,
)
from companion.texting.known import Known, known_of
from companion.texting.reading import without_word
from companion.texting.reasons import Reason
from companion.texting.rendering import body_of, telling_of
from companion.texting.windows import LONGEST, Window, window_at
from messaging.changes import live_number
from messaging.gate import Send, Withhold
from messaging.models import Number, OutgoingMessage

COVER, DETAIL = "cover", "detail"
# A carrier may deliver late: details keep this distance from the end of a window.
NO_DETAIL_BEFORE_END = timedelta(minutes=30)


@dataclass
class Case:
    """One text about to leave, and what is true of its person now; each fact is read once."""

    message: OutgoingMessage
    now: datetime
    number: Number
    rule: SafeContactRule

    @cached_property
    def known(self) -> Known:
        """What was read of this person, and of those whose texts leave at the same moment."""
        return known_of(self.message)

    @cached_property
    def consents(self) -> list[Consent]:
        """Agreements not withdrawn on this side, or on any where the text fits none."""
        thread, consents = self.message.thread, self.known.consents[self.message.owner_id]
        return [consent for consent in consents if thread in {None, consent.side.public_id}]

    @cached_property
    def window(self) -> Window:
        """The safe hours around now."""
        rule = self.rule
        return window_at(self.now, rule.hours, rule.subject.time_zone)

    @cached_property
    def prompted(self) -> bool:
        """Whether the person's own text, minutes ago, called for this or lets it ride along."""
        cause = self.message.reply_to
        return cause is not None and self.now - cause.received_at <= settings.REPLY_WITHIN

    @cached_property
    def is_reply(self) -> bool:
        """Whether it answers that text, and was not waiting before."""
        cause = self.message.reply_to
        return self.prompted and cause is not None and self.message.created_at >= cause.received_at

    @cached_property
    def telling(self) -> Telling | None:
        """What was decided about telling the person, if this text tells anything."""
        return telling_of(self.message)

    @cached_property
    def is_invitation(self) -> bool:
        """The one text that may go before the person's own yes."""
        return self.message.wording == WordingKey.INVITATION


Check = Withhold | None


def decide(message: OutgoingMessage) -> Send | Withhold:
    """Let a text leave, or withhold it with the first reason found."""
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
    case = Case(message, timezone.now(), number, rule)
    case.known = known
    for check in CHECKS:
        held = check(case)
        if held is not None:
            return held
    return _send(case)


def _to_unknown(message: OutgoingMessage) -> Send | Withhold:
    """The dull reply to a number that is nobody's, from the sender it texted."""
    cause = message.reply_to
    if cause is None or message.wording != WordingKey.UNKNOWN_NUMBER:
        return Withhold(Reason.NO_NUMBER)
    text = known_of(message).wording(message.wording, "en", COVER)
    body = body_of(message, None, text, "en")
    return Send(cause.to_number, cause.from_number, body, 300, COVER, text.language)


def reachable(case: Case) -> Check:
    """There is a way to them: not stopped, frozen or paused, and the rule is not too old."""
    if case.rule.stopped_at or case.number.opted_out_at:
        return Withhold(Reason.STOPPED)
    if case.number.frozen_at:
        return Withhold(Reason.FROZEN)
    if case.rule.paused_until and case.rule.paused_until > case.now and not _says_so(case):
        return Withhold(Reason.PAUSED, case.rule.paused_until)
    if case.rule.confirmed_at + settings.SAFE_CONTACT_RULE_PERIOD < case.now:
        return Withhold(Reason.RULE_OLD)
    return None


def _quiet_after_duress(case: Case) -> Check:
    """Where they chose it: after the duress word nothing new goes until somebody is on it."""
    held = case.rule.subject_id in case.known.duress and not case.prompted
    return Withhold(Reason.DURESS) if held else None


def _says_so(case: Case) -> bool:
    """The reply to PAUSE itself: the last word before the silence."""
    return case.message.wording == WordingKey.PAUSED and case.is_reply


def old_enough(case: Case) -> Check:
    """No texts to a child; to a young person only what they understand, on a phone of their own."""
    if case.rule.subject.too_young:
        return Withhold(Reason.TOO_YOUNG)
    if case.rule.subject.lacks_competence(shared_phone=case.rule.shared_phone):
        return Withhold(Reason.COMPETENCE)
    return None


def agreed_to(case: Case) -> Check:
    """Their own yes stands; before an invitation, what they said in person."""
    said = [consent for consent in case.consents if consent.confirmed_at or case.is_invitation]
    if not said:
        return Withhold(Reason.NO_CONSENT)
    if not case.is_invitation and case.number.verified_at is None:
        return Withhold(Reason.UNVERIFIED)
    return None


def _kept_apart(case: Case) -> Check:
    """The side is this person's own, and the sender is not one that somebody kept apart uses."""
    if case.number.sender in case.known.kept_apart[case.rule.subject_id]:
        return Withhold(Reason.PARTITION)
    return None


def _fed_back(case: Case) -> Check:
    """Something of it may be told now, of this person's own need."""
    about = case.message.about
    theirs = Need.objects.filter(side__subject__public_id=case.message.owner_id)
    need = theirs.filter(public_id=about).first() if about else None
    if need is None:
        return Withhold(Reason.PARTITION)
    return None if told_of([need])[0].news else Withhold(Reason.NOT_TOLD)


def _told(case: Case) -> Check:
    if case.message.wording == WordingKey.YOU_SAID_WE_DID:
        return _fed_back(case)
    telling = case.telling
    if telling is None:
        return None
    if telling.owner_id != case.message.owner_id:
        return Withhold(Reason.PARTITION)
    if telling.when == Telling.When.NOT_TOLD:
        return Withhold(Reason.NOT_TOLD)
    if not telling.may_be_texted:
        return Withhold(Reason.ADVOCATE_FIRST)
    answer = telling.answer
    if answer and answer.need.answers.latest().pk != answer.pk:
        return Withhold(Reason.REPLACED)
    return None


def _in_hours(case: Case) -> Check:
    """A reply may leave at any hour, in cover words; all else waits for the window."""
    if case.is_reply:
        return None
    if not case.window.open:
        return Withhold(Reason.OUTSIDE_HOURS, case.window.changes_at)
    if _details_chosen(case) and _ends_soon(case):
        return Withhold(Reason.WINDOW_ENDS, case.window.changes_at)
    return None


def _its_turn(case: Case) -> Check:
    """One question is open at a time."""
    if not case.message.asks:
        return None
    waiting = case.known.questions[case.message.owner_id]
    if case.message.public_id not in waiting:
        return Withhold(Reason.SETTLED)
    others = waiting - {case.message.public_id}
    asked = asked_since(others, case.now - settings.QUESTION_OPEN_FOR) if others else {}
    if asked:
        return Withhold(Reason.QUESTION_OPEN, min(asked.values()) + settings.QUESTION_OPEN_FOR)
    return None


def _in_budget(case: Case) -> Check:
    """As many unprompted texts a day and a week as agreed, counted back from now."""
    if case.prompted:
        return None
    day, week = timedelta(days=1), timedelta(days=7)
    sent = unprompted_since(case.message.owner_id, case.now - week)
    for period, most in ((week, case.rule.unprompted_a_week), (day, case.rule.unprompted_a_day)):
        within = [moment for moment in sent if moment > case.now - period]
        if len(within) >= most:
            return Withhold(Reason.BUDGET, within[-most] + period if most else None)
    return None


CHECKS = (
    old_enough,
    reachable,
    agreed_to,
    _quiet_after_duress,
    _kept_apart,
    _told,
    _in_hours,
    _its_turn,
    _in_budget,
)


def _ends_soon(case: Case) -> bool:
    return case.window.left(case.now) < NO_DETAIL_BEFORE_END


def _details_chosen(case: Case) -> bool:
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
    safe = case.window.open and not _ends_soon(case)
    return DETAIL if safe and _details_chosen(case) else COVER


def level_of_reply(message: OutgoingMessage, number: Number, rule: SafeContactRule) -> str:
    """The level at which a reply composed this moment will leave."""
    return level_of(Case(message, timezone.now(), number, rule))


def _send(case: Case) -> Send:
    language = case.rule.subject.language
    text = case.known.wording(case.message.wording, language, level_of(case))
    body = body_of(case.message, case.telling, text, language)
    return Send(
        sender=case.number.sender,
        number=case.number.digits,
        body=body,
        valid_for=_valid_for(case),
        level=text.level,
        language=text.language,
    )


def _valid_for(case: Case) -> int:
    """Seconds that the provider may try: to the end of the window, or of the reply's time."""
    left = case.window.left(case.now) or settings.REPLY_WITHIN
    return max(1, min(int(left.total_seconds()), int(LONGEST.total_seconds())))
