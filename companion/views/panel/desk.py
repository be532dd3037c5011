"""What wants me, and my panels' cases."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from companion.access import contact, panels, people
from companion.summaries.panel_desk import CaseLine, Wanted, Wish, panel_desk
from companion.views.cards import day
from companion.views.paging import page_asked_for
from companion.views.panel.asked import waiting_for
from companion.views.panel.common import page_of, reader
from companion.views.panel.duty import tests_for
from companion.views.panel.emergencies import emergencies_of
from companion.views.panel.leading import led_by
from companion.views.panel.measures import on_the_desk
from companion.views.panel.openings import asked_of
from companion.views.panel.strangers import waiting
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import Alert, CaseSubject, Need, User

# More than this is not read; the cases below carry the rest.
AT_ONCE = 12


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this member first, then every case."""
    user = reader(request)
    if not panels.sits_on_a_panel(user):
        raise Http404
    found = panel_desk(user)
    sides = [side for line in found.cases for side in line.sides]
    alerts = _alerts(user, sides)
    asked = [*tests_for(user), *asked_of(user), *waiting_for(user)]
    led = [*emergencies_of(user), *asked, *led_by(user), *waiting(found.coordinates)]
    led.sort(key=lambda item: item["kind"] != "urgent")
    wanted, page = found.wanted[:AT_ONCE], page_asked_for(request, found.cases)
    context = {
        "desk": found,
        "alerts": alerts,
        "led": led,
        "wanted": [_item(one) for one in wanted],
        "more": max(0, len(found.wanted) - AT_ONCE),
        "cases": [_case_item(line) for line in page],
        "page": page,
        "total": len(found.wanted) + len(alerts) + len(led),
        "work": on_the_desk(user),
    }
    named = [
        *(alert["subject"] for alert in alerts),
        *(subject for item in led for subject in item["subjects"]),
        *(one.of.side.subject for one in wanted),
        *(side.subject for line in page for side in line.sides),
    ]
    return show(request, "panel/desk.html", context, subjects=named)


def _alerts(user: "User", sides: "list[CaseSubject]") -> list[dict[str, Any]]:
    """Open alerts for whoever coordinates: that there is one, never the words."""
    of_subject = {side.subject_id: side for side in sides}
    alerts = [alert for alert in contact.alerts_for(user) if alert.subject_id in of_subject]
    theirs = [alert for alert in alerts if alert.kind in alert.FOR_COORDINATORS]
    if not theirs:
        return []
    spoken_for = {one.side_id: one.advocate.name for one in people.advocacies_of(sides)}
    found = [(alert, of_subject[alert.subject_id]) for alert in theirs]
    return [
        _alert(alert, side, spoken_for)
        for alert, side in found
        if side.pk not in spoken_for or not alert.advocate_first(timezone.now())
    ]


def _alert(alert: "Alert", side: "CaseSubject", spoken_for: dict[int, str]) -> dict[str, Any]:
    other = alert.kind == alert.Kind.CHANGE_ADVOCATE
    return {
        "kind": "now" if other else alert.shape,
        "wish": _("asks for somebody else. Ask them by a safe way, then appoint") if other else "",
        "id": alert.public_id,
        "word": alert.get_kind_display(),
        "subject": side.subject,
        "who": side.subject.name,
        "when": alert.raised_at,
        "plan": alert.plan,
        "advocate": spoken_for.get(side.pk, ""),
        "href": reverse("panel:advocate", args=[side.public_id])
        if other
        else reverse("panel:alert", args=[alert.public_id]),
    }


def _item(wanted: Wanted) -> dict[str, Any]:
    if wanted.wish in {Wish.ANSWER_LATE, Wish.UNANSWERED, Wish.ANSWER_OWED}:
        return _need_item(wanted)
    return _action_item(wanted)


def _need_item(wanted: Wanted) -> dict[str, Any]:
    need: Need = wanted.of  # type: ignore[assignment]
    kind, word = {
        Wish.ANSWER_LATE: ("urgent", _("answer late")),
        Wish.ANSWER_OWED: ("now", _("answer owed")),
        Wish.UNANSWERED: ("open", _("unanswered")),
    }[wanted.wish]
    said = Truncator(need.statement.words).chars(80)
    return {
        "kind": kind,
        "word": word,
        "who": need.side.subject.name,
        "what": f"“{said}”",
        "when": _by(wanted) or _matters(need),
        "href": reverse("panel:answer", args=[need.public_id]),
        "link": _("Answer"),
    }


def _matters(need: "Need") -> str:
    if need.importance is None:
        return ""
    return _("matters %(importance)d of 5") % {"importance": need.importance}


def _action_item(wanted: Wanted) -> dict[str, Any]:
    action = wanted.of
    kind, word = {
        Wish.ACTION_LATE: ("urgent", _("overdue")),
        Wish.ACTION_SOON: ("now", _("to do")),
        Wish.ACCOUNTS_DIFFER: ("part", _("accounts differ")),
        Wish.WANTS_OTHERWISE: ("part", _("wants otherwise")),
    }[wanted.wish]
    return {
        "kind": kind,
        "word": word,
        "who": action.side.subject.name,
        "what": action.what,  # type: ignore[union-attr]
        "when": _by(wanted),
        "href": page_of(action.side.panel_case, f"action-{action.public_id}"),
        "link": _("Open"),
    }


def _by(wanted: Wanted) -> str:
    return _("by %(day)s") % {"day": day(wanted.due)} if wanted.due else ""


def _case_item(line: CaseLine) -> dict[str, Any]:
    """A case, with its most pressing state as its word."""
    kind, word = _state(line)
    return {
        "kind": kind,
        "word": word,
        "who": ", ".join(side.subject.name for side in line.sides),
        "what": _about(line),
        "href": page_of(line.panel_case),
        "link": _("Open"),
    }


def _state(line: CaseLine) -> tuple[str, str]:
    if line.overdue:
        return "urgent", _("%(count)d overdue") % {"count": line.overdue}
    if line.unanswered:
        return "open", _("%(count)d unanswered") % {"count": line.unanswered}
    if line.owed:
        return "now", ngettext("answer owed", "answers owed", line.owed)
    return "done", _("nothing waits")


def _about(line: CaseLine) -> str:
    """Roles and panel; and what is unanswered where something else is more pressing."""
    roles = ", ".join(side.get_role_display().lower() for side in line.sides)
    parts = [roles, line.panel_case.panel.name]
    if line.overdue and line.unanswered:
        parts.append(_("%(count)d unanswered") % {"count": line.unanswered})
    return " · ".join(parts)
