"""What `var/demo.json` tells of the invented town."""

from typing import Any

from django.conf import settings

from companion.management.world.people import PASSWORD, PEOPLE, RESTRICTED, WORKERS
from companion.models import Advocacy, CaseSubject, Hours, SafeContactRule, SealedTotpDevice
from messaging.models import Number

FOLLOWED = {*(person.name for person in PEOPLE), RESTRICTED}


def tell(base_url: str) -> dict[str, Any]:
    """Where to go, how to sign in, and which phones there are."""
    return {
        "base_url": base_url,
        "twilio": {
            "account_sid": settings.TWILIO_ACCOUNT_SID,
            "auth_token": settings.TWILIO_AUTH_TOKEN,
            "numbers": settings.TWILIO_FROM,
        },
        "accounts": _accounts(),
        "subjects": _subjects(),
    }


def _accounts() -> list[dict[str, str]]:
    devices = SealedTotpDevice.objects.filter(confirmed=True).select_related("user")
    secrets = {device.user.email: device.secret for device in devices}
    return [
        {
            "role": worker.role,
            "email": worker.email,
            "password": PASSWORD,
            "totp_secret": secrets[worker.email],
            "name": worker.name,
        }
        for worker in WORKERS
        if worker.email in secrets
    ]


def _subjects() -> list[dict[str, Any]]:
    """Each person once, on the side they came with first; those with a story of their own lead."""
    first: dict[int, CaseSubject] = {}
    sides = CaseSubject.objects.select_related("subject", "panel_case__panel").order_by("pk")
    for side in sides:
        first.setdefault(side.subject_id, side)
    told = [_subject(side) for side in first.values()]
    return sorted(told, key=lambda person: person["name"] not in FOLLOWED)


def _subject(side: CaseSubject) -> dict[str, Any]:
    rule = SafeContactRule.objects.get(subject=side.subject)
    number = Number.objects.live().get(owner_id=side.subject.public_id)
    advocacy = Advocacy.objects.standing().select_related("advocate").get(side=side)
    return {
        "name": side.subject.name,
        "role": side.role,
        "phone": number.digits,
        "sender": number.sender,
        "advocate_email": advocacy.advocate.email,
        "code_word": rule.code_word,
        "duress_word": rule.duress_word,
        "language": side.subject.language,
        "panel": side.panel_case.panel.name,
        "consented": side.consents.standing().exists(),
        "wording_level": rule.level,
        "safe_hours": _hours(rule.hours),
        "paused": rule.paused_until is not None,
    }


def _hours(hours: Hours) -> str:
    """`10:00-16:00`; days with their own hours are told one by one."""
    if hours.daily:
        return f"{hours.daily.opens:%H:%M}-{hours.daily.closes:%H:%M}"
    return "; ".join(f"{days} {spans}" for days, spans in hours.lines)
