"""Where somebody is who cannot read their own texts: alike for the advocate and the coordinator."""

from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from companion.access import contact
from companion.changes.absences import begin_absence, correct_death, end_absence
from companion.changes.errors import Refused
from companion.forms.contact.absence import AwayForm, BackForm, MistakeForm

if TYPE_CHECKING:
    from companion.models import Absence, CaseSubject, User


def absence_form(
    request: HttpRequest, side: "CaseSubject", user: "User"
) -> "tuple[Form, Absence | None, str]":
    """The form that fits how things stand, what stands, and, once it was kept, what to say."""
    standing = contact.absence_of(side)
    form = _form_for(standing)(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form, standing, ""
    try:
        return form, standing, _keep(side, form.cleaned_data, standing, user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return form, standing, ""


def _form_for(standing: "Absence | None") -> type[Form]:
    if standing is None:
        return AwayForm
    return MistakeForm if standing.for_good else BackForm


def _keep(
    side: "CaseSubject", given: dict[str, Any], standing: "Absence | None", user: "User"
) -> str:
    if standing and standing.for_good:
        correct_death(side, given["reason"], acting_user=user)
        return _("Kept. Texts begin again once safe contact was gone through with them.")
    if standing:
        end_absence(side, given["reason"], acting_user=user)
        return _("Kept. Texts may go again, if all else is safe.")
    begin_absence(side, given["kind"], given["reason"], acting_user=user)
    return _("Kept. Nothing is texted to them now.")


def absence_words(standing: "Absence | None") -> dict[str, Any]:
    """What the page says above its form."""
    if standing is None:
        return {"submit": _("Keep it: no texts now"), "standing": None}
    if standing.for_good:
        return {"submit": _("It was recorded by mistake"), "standing": standing}
    return {"submit": _("They are back: texts may go again"), "standing": standing}
