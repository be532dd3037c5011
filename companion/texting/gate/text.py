"""What must be true of this text, and of this moment, before it leaves."""

from datetime import timedelta

from django.conf import settings

from companion.access.questions import asked_since
from companion.access.told import told_of
from companion.models import Need, Telling, WordingKey
from companion.texting.gate.case import Case, Check
from companion.texting.gate.level import details_chosen
from companion.texting.known import WEEK
from companion.texting.reasons import Reason
from messaging.gate import Withhold

DAY = timedelta(days=1)


def _fed_back(case: Case) -> Check:
    """Something of it may be told now, of this person's own need."""
    about = case.message.about
    theirs = Need.objects.filter(side__subject__public_id=case.message.owner_id)
    need = theirs.filter(public_id=about).first() if about else None
    if need is None:
        return Withhold(Reason.PARTITION)
    return None if told_of([need])[0].news else Withhold(Reason.NOT_TOLD)


def told(case: Case) -> Check:
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


def in_hours(case: Case) -> Check:
    """A reply may leave at any hour, in cover words; all else waits for the window."""
    if case.is_reply:
        return None
    if not case.window.open:
        return Withhold(Reason.OUTSIDE_HOURS, case.window.changes_at)
    if details_chosen(case) and case.window_ends_soon:
        return Withhold(Reason.WINDOW_ENDS, case.window.changes_at)
    return None


def its_turn(case: Case) -> Check:
    """One question is open at a time."""
    if not case.message.asks:
        return None
    waiting = set(case.known.questions[case.message.owner_id])
    if case.message.public_id not in waiting:
        return Withhold(Reason.SETTLED)
    others = waiting - {case.message.public_id}
    asked = asked_since(others, case.now - settings.QUESTION_OPEN_FOR) if others else {}
    if asked:
        return Withhold(Reason.QUESTION_OPEN, min(asked.values()) + settings.QUESTION_OPEN_FOR)
    return None


def in_budget(case: Case) -> Check:
    """As many unprompted texts a day and a week as agreed, counted back from now."""
    if case.prompted:
        return None
    sent = case.known.unprompted.get(case.message.owner_id, [])
    for period, most in ((WEEK, case.rule.unprompted_a_week), (DAY, case.rule.unprompted_a_day)):
        within = [moment for moment in sent if moment > case.now - period]
        if len(within) >= most:
            return Withhold(Reason.BUDGET, within[-most] + period if most else None)
    return None
