"""Safe contact: agreeing it, and going through it again."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from companion.access import codebook, contact, people
from companion.changes.contact import Reach, agree_rule, confirm_rule
from companion.changes.errors import NoSenderLeft
from companion.forms.contact.rule import RuleForm, usual_reach
from companion.views.advocate.common import ask, back_to, page_of, reader, typed
from companion.views.screens import show
from companion.views.step_up import with_fresh_factor
from messaging.changes import NumberUnusable, normalised_mobile

if TYPE_CHECKING:
    from companion.models import CaseSubject


def _changes_number(request: HttpRequest, public_id: UUID) -> bool:
    """Whether texts would go to another phone from now on; a first number turns nothing away."""
    present = contact.number_of(people.my_side_for(reader(request), public_id))
    try:
        wanted = normalised_mobile(request.POST.get("number", ""))
    except NumberUnusable:
        return False  # The form says so, and nothing is changed.
    return present is not None and wanted != present.digits


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@with_fresh_factor(when=_changes_number)
def rule(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Agree with the person how they may safely be reached."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    initial = _present(side)
    codes = codebook.standing_codes(side)
    form = RuleForm(typed(request), initial=initial, language=side.subject.language, codes=codes)
    if request.method == "POST" and form.is_valid():
        try:
            agree_rule(side, Reach(**form.cleaned_data), acting_user=user)
            return back_to(request, side, _("Safe contact is agreed."))
        except NumberUnusable as refused:
            form.add_error("number", str(refused))
        except NoSenderLeft as refused:
            form.add_error(None, str(refused))
    return ask(
        request,
        side,
        form,
        title=_("Safe contact"),
        submit=_("We agreed this"),
        template="advocate/rule.html",
        is_new="number" not in initial,
    )


def _present(side: "CaseSubject") -> dict[str, Any]:
    """What is agreed now, else the most careful choice of each."""
    agreed, number = contact.rule_of(side), contact.number_of(side)
    if agreed is None or number is None:
        return usual_reach()
    names = [field.name for field in fields(Reach) if field.name != "number"]
    return {"number": number.digits, **{name: getattr(agreed, name) for name in names}}


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep that the rule was gone through with the person again, and still holds."""
    user = reader(request)
    side = people.my_side_for(user, public_id)
    agreed = contact.rule_of(side)
    if agreed is None:
        raise Http404
    if request.method == "POST":
        confirm_rule(side, acting_user=user)
        return back_to(request, side, _("Kept that safe contact still holds."))
    context = {
        "side": side,
        "rule": agreed,
        "number": contact.number_of(side),
        "back": page_of(side),
    }
    return show(request, "advocate/confirm_rule.html", context, subjects=[side.subject])
