"""What needs this advocate now, and everybody they speak for."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from companion.access import actions, contact, emergencies, overrides, people
from companion.views.advocate.common import page_of, reader, text_of, told_of
from companion.views.advocate.welcome import welcome_in_words, welcome_state
from companion.views.paging import page_asked_for
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import (
        Alert,
        CaseSubject,
        Consent,
        Emergency,
        SafeContactRule,
        SafeguardingOverride,
        Telling,
    )
    from messaging.models import IncomingMessage

# A rule is gone through again this long before it runs out.
SOON = timedelta(days=10)
# What they agreed to is gone through again from this long before it runs out.
RENEW_FROM = timedelta(weeks=4)


@dataclass(frozen=True)
class Mine:
    """One person of this advocate, as the list shows them."""

    side: "CaseSubject"
    rule: "SafeContactRule | None"
    consent: "Consent | None"
    kind: str
    word: str
    welcome: str


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Alerts first, then what to tell, then rules that run out, then everybody."""
    user = reader(request)
    mine = _my_people(list(people.my_sides(user)))
    if not mine:
        raise Http404
    alerts = _alert_items(list(contact.alerts_for(user)), mine)
    to_tell = [
        *(_override_item(override) for override in overrides.overrides_to_tell(user)),
        *(_acted_item(one) for one in emergencies.acted_for(user)),
        *(_telling_item(telling) for telling in actions.tellings_to_do(user)),
    ]
    to_confirm = [*_to_confirm(mine), *_to_renew(mine)]
    acting, shown = list(emergencies.acting_now(user)), page_asked_for(request, mine)
    context = {
        "alerts": alerts,
        "to_tell": to_tell,
        "to_confirm": to_confirm,
        "mine": shown,
        "away": people.away_now(user),
        "acting": acting,
        "needs_you": len(alerts) + len(to_tell) + len(to_confirm),
    }
    needing = [item["subject"] for item in (*alerts, *to_tell, *to_confirm)]
    needing += [one.side.subject for one in acting]
    subjects = [*needing, *(one.side.subject for one in shown)]
    return show(request, "advocate/today.html", context, subjects=subjects)


def _my_people(sides: "list[CaseSubject]") -> list[Mine]:
    rules, numbers = contact.rules_and_numbers(sides)
    consents = contact.consents_of(sides)
    mine = []
    for side in sides:
        rule, number = rules.get(side.subject_id), numbers.get(side.subject.public_id)
        consent = consents.get(side.pk)
        words = welcome_in_words(side, rule, number, consent)
        state = welcome_state(side, rule, number, consent)
        mine.append(Mine(side, rule, consent, *state, words))
    return sorted(mine, key=lambda one: (one.side.subject.name.casefold(), one.side.pk))


def _alert_items(alerts: "list[Alert]", mine: list[Mine]) -> list[dict[str, Any]]:
    """Whoever may be hurt first, then what to read soon, calls, the rest; of these people only."""
    of_side = {one.side.pk: one.side for one in mine}
    of_subject = {one.side.subject_id: one.side for one in reversed(mine)}
    texts = contact.texts_of_alerts(alerts)
    items = []
    for about in _by_text(alerts):
        first = about[0]
        side = of_side.get(first.side_id) if first.side_id else of_subject.get(first.subject_id)
        if side is not None:
            items.append(_alert_item(about, side, texts))
    return items


def _by_text(alerts: "list[Alert]") -> "list[list[Alert]]":
    """One text may ask for more than one thing; it is one card, the most urgent first."""
    texts: dict[tuple[int, UUID], list[Alert]] = {}
    for alert in sorted(alerts, key=_how_soon):
        texts.setdefault((alert.subject_id, alert.message or alert.public_id), []).append(alert)
    return list(texts.values())


def _how_soon(alert: "Alert") -> tuple[bool, bool, bool]:
    return not alert.urgent, alert.kind not in alert.ABOUT_DANGER, alert.kind != "call"


