"""What must be true of the person and their phone before anything leaves."""

from django.conf import settings

from companion.models import Consent, Subject, WordingKey
from companion.texting.gate.case import Case, Check
from companion.texting.reasons import Reason
from messaging.gate import Withhold

WHEREABOUTS = {
    Subject.Whereabouts.CUSTODY: Reason.CUSTODY,
    Subject.Whereabouts.HOSPITAL: Reason.HOSPITAL,
    Subject.Whereabouts.MISSING: Reason.MISSING,
    Subject.Whereabouts.DEAD: Reason.DEAD,
}


def elsewhere(case: Case) -> Check:
    """They are where they can read their own texts."""
    where = case.rule.subject.whereabouts
    return Withhold(WHEREABOUTS[Subject.Whereabouts(where)]) if where else None


def reachable(case: Case) -> Check:
    """There is a way to them: not stopped, frozen or paused, and the rule still holds."""
    if case.rule.stopped_at or case.number.opted_out_at:
        return Withhold(Reason.STOPPED)
    if case.number.frozen_at:
        return Withhold(Reason.FROZEN)
    if case.rule.hours_asked_at:
        return Withhold(Reason.HOURS_ASKED)
    if case.rule.paused_until and case.rule.paused_until > case.now and not _says_so(case):
        return Withhold(Reason.PAUSED, case.rule.paused_until)
    if case.rule.confirmed_at + settings.SAFE_CONTACT_RULE_PERIOD < case.now:
        return Withhold(Reason.RULE_OLD)
    return None


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


def panel_texts_them(case: Case) -> Check:
    """One of the panels they agreed to take part at is live, and texts people in their role."""
    sides = [consent.side for consent in _standing(case) if consent.expires_at > case.now]
    live = [side for side in sides if side.panel_case.panel.live_at]
    if sides and not live:
        return Withhold(Reason.NOT_LIVE)
    if live and all(side.role in side.panel_case.panel.brings.never_contacted for side in live):
        return Withhold(Reason.NEVER_CONTACTED)
    return None


def _standing(case: Case) -> list[Consent]:
    return [consent for consent in case.consents if consent.withdrawn_at is None]


def agreed_to(case: Case) -> Check:
    """Their own yes stands, from this phone; or it is one of the texts that may go before it."""
    standing = _standing(case)
    if case.is_emergency and (standing or not case.consents):
        return None
    lasting = [consent for consent in standing if consent.expires_at > case.now]
    if standing and not lasting:
        return Withhold(Reason.CONSENT_OLD)
    if case.is_invitation:
        return _invited_once(case) if lasting else Withhold(Reason.NO_CONSENT)
    if not any(consent.confirmed_at for consent in lasting):
        return Withhold(Reason.NO_CONSENT)
    return None if case.number.verified_at else Withhold(Reason.UNVERIFIED)


def _invited_once(case: Case) -> Check:
    """An invitation is for the number it was agreed for, and no other; and a number has one."""
    this, owner_id = case.message.public_id, case.message.owner_id
    asked = case.known.questions[owner_id].get(this)
    if case.message.pk is not None and asked != case.number.public_id:
        return Withhold(Reason.SETTLED)
    left = case.known.invited.get(owner_id, {})
    others = (at for message, at in left.items() if message != this)
    return Withhold(Reason.INVITED) if any(at >= case.number.since for at in others) else None


def heard_of(case: Case) -> Check:
    """A number from which nothing came for too long may be somebody else's by now."""
    if case.prompted or case.is_invitation:
        return None
    since = case.now - settings.SILENCE_FREEZES
    checked = (case.number.verified_at, case.rule.number_checked_at)
    if any(moment and moment > since for moment in checked):
        return None
    return None if case.message.owner_id in case.known.heard else Withhold(Reason.SILENT)


def quiet_after_duress(case: Case) -> Check:
    """Where they chose it: after the duress word nothing new goes until somebody is on it."""
    held = case.rule.subject_id in case.known.duress and not case.prompted
    return Withhold(Reason.DURESS) if held else None


def kept_apart(case: Case) -> Check:
    """The side is this person's own, and the sender is not one that somebody kept apart uses."""
    if case.number.sender in case.known.kept_apart[case.rule.subject_id]:
        return Withhold(Reason.PARTITION)
    return None
