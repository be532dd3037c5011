"""Whether a person takes part, and whether anything is texted at all."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.models import TOLD, TOLD_VERSION

PAUSES = [("1", _("A day")), ("3", _("Three days")), ("7", _("A week")), ("28", _("Four weeks"))]


class AgreementForm(forms.Form):
    """What the person was told before they agreed; every line of it."""

    TOLD: ClassVar[tuple[tuple[str, Any], ...]] = tuple(TOLD[TOLD_VERSION].items())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.TOLD:
            self.fields[name] = forms.BooleanField(
                label=label, error_messages={"required": _("Nothing goes without this.")}
            )


class PauseForm(forms.Form):
    """How long nothing is sent."""

    days = forms.TypedChoiceField(
        label=_("How long"),
        choices=PAUSES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long.")},
    )


class StartForm(forms.Form):
    """Starting again needs the person's own word, by a safe way."""

    gone_through = forms.BooleanField(
        label=_(
            "I spoke with them by a safe way: it is their phone, they want texts again, "
            "and the rule still holds"
        ),
        error_messages={"required": _("Speak with them first.")},
    )
