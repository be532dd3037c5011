"""What every page of the advocate's desk does alike."""

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from companion.texting.reading import without_word
from companion.views.screens import show

if TYPE_CHECKING:
    from companion.models import AgreedAction, Alert, CaseSubject, Telling, User
    from messaging.models import IncomingMessage


def reader(request: HttpRequest) -> "User":
    """Whoever is inside; the door let nobody else through."""
    return cast("User", request.user)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def page_of(side: "CaseSubject", part: str = "") -> str:
    """The address of a person's page, or of one part of it."""
    address = reverse("advocate:person", args=[side.public_id])
    return f"{address}#{part}" if part else address


def told_of(telling: "Telling") -> "tuple[CaseSubject, str]":
    """Whom a telling is for, and the part of their page that shows what is told."""
    if telling.answer:
        return telling.answer.need.side, f"need-{telling.answer.need.public_id}"
    action = cast("AgreedAction", telling.agreed_action)
    return action.side, f"action-{action.public_id}"


def text_of(alert: "Alert", texts: "dict[UUID, IncomingMessage]") -> dict[str, Any]:
    """The words behind an alert, as far as they may be seen, and how much came with them."""
    text = texts.get(alert.message) if alert.message else None
    return {
        "words": without_secrets(alert, text.body) if text else "",
        "came_with": text.num_media if text else 0,
    }


def without_secrets(alert: "Alert", words: str) -> str:
    """Their secret words are for nobody's eyes, not even over this shoulder."""
    rule = getattr(alert.subject, "safe_contact_rule", None)
    for secret in (rule.duress_word, rule.code_word) if rule else ():
        words = without_word(words, secret)[0]
    return words


def back_to(
    request: HttpRequest, side: "CaseSubject", said: str, part: str = ""
) -> HttpResponseRedirect:
    """To the person's page, with one sentence on what was kept."""
    messages.success(request, said)
    return redirect(page_of(side, part))


def ask(
    request: HttpRequest,
    side: "CaseSubject",
    form: Form,
    *,
    title: str,
    submit: str,
    template: str = "advocate/form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form about one person; what was typed stays, whatever was wrong with it."""
    context = {"side": side, "form": form, "title": title, "submit": submit, **more}
    return show(request, template, {**context, "back": page_of(side)}, subjects=[side.subject])
