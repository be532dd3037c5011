"""One alert about danger: what was said, what to do now, who was told, and who is on it."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from companion.access import alerting, contact, panels, people
from companion.changes.alerts import see_alert
from companion.views.advocate.common import page_of, text_of
from companion.views.panel.common import page_of as page_of_case
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import Alert, AlertLetter, CaseSubject, User


@require_http_methods(["GET", "HEAD", "POST"])
def of_mine(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For the advocate, with the very words."""
    user, alert = _alert(request, public_id)
    side = _about(alert, list(people.my_sides_of(user, alert.subject)))
    text = text_of(alert, contact.texts_of_alerts([alert]))
    links = [
        (reverse("advocate:call", args=[side.public_id]), _("Open the call card")),
        (page_of(side), _("Open their page")),
    ]
    context = {**text, "links": links}
    return _page(request, alert, side, context, back=reverse("advocate:today"))


@require_http_methods(["GET", "HEAD", "POST"])
def at_panel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """For coordinators and the duty contact: that there is one, and never the words."""
    user, alert = _alert(request, public_id)
    side = _about(alert, list(panels.panel_sides(user).filter(subject=alert.subject)))
    speaks = [one.advocate.name for one in people.advocacies_of([side])]
    links = [(page_of_case(side.panel_case), _("Open the case"))]
    context = {"links": links, "advocates": speaks}
    return _page(request, alert, side, context, back=reverse("panel:desk"))


def _alert(request: HttpRequest, public_id: UUID) -> "tuple[User, Alert]":
    user = cast("User", request.user)  # the door let nobody else through
    return user, contact.danger_alert_for(user, public_id)


def _about(alert: "Alert", sides: "list[CaseSubject]") -> "CaseSubject":
    """The side that an alert is about, among those that this desk shows its reader."""
    fitting = [side for side in sides if alert.side_id in (None, side.pk)]
    if not fitting:
        raise Http404
    return fitting[0]


def _page(
    request: HttpRequest, alert: "Alert", side: "CaseSubject", context: dict[str, Any], back: str
) -> HttpResponse:
    if request.method == "POST":
        user = cast("User", request.user)
        for one in contact.alerts_about(user, alert):
            see_alert(one, acting_user=user)
        messages.success(request, _("Kept: you are on it."))
        return redirect(request.path)
    context |= {
        "alert": alert,
        "side": side,
        "back": back,
        "to_do": _to_do(alert),
        "told": _told(alerting.told_of(alert)),
    }
    return show(request, "urgent.html", context, subjects=[side.subject])


def _to_do(alert: "Alert") -> list[str]:
    """What helps now, in the order in which it helps."""
    kind = alert.Kind
    by_kind = {
        kind.IN_DANGER: [
            _("If somebody may be hurt now, ring 999. Say what was texted, and when."),
            _("Ring them only as the call card says. Somebody else may hold the phone."),
        ],
        kind.HARM_SELF: [
            _("If they may die or be badly hurt, ring 999."),
            _("Ring them as the call card says. Ask plainly whether they are safe. Stay with it."),
        ],
        kind.THREAT: [
            _("If somebody may be hurt now, ring 999."),
            _("The coordinator and the duty contact decide who is warned, and how."),
            _("Tell nobody else: nothing said here goes to the other side by itself."),
        ],
        kind.READ_SOON: [
            _("Read the words. Danger is often said in words that no list knows."),
            _("If somebody may be hurt now, ring 999. Say what was texted, and when."),
            _("If you are not sure, ring them as the call card says and ask how they are."),
            _("Did they want our texts to stop? Then their advocate stops them now."),
        ],
        kind.DURESS: [
            _("They may not be free to speak. Do what they wanted done, and nothing else."),
            _("Do not ring or text about this. Their phone got the same answer as always."),
        ],
    }
    return [
        *by_kind[kind(alert.kind)],
        _("When you are on it, say so here. Then nobody else is asked."),
    ]


def _told(letters: "list[AlertLetter]") -> list[dict[str, Any]]:
    """Everybody who was told, with how often and how the last email fared."""
    states = {
        "waiting": _("not sent yet"),
        "sending": _("on its way"),
        "sent": _("sent"),
        "refused": _("refused by the mail server"),
        "unknown": _("may or may not have left"),
    }
    by_user: dict[int, list[AlertLetter]] = {}
    for letter in letters:
        by_user.setdefault(letter.user_id, []).append(letter)
    return [
        {
            "who": of_user[-1].user.name,
            "why": of_user[-1].get_why_display(),
            "count": ngettext("%(n)d email", "%(n)d emails", len(of_user)) % {"n": len(of_user)},
            "state": states[of_user[-1].state],
            "when": of_user[-1].settled_at or of_user[-1].raised_at,
        }
        for of_user in by_user.values()
    ]
