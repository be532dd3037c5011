"""A conversation, text by text: what stands on whose phone, and why something does not."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companion.texting.codebook import said_in
from companion.texting.reading import without_word
from companion.texting.reasons import in_full
from companion.views.sent import PICTURE, named
from messaging.changes import IncomingMessage

if TYPE_CHECKING:
    from companion.models import AgreedAction, Code, Need, SafeContactRule
    from messaging.models import OutgoingMessage

Line = dict[str, Any]


def lines_of(
    texts: "list[IncomingMessage | OutgoingMessage]",
    rule: "SafeContactRule | None",
    alerts: dict[UUID, list[str]],
    topics: dict[UUID, str],
    kept: dict[UUID, UUID],
) -> list[Line]:
    """One line a text, and one wherever a new day begins.

    `kept` names the words kept of a text with which something came: there it is shown.
    """
    lines: list[Line] = []
    day = None
    for text in texts:
        line = line_of(text, rule, alerts, topics) | _sent(text, kept)
        moment = timezone.localtime(line["when"])
        if moment.date() != day:
            day = moment.date()
            lines.append({"day": day})
        lines.append(line)
    return lines


def line_of(
    text: "IncomingMessage | OutgoingMessage",
    rule: "SafeContactRule | None",
    alerts: dict[UUID, list[str]],
    topics: dict[UUID, str],
) -> Line:
    """One text as its advocate reads it."""
    if isinstance(text, IncomingMessage):
        return _incoming(text, rule, alerts.get(text.public_id, []))
    return _outgoing(text, topics)


def _incoming(text: "IncomingMessage", rule: "SafeContactRule | None", alerts: list[str]) -> Line:
    """Their own words; the secret ones among them are struck out."""
    body = text.body
    for secret in (rule.duress_word, rule.code_word) if rule else ():
        body = without_word(body, secret)[0]
    if text.kind == "call":
        body = _("Rang. It was not answered, and nothing was texted back.")
    return {
        "direction": "in",
        "body": body,
        "when": text.received_at,
        "note": ", ".join(dict.fromkeys(alerts)),
    }


def _sent(text: "IncomingMessage | OutgoingMessage", kept: dict[UUID, UUID]) -> Line:
    """What came with a text, by name only: whoever wants to see it opens it."""
    if text.public_id not in kept or not isinstance(text, IncomingMessage):
        return {}
    media = list(text.media.all())
    pictures = [medium for medium in media if medium.kind == PICTURE]
    only_pictures = bool(pictures) and len(pictures) == len(media)
    link = ngettext("Show the picture", "Show the pictures", len(pictures))
    return {
        "sent": {
            "names": what_came(text),
            "href": reverse("advocate:sent", args=[kept[text.public_id]]),
            "link": link if only_pictures else _("Show what came"),
        }
    }


def what_came(text: "IncomingMessage") -> str:
    """What came with a text, in words; nothing with most."""
    names = [named(medium) for medium in text.media.all()]
    return capfirst(get_text_list(names, _("and")))


def _outgoing(text: "OutgoingMessage", topics: dict[UUID, str]) -> Line:
    kind, word = ("part", _("arrived late")) if text.arrived_late else _state(text.state)
    held = text.state == "withheld"
    return {
        "direction": "out",
        "body": text.body or text.own_words or _topic(text, topics),
        "when": text.accepted_at or text.created_at,
        "kind": kind,
        "word": word,
        "reason": in_full(text.reason) if held else _why_not_as_meant(text),
        "goes": text.due_at if held else None,
        "note": _instead(text),
    }


def _state(state: str) -> tuple[str, str]:
    return {
        "queued": ("now", _("waits to go")),
        "withheld": ("part", _("held back")),
        "expired": ("open", _("not sent, too late now")),
        "sending": ("now", _("being sent")),
        "unknown": ("part", _("not known whether it left")),
        "accepted": ("now", _("on its way")),
        "sent": ("now", _("sent")),
        "delivered": ("done", _("delivered")),
        "undelivered": ("urgent", _("did not arrive")),
        "failed": ("urgent", _("was refused")),
    }[state]


def _why_not_as_meant(text: "OutgoingMessage") -> str:
    if text.arrived_late:
        return _("It came to their phone after the safe time, or we heard of it late.")
    return why_failed(text.reason)


def why_failed(reason: str) -> str:
    """Why a text did not arrive, and what to do, in words an advocate understands."""
    return {
        "opted_out": _("Their phone company says that they stopped these texts."),
        "number_refused": _("This number takes no texts. Find out by the other way."),
        "unreachable": _("Their phone could not be reached. It may be off, or have no signal."),
        "not_in_use": _("This number may not be in use any more. Find out by the other way."),
        "landline": _("This number is not a mobile, so it cannot take texts."),
        "blocked": _("Their phone or their phone company blocks our texts."),
        "filtered": _("A phone company filtered it out. Whoever runs this service must look."),
        "too_late": _("Their phone was not reached while it was safe to text."),
        "unexplained": _("It did not arrive, and the phone company does not say why."),
        "operator": _("The fault is on our side. Whoever runs this service must look."),
        "refused": _("The text provider refused it."),
        "answered": _("It was answered, or let go, first."),
        "dropped": _("What was planned was paused, changed or ended first."),
    }.get(reason, "")


def _instead(text: "OutgoingMessage") -> str:
    """Where cover words went, what they stood for."""
    if text.wording == "advocate_words" and text.body and text.level == "cover":
        return _("sent instead of your words: “%(words)s”") % {"words": text.own_words}
    return ""


def _topic(text: "OutgoingMessage", topics: dict[UUID, str]) -> str:
    """What a text that has not left will be about; its words are chosen when it leaves."""
    about = topics.get(text.about, "") if text.about else ""
    if text.wording == "invitation":
        return _("The invitation")
    if text.wording.startswith("need_answered"):
        return _("The panel’s answer to “%(need)s”") % {"need": about}
    if text.wording in {"action_agreed", "requirement_agreed"}:
        return _("What was agreed, and what they say to it: “%(action)s”") % {"action": about}
    if text.wording == "action_done_happened":
        return _("Whether it happened: “%(action)s”") % {"action": about}
    if text.wording.startswith("encourage_"):
        return _("An encouragement")
    if text.wording == "you_said_we_did":
        return _("You said, we did: “%(need)s”") % {"need": about}
    return {
        "resumed": _("That texts are on again"),
        "paused_over": _("That the pause is over"),
        "goal_rating": _("How near they are to what they want"),
        "turn_to": _("Whether there is someone to turn to"),
        "review_wish": _("What they want from the review"),
    }.get(text.wording, _("A reply to their text"))


def decoded_in(
    texts: "list[IncomingMessage | OutgoingMessage]", codes: "list[Code]", topics: dict[UUID, str]
) -> dict[UUID, list[str]]:
    """What their own words in a text stood for when it came; the text itself stays as it is."""
    found = {}
    for text in texts:
        if isinstance(text, IncomingMessage) and codes:
            said = said_in(text.body, codes, text.received_at)
            found[text.public_id] = [_stands_for(code, topics) for code in said]
    return found


def _stands_for(code: "Code", topics: dict[UUID, str]) -> str:
    meaning = topics.get(code.about, "") if code.about else ""
    values = {"words": code.words, "meaning": meaning or code.get_kind_display()}
    return _("“%(words)s” stands for: %(meaning)s") % values


def topics_of(needs: "Iterable[Need]", actions: "Iterable[AgreedAction]") -> dict[UUID, str]:
    """What texts may be about, by the id that a text carries."""
    topics = {action.public_id: _short(action.what) for action in actions}
    for need in needs:
        words = _short(need.statement.words)
        topics |= {answer.public_id: words for answer in need.answers.all()}
        topics[need.public_id] = words
    return topics


def _short(words: str) -> str:
    return Truncator(words).chars(60)
