"""Telling a person in person, and writing down what they say of an action."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from companion.access import actions
from companion.changes.actions import answer_action, give_feedback
from companion.changes.answers import tell_in_person
from companion.changes.errors import NothingToTell
from companion.forms.replies import AnswerForm, FeedbackForm
from companion.views.advocate.common import ask, back_to, page_of, reader, told_of, typed


@require_POST
def told(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep that the advocate told them; from now on a text may speak of it."""
    user = reader(request)
    telling = actions.my_telling_for(user, public_id)
    side, part = told_of(telling)
    try:
        tell_in_person(telling, acting_user=user)
    except NothingToTell as refused:
        messages.error(request, str(refused))
        return redirect(page_of(side, part))
    return back_to(request, side, _("Kept that you told them."), part)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down their answer to an action they were told of."""
    user = reader(request)
    action = actions.answerable_action_for(user, public_id)
    form = AnswerForm(typed(request))
    if request.method == "POST" and form.is_valid():
        answer_action(action, **form.cleaned_data, acting_user=user)
        part = f"action-{action.public_id}"
        return back_to(request, action.side, _("Kept what they say."), part)
    title, submit = _("Write down their answer"), _("Keep their answer")
    return ask(
        request,
        action.side,
        form,
        title=title,
        submit=submit,
        quoted=action.what,
        statutory=action.statutory,
        by_proxy=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down their account of an action that is said to be done."""
    user = reader(request)
    action = actions.done_action_for(user, public_id)
    form = FeedbackForm(typed(request))
    if request.method == "POST" and form.is_valid():
        give_feedback(action, **form.cleaned_data, acting_user=user)
        part = f"action-{action.public_id}"
        return back_to(request, action.side, _("Kept, beside the owner’s account."), part)
    title, submit = _("Write down whether it happened"), _("Keep their account")
    return ask(
        request, action.side, form, title=title, submit=submit, quoted=action.what, by_proxy=True
    )
