"""Who opened what: gone through week by week by whoever leads the panel."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companion.access import opened
from companion.access.meetings import led_panel_for
from companion.changes.errors import GoneThrough, OwnOpening
from companion.changes.openings import go_through, settle_opening
from companion.forms.openings import CheckForm, SettleForm
from companion.views.cards import day, of_agency
from companion.views.panel.common import page_of, reader
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import CaseSubject, Emergency, Export, Opening, Panel, User


@require_safe
def index(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One week of one panel: each opening with its reason; what was read as one's own, counted."""
    user = reader(request)
    panel = led_panel_for(user, public_id)
    this_week = opened.monday_of(timezone.localdate())
    week = min(_week_asked_for(request), this_week)
    found = list(opened.opened_in(user, panel, week))
    sides = opened.sides_opened(user, found)
    pages = opened.pages_read(found, sides)
    emergencies = opened.emergencies_in(user, panel, week)
    exports = opened.exports_in(user, panel, week)
    earlier = [one for one in opened.waiting_to_be_gone_through(user) if one.panel == panel]
    context = {
        "panel": panel,
        "week": week,
        "before": page_of_week(panel, week - opened.WEEK),
        "after": page_of_week(panel, week + opened.WEEK) if week < this_week else "",
        "items": [_item(one, sides[one.panel_case_id], pages[one.pk], user) for one in found],
        "emergencies": [_emergency(one) for one in emergencies],
        "exports": [_export(one) for one in exports],
        "own": opened.read_as_their_own(user, panel, week),
        "waiting": [
            {"n": one.count, "week": one.week, "href": page_of_week(panel, one.week)}
            for one in earlier
            if one.week != week
        ],
    }
    subjects = [side.subject for of_case in sides.values() for side in of_case]
    subjects += [one.side.subject for one in emergencies]
    subjects += [one.side.subject for one in exports]
    return show(request, "panel/openings/index.html", context, subjects=subjects)


def page_of_week(panel: "Panel", week: date) -> str:
    """The address of one week of one panel."""
    address = reverse("panel:openings", args=[panel.public_id])
    return f"{address}?week={week.isoformat()}"


def _week_asked_for(request: HttpRequest) -> date:
    """The beginning of the week that was asked for, or of the last full one."""
    try:
        asked = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return opened.monday_of(timezone.localdate() - opened.WEEK)
    return opened.monday_of(max(asked, opened.FIRST_WEEK))


def _item(opening: "Opening", sides: "list[CaseSubject]", pages: int, user: "User") -> Any:
    check = getattr(opening, "gone_through", None)
    kind, word = _state(opening)
    return {
        "id": opening.public_id,
        "kind": kind,
        "word": word,
        "who": of_agency(opening.user),
        "whose": ", ".join(side.subject.name for side in sides),
        "href": page_of(opening.panel_case),
        "why": opening.get_why_display(),
        "words": opening.words,
        "when": opening.opened_at,
        "pages": ngettext("read %(n)d page", "read %(n)d pages", pages) % {"n": pages},
        "mine": opening.user_id == user.pk,
        "check": check,
        "to_settle": bool(check and check.found == "ask" and not check.settled_at),
    }


def _emergency(one: "Emergency") -> dict[str, Any]:
    """Who acted for whom, and which two people let them."""
    by = _("asked for by %(name)s") % {"name": one.asked_by.name}
    if one.confirmed_by:
        kind, word = "part", _("emergency")
        second = _("confirmed by %(name)s") % {"name": one.confirmed_by.name}
    else:
        kind, word, second = "done", _("not confirmed"), _("nobody confirmed it")
    return {
        "kind": kind,
        "word": word,
        "who": of_agency(one.colleague),
        "what": _("for %(name)s: %(by)s, %(second)s")
        % {"name": one.side.subject.name, "by": by, "second": second},
        "when": day(one.asked_at),
        "href": reverse("panel:emergency", args=[one.public_id]),
        "link": _("Open"),
    }


