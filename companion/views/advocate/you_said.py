"""*You said, we did*: to go through with the person, to print, and to text where that is safe."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from companion.access import people
from companion.changes.feeding_back import feed_back, not_fed_back
from companion.summaries.you_said import you_said
from companion.texting.beforehand import preview
from companion.views.advocate.common import page_of, reader
from companion.views.advocate.phone import phone_of
from companion.views.cards import day
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.access.told import Told
    from companion.models import ActionResponse, AgreedAction, CaseSubject, Feedback, PanelAnswer

WORDING = "you_said_we_did"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What came of each need; sending composes one text for each that has news."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    found = you_said(user, side)
    if request.method == "POST":
        count = feed_back(side, found.needs, acting_user=user)
        messages.success(request, _said(count))
        return redirect("advocate:you_said", side.public_id)
    context = {
        "side": side,
        "entries": [_entry(told) for told in found.needs],
        "besides": [_action(action) for action in found.besides],
        "phones": [_phone(side, told) for told in not_fed_back(side, found.needs)],
        "back": page_of(side),
    }
    return show(request, "advocate/you_said.html", context, subjects=[side.subject])


def _said(count: int) -> str:
    if not count:
        return _("They have had all of this by text already.")
    kept = ngettext("Kept: %(count)d text.", "Kept: %(count)d texts.", count) % {"count": count}
    return f"{kept} {_('It goes when it is safe.')}"


def _phone(side: "CaseSubject", told: "Told") -> dict[str, Any]:
    answer = preview(side, wording=WORDING, about=told.need.public_id)
    return phone_of(side, answer)


def _entry(told: "Told") -> dict[str, Any]:
    return {
        "id": told.need.public_id,
        "statement": told.need.statement,
        "how": told.need.statement.get_channel_display(),
        "importance": told.need.importance,
        "answer": _answer(told.answer) if told.answer else None,
        "actions": [_action(action) for action in told.actions],
    }


def _answer(answer: "PanelAnswer") -> dict[str, str]:
    kind, word = {
        "accepted": ("done", _("The panel said yes")),
        "partly": ("part", _("The panel said yes to part of it")),
        "declined": ("open", _("The panel said no")),
        "owed": ("now", _("The panel owes you an answer")),
    }[answer.outcome]
    until = _("by %(day)s") % {"day": day(answer.owed_until)} if answer.owed_until else ""
    return {"kind": kind, "word": word, "reason": answer.reason, "until": until}


def _action(action: "AgreedAction") -> dict[str, Any]:
    """Its state, what the person said to it, and their own account; nothing of how it is told."""
    agency = action.owned_by.agency
    response = next(iter(action.responses.all()), None)
    feedback = next(iter(action.feedback.all()), None)
    return {
        "task": action.what,
        "kind": "done" if action.done_at else "now",
        "word": _("said to be done") if action.done_at else _("agreed"),
        "statutory": action.statutory,
        "agency": agency.name if agency else _("The panel"),
        "done": action.done_at,
        "due": action.due_on,
        "response": _response(response) if response else None,
        "account": _account(feedback) if feedback else None,
    }


def _response(response: "ActionResponse") -> dict[str, str]:
    said = {
        "agree": _("You said yes."),
        "change": _("You asked for a change."),
        "no": _("You said no."),
        "could_not": _("You could not answer."),
    }[response.answer]
    return {"said": said, "words": response.words}


def _account(feedback: "Feedback") -> dict[str, str]:
    said = {
        "yes": _("You say that it happened."),
        "partly": _("You say that some of it happened."),
        "no": _("You say that it did not happen."),
    }[feedback.happened]
    if feedback.helped:
        helped = _("It helped %(helped)d of 5.") % {"helped": feedback.helped}
        said = f"{said} {helped}"
    return {"said": said, "words": feedback.words}
