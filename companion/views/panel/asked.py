"""What members asked each other, as the case and the desk show it."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from companion.access import asking
from companion.views.cards import day

if TYPE_CHECKING:
    from companion.models import MemberQuestion, PanelCase, User


def asked_in(user: "User", case: "PanelCase") -> dict[UUID, list[dict[str, Any]]]:
    """By the need or action that they are about: question, answer, and who is to answer."""
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for question in asking.questions_in(user, case):
        about = question.need or question.agreed_action
        if about:
            found[about.public_id].append(_line(question, user))
    return found


def _line(question: "MemberQuestion", user: "User") -> dict[str, Any]:
    mine = question.asked_of_id == user.pk and not question.answered_at
    return {
        "words": question.words,
        "asked_by": question.asked_by.name,
        "asked_of": question.asked_of.name,
        "when": question.asked_at,
        "answer": question.answer,
        "answered_at": question.answered_at,
        "href": address_of(question) if mine else "",
    }


def waiting_for(user: "User") -> list[dict[str, Any]]:
    """What others asked this member, as items of the desk."""
    return [
        {
            "kind": "now",
            "word": _("question"),
            "who": question.side.subject.name,
            "what": f"{question.asked_by.name}: “{Truncator(question.words).chars(80)}”",
            "when": day(question.asked_at),
            "href": address_of(question),
            "link": _("Answer"),
            "subjects": [question.side.subject],
        }
        for question in asking.questions_waiting_for(user)
    ]


def address_of(question: "MemberQuestion") -> str:
    """Where it is answered."""
    return reverse("panel:answer_question", args=[question.public_id])


def part_of(question: "MemberQuestion") -> str:
    """The part of the case that it is about."""
    if question.need:
        return f"need-{question.need.public_id}"
    return f"action-{question.agreed_action.public_id}" if question.agreed_action else ""
