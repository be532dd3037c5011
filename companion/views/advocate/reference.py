"""Checking a reference: which words it stands for, that they are unaltered, what came of them."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from companion.access import contact, people, words
from companion.forms.reference import ReferenceForm
from companion.texting.reading import without_word
from companion.texting.reference import reference_of
from companion.views.advocate.common import ask, reader, typed
from companion.views.cards import need_card

if TYPE_CHECKING:
    from companion.models import CaseSubject, User


@require_http_methods(["GET", "HEAD", "POST"])
def reference(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a reference stands for, to the advocate of whoever texted it."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    form = ReferenceForm(typed(request))
    found = _found(user, side, form.cleaned_data["reference"]) if form.is_valid() else None
    if form.is_bound and form.is_valid() and found is None:
        form.add_error("reference", _("No words of theirs stand under this reference unaltered."))
    title, submit = _("Check a reference"), _("Check it")
    template = "advocate/reference.html"
    return ask(request, side, form, title=title, submit=submit, template=template, found=found)


def _found(user: "User", side: "CaseSubject", wanted: str) -> dict[str, Any] | None:
    """The reference is made anew from what is stored: altered words would have another."""
    texts = contact.texts_from(user, side)
    text = next((text for text in texts if reference_of(text) == wanted), None)
    if text is None:
        return None
    rule, body = contact.rule_of(side), text.body
    for secret in (rule.duress_word, rule.code_word) if rule else ():
        body = without_word(body, secret)[0]
    need = words.my_needs(user).filter(side=side, statement__message=text.public_id).first()
    return {
        "body": body,
        "when": text.received_at,
        "replies": contact.replies_to(text),
        "need": need_card(need) if need else None,
    }