def _alert_item(
    about: "list[Alert]", side: "CaseSubject", texts: "dict[UUID, IncomingMessage]"
) -> dict[str, Any]:
    first = about[0]
    if first.kind in first.ABOUT_DANGER:
        href, link = reverse("advocate:alert", args=[first.public_id]), _("What to do")
    elif any(alert.kind == "call" for alert in about):
        href, link = reverse("advocate:call", args=[side.public_id]), _("Open the call card")
    elif any(alert.kind == "hours" for alert in about):
        href = reverse("advocate:rule", args=[side.public_id])
        link = _("Go through safe contact with them")
    else:
        href, link = page_of(side), _("Open")
    return {
        "id": first.public_id,
        "urgent": first.urgent,
        "states": [{"kind": one.shape, "word": one.get_kind_display()} for one in about],
        "subject": first.subject,
        "who": first.subject.name,
        "when": first.raised_at,
        **text_of(first, texts),
        "plan": first.plan,
        "renew": _where_to_renew(about, side),
        "href": href,
        "link": link,
    }


def _where_to_renew(about: "list[Alert]", side: "CaseSubject") -> str:
    """Where another code word is agreed, if theirs stands among the texts of a phone now."""
    used = any(alert.kind == "code_word" for alert in about)
    return reverse("advocate:rule", args=[side.public_id]) if used else ""


def _telling_item(telling: "Telling") -> dict[str, Any]:
    side, part = told_of(telling)
    what = _("an answer to tell in person") if telling.answer else _("an action to tell in person")
    return {
        "kind": "part",
        "word": _("to tell"),
        "subject": side.subject,
        "who": side.subject.name,
        "what": what,
        "href": page_of(side, part),
        "link": _("Open"),
    }


def _override_item(override: "SafeguardingOverride") -> dict[str, Any]:
    subject = override.statement.subject
    return {
        "kind": "part",
        "word": _("to tell"),
        "subject": subject,
        "who": subject.name,
        "what": _("their words were shared for safeguarding"),
        "href": reverse("advocate:override_told", args=[override.public_id]),
        "link": _("Open"),
    }


def _acted_item(emergency: "Emergency") -> dict[str, Any]:
    """For an advocate who could not be reached: who acts, or acted, in their place."""
    subject, until = emergency.side.subject, emergency.ended_at or emergency.ends_at
    word = _("acts for you") if until > timezone.now() else _("acted for you")
    moment = date_format(timezone.localtime(until), "j M, H:i")
    return {
        "kind": "now",
        "word": word,
        "subject": subject,
        "who": subject.name,
        "what": _("you could not be reached: %(name)s, until %(moment)s. Speak with them")
        % {"name": emergency.colleague.name, "moment": moment},
        "href": page_of(emergency.side),
        "link": _("Open"),
    }


def _to_confirm(mine: list[Mine]) -> list[dict[str, Any]]:
    """Rules past 80 of their 90 days, the oldest first; a person with two sides has one rule."""
    since = timezone.now() - settings.SAFE_CONTACT_RULE_PERIOD + SOON
    rules = {one.rule.pk: (one.rule, one.side) for one in mine if one.rule}
    old = [(rule, side) for rule, side in rules.values() if rule.confirmed_at <= since]
    return [
        {
            "kind": "open",
            "word": _("re-confirm"),
            "subject": side.subject,
            "who": side.subject.name,
            "what": _("safe contact, last gone through"),
            "when": rule.confirmed_at,
            "href": reverse("advocate:confirm_rule", args=[side.public_id]),
            "link": _("Open"),
        }
        for rule, side in sorted(old, key=lambda pair: pair[0].confirmed_at)
    ]


def _to_renew(mine: list[Mine]) -> list[dict[str, Any]]:
    """Agreements in their last four weeks, or past them; each side has its own."""
    soon = timezone.now() + RENEW_FROM
    old = [
        (one.consent, one.side) for one in mine if one.consent and one.consent.expires_at <= soon
    ]
    return [
        {
            "kind": "open",
            "word": _("renew"),
            "subject": side.subject,
            "who": side.subject.name,
            "what": _("what they agreed to, until"),
            "when": consent.expires_at,
            "href": reverse("advocate:renew_agreement", args=[side.public_id]),
            "link": _("Open"),
        }
        for consent, side in sorted(old, key=lambda pair: pair[0].expires_at)
    ]
