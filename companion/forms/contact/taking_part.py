"""Whether a person takes part, and whether anything is texted at all."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

PAUSES = [("1", _("A day")), ("3", _("Three days")), ("7", _("A week")), ("28", _("Four weeks"))]


class AgreementForm(forms.Form):
    """What the person was told before they agreed; every line of it."""

    TOLD: ClassVar[tuple[tuple[str, Any], ...]] = (
        ("readers", _("Who may read what they say, the police included")),
        ("passed_on", _("What must be passed on: a child, or anyone, at serious risk")),
        ("courts", _("That a court may ask for it")),
        ("crimes", _("Not to text about crimes")),
        ("when_read", _("When texts are read, and that it is not all the time")),
        ("cost", _("What a reply costs them")),
        ("freedom", _("That they may stop at any time, and nothing is held against them for it")),
        ("agreed", _("They said yes, in person, to taking part and to being texted")),
    )

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
