"""Needs and actions as the cards show them; both desks use the same words for the same things.

Each card takes a record as `access` loads it (with its answers, telling, responses and feedback),
so that a page asks the database as often for thirty cards as for three.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companion.views.beside_cards import beside_cards, direction_of, tongue_of

if TYPE_CHECKING:
    from companion.models import (
        ActionResponse,
        AgreedAction,
        Feedback,
        Need,
        PanelAnswer,
        Statement,
        Telling,
        User,
    )

Card = dict[str, Any]
State = tuple[str, str]


def day(moment: date | datetime) -> str:
    """A day as people say it, such as Fri 4 Dec, in the reader's own time."""
    here = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return date_format(here, "D j M")


def of_agency(user: "User") -> str:
    """A user with their agency, which must be loaded already."""
    return f"{user.name}, {user.agency.name}" if user.agency else user.name


def words_card(statement: "Statement", *, desk: str = "") -> Card:
    """A person's words: who, how, when, and who may know (their agencies are loaded already).

    Named a desk, it says where what came with them is shown there.
    """
    written_by = statement.written_by
    return {
        "id": statement.public_id,
        "words": statement.words,
        "who": _("written by %(name)s") % {"name": written_by.name} if written_by else "",
        "how": statement.get_channel_display(),
        "when": statement.said_at,
        "audience": audience_of(statement),
        "language": statement.language,
        "tongue": tongue_of(statement),
        "dir": direction_of(statement.words),
        "beside": beside_cards(statement),
        "to_all": statement.audience == "panel",
        "unverified": statement.channel == "text",
        "sent": _sent(statement, desk),
    }


def _sent(statement: "Statement", desk: str) -> Card | None:
    """How much came with words, and where it is shown; None if nothing did, or nobody asks."""
    if not (desk and statement.came_with):
        return None
    count = statement.came_with
    said = ngettext("%(count)d thing came with this", "%(count)d things came with this", count)
    href = reverse(f"{desk}:sent", args=[statement.public_id])
    return {"what": said % {"count": count}, "href": href}


def audience_of(statement: "Statement") -> str:
    """Who may know, in words."""
    if statement.audience == "panel":
        return _("to the panel")
    if statement.audience == "agencies":
        names = ", ".join(sorted(agency.name for agency in statement.agencies.all()))
        return _("to the advocate and %(agencies)s") % {"agencies": names}
    return _("to the advocate only")


def need_card(need: "Need", *, href: str = "", link: str = "", desk: str = "") -> Card:
    """A need: the words that opened it, and how the panel answered."""
    answer = next(iter(need.answers.all()), None)
    kind, word = answer_state(answer, need.statement)
    return {
        **words_card(need.statement, desk=desk),
        "id": need.public_id,
        "area": need.area.name if need.area else "",
        "importance": need.importance,
        "kind": kind,
        "word": word,
        "reason": answer.reason if answer else "",
        "by": _answered_by(answer) if answer else "",
        "told": told_in_words(answer.telling) if answer else "",
        "href": href,
        "link": link,
    }


def answer_state(answer: "PanelAnswer | None", statement: "Statement") -> State:
    """The shape and word of an answer; what only the advocate may read awaits none."""
    if answer is None:
        return ("", "") if statement.audience == "advocate" else ("open", _("unanswered"))
    return {
        "accepted": ("done", _("accepted")),
        "partly": ("part", _("partly")),
        "declined": ("open", _("declined")),
        "owed": ("now", _("answer owed")),
    }[answer.outcome]


def _answered_by(answer: "PanelAnswer") -> str:
    if answer.owed_by and answer.owed_until:
        values = {"name": answer.owed_by.name, "day": day(answer.owed_until)}
        return _("%(name)s answers by %(day)s") % values
    values = {"name": answer.answered_by.name, "day": day(answer.answered_at)}
    return _("%(name)s, %(day)s") % values


def told_in_words(telling: "Telling") -> str:
    """When and by whom the person hears of it."""
    if telling.when == "not_told" and telling.review_on:
        values = {"day": day(telling.review_on), "reason": telling.reason}
        return _("Not told to them, to be looked at again on %(day)s: %(reason)s") % values
    if telling.told_at:
        return _("Told in person on %(day)s") % {"day": day(telling.told_at)}
    if telling.when == "advocate_first":
        return _("Their advocate tells them in person first")
    return _("They hear of it by text, when it is safe")


def action_card(action: "AgreedAction", *, order: int = 0, href: str = "", link: str = "") -> Card:
    """An agreed action: its state, what the person says to it, and both accounts of it."""
    kind, word = action_state(action)
    response = next(iter(action.responses.all()), None)
    feedback = next(iter(action.feedback.all()), None)
    return {
        "id": action.public_id,
        "task": action.what,
        "kind": kind,
        "word": word,
        "owner": of_agency(action.owned_by),
        "due": action.due_on,
        "overdue": action.overdue(timezone.localdate()),
        "order": order,
        "after": action.after.what if action.after and not action.done_at else "",
        "statutory": action.statutory,
        "tried": _tried(action),
        "told": told_in_words(action.telling),
        "href": href,
        "link": link,
        **_said(response),
        **_accounts(action, feedback),
    }


def action_state(action: "AgreedAction") -> State:
    """The shape and word of an action."""
    if action.done_at:
        return "done", _("said to be done")
    if action.after and not action.after.done_at:
        return "open", _("waits")
    return "now", _("to do")


def _tried(action: "AgreedAction") -> str:
    """Attempts to reach the person and how many did, apart; and what is said of the last one."""
    attempts = list(action.engagements.all())
    if not attempts:
        return ""
    reached = sum(attempt.achieved for attempt in attempts)
    values = {"reached": reached, "tried": len(attempts), "day": day(attempts[0].tried_on)}
    if len(attempts) > 1:
        said = _("Tried %(tried)d times, reached in %(reached)d of them; last on %(day)s.")
    elif reached:
        said = _("Tried once, on %(day)s: reached.")
    else:
        said = _("Tried once, on %(day)s: not reached.")
    return f"{said % values} {attempts[0].note}".strip()


def _said(response: "ActionResponse | None") -> Card:
    if response is None:
        return {"said": "", "said_no": False, "said_kind": "", "said_words": ""}
    kind, said = {
        "agree": ("done", _("yes")),
        "change": ("part", _("change it")),
        "no": ("open", _("no")),
        "could_not": ("open", _("could not answer")),
    }[response.answer]
    return {
        "said": said + _by_proxy(response),
        "said_no": response.answer == "no",
        "said_kind": kind,
        "said_words": response.words,
    }


def _accounts(action: "AgreedAction", feedback: "Feedback | None") -> Card:
    """Both, once either has spoken; neither corrects the other."""
    owner = ""
    if action.done_at:
        owner = _("Done on %(day)s.") % {"day": day(action.done_at)}
        owner = f"{owner} {action.done_note}".strip()
    return {
        "owner_account": owner,
        "person_account": f"{_happened(feedback)}{_by_proxy(feedback)}" if feedback else "",
        "person_words": feedback.words if feedback else "",
        "helped": feedback.helped if feedback else None,
    }


def _happened(feedback: "Feedback") -> str:
    return {
        "yes": _("It happened"),
        "partly": _("Some of it happened"),
        "no": _("It did not happen"),
    }[feedback.happened]


def _by_proxy(account: "ActionResponse | Feedback") -> str:
    """Whoever wrote it down for them is never hidden."""
    return _(" (written down for them by their advocate)") if account.recorded_by_id else ""
