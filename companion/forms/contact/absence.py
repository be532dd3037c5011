"""That somebody cannot read their own texts, and that they can again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.models import Subject

Whereabouts = Subject.Whereabouts
WHERE = [
    (Whereabouts.CUSTODY, _("In custody")),
    (Whereabouts.HOSPITAL, _("In hospital")),
    (Whereabouts.MISSING, _("Missing")),
    (Whereabouts.DEAD, _("They have died")),
]


def _why(label: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("Who told you, and when. Kept sealed."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": missing},
    )


class AwayForm(forms.Form):
    """Where somebody is who cannot read their own texts."""

    kind = forms.ChoiceField(
        label=_("Where they are"),
        choices=WHERE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = _why(_("How you know"), _("Say how you know."))
    for_good = forms.BooleanField(
        label=_("If they have died: I am certain. Nothing is texted after this"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A death is said twice, because so much ends with it."""
        cleaned = super().clean() or {}
        certain = cleaned.pop("for_good", False)
        if cleaned.get("kind") == Whereabouts.DEAD and not certain:
            self.add_error("for_good", _("Tick this too, or choose where they are."))
        return cleaned


class BackForm(forms.Form):
    """They have their own phone again."""

    reason = _why(_("How you know they are back, with their own phone"), _("Say how you know."))


class MistakeForm(forms.Form):
    """They are alive: the death was recorded by mistake."""

    reason = _why(_("How you know that they are alive"), _("Say how you know."))
    alive = forms.BooleanField(
        label=_("I am certain: they are alive, and the death was recorded by mistake"),
        error_messages={"required": _("Tick this too, if you are certain.")},
    )