def _export(one: "Export") -> dict[str, Any]:
    """Who took whose conversation along, as what; why stays with the conversation."""
    texts = ngettext("%(n)d text", "%(n)d texts", one.texts) % {"n": one.texts}
    first, last = (date_format(on, "j M Y") if on else "" for on in (one.first_on, one.last_on))
    return {
        "kind": "part",
        "word": _("copy made"),
        "who": of_agency(one.made_by),
        "what": _("of the conversation with %(name)s: %(form)s, %(texts)s, %(days)s")
        % {
            "name": one.side.subject.name,
            "form": one.get_form_display(),
            "texts": texts,
            "days": _days(first, last),
        },
        "when": day(one.made_at),
        "href": page_of(one.side.panel_case),
        "link": _("Open"),
    }


def _days(first: str, last: str) -> str:
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s on") % {"first": first}
    return _("up to %(last)s") % {"last": last} if last else _("all of it")


def _state(opening: "Opening") -> tuple[str, str]:
    check = getattr(opening, "gone_through", None)
    if check is None:
        return "open", _("to go through")
    if check.found == "fine":
        return "done", _("fine")
    return ("done", _("settled")) if check.settled_at else ("now", _("asked about"))


@require_POST
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Fine, or to be asked about; whoever opened it is told by an email that says nothing."""
    user = reader(request)
    opening = opened.opening_led_for(user, public_id)
    form = CheckForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of the two."))
        return _back(opening)
    try:
        go_through(opening, form.cleaned_data["found"], acting_user=user)
    except (OwnOpening, GoneThrough) as refused:
        messages.warning(request, str(refused))
        return _back(opening)
    messages.success(request, _said(asks=form.cleaned_data["found"] == "ask"))
    return _back(opening)


def _said(*, asks: bool) -> str:
    if not asks:
        return _("Kept: you looked at it.")
    if settings.MAIL_LEAVES:
        return _("Kept. An email goes to them, and they find it on their desk.")
    return _("Kept. They find it on their desk. No email leaves here, so tell them yourself.")


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what came of asking."""
    user = reader(request)
    opening = opened.opening_to_settle_for(user, public_id)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if opening.gone_through.settled_at:
        messages.warning(request, str(GoneThrough()))
        return _back(opening)
    if request.method == "POST" and form.is_valid():
        settle_opening(opening.gone_through, form.cleaned_data["words"], acting_user=user)
        messages.success(request, _("Kept. It is settled."))
        return _back(opening)
    context = {
        "form": form,
        "opening": opening,
        "who": of_agency(opening.user),
        "back": page_of_week(opening.panel_case.panel, _week_of(opening)),
    }
    status = 422 if form.errors else 200
    return show(request, "panel/openings/settle.html", context, subjects=[], status=status)


def _week_of(opening: "Opening") -> date:
    return opened.monday_of(timezone.localdate(opening.opened_at))


def _back(opening: "Opening") -> HttpResponseRedirect:
    week = page_of_week(opening.panel_case.panel, _week_of(opening))
    return redirect(f"{week}#opening-{opening.public_id}")


def to_go_through(user: "User") -> list[dict[str, Any]]:
    """Openings of full weeks that wait for whoever leads, as items of their desk."""
    return [
        {
            "kind": "open",
            "word": _("who opened what"),
            "who": one.panel.name,
            "what": ngettext(
                "%(n)d opening to go through", "%(n)d openings to go through", one.count
            )
            % {"n": one.count},
            "when": _("since the week of %(day)s") % {"day": day(one.week)},
            "href": page_of_week(one.panel, one.week),
            "link": _("Go through them"),
            "subjects": [],
        }
        for one in opened.waiting_to_be_gone_through(user)
    ]


def asked_of(user: "User") -> list[dict[str, Any]]:
    """What this member is asked about, of what they opened, as items of their desk."""
    return [
        {
            "kind": "now",
            "word": _("a question for you"),
            "who": check.checked_by.name,
            "what": _("would like to know why you opened a case. Speak with them."),
            "when": day(check.checked_at),
            "href": page_of(check.opening.panel_case),
            "link": _("Which case"),
            "subjects": [],
        }
        for check in opened.asked_about(user)
    ]
