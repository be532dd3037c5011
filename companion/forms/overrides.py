"""Sharing words for safeguarding, and telling the person."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.forms.fields import DayToCome
from companion.forms.words import Audience, AudienceForm

LONGEST_REASON = 600
TOLD, LATER = "told", "later"


class OverrideForm(AudienceForm):
    """Who must know besides, and why."""

    reason = forms.CharField(
        label=_("Why must they know?"),
        help_text=_("What could happen, and to whom. Whoever reads the words reads this too."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Give the reason.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["audience"]
        field.label, field.help_text = _("Who must know?"), _("As few as will keep people safe.")
        field.error_messages["required"] = _("Choose who must know.")
        field.choices = [  # type: ignore[attr-defined]
            (Audience.AGENCIES, _("Some agencies of the panel")),
            (Audience.PANEL, _("The panel")),
        ]


class ToldForm(forms.Form):
    """Whether the person knows now, or on which day they are to be told."""

    told = forms.ChoiceField(
        label=_("Do they know?"),
        choices=[
            (TOLD, _("Yes, I told them that it was shared, and why")),
            (LATER, _("Not yet: it is not safe to tell them now")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they know.")},
    )
    tell_on = DayToCome(label=_("If not yet: look at this again on"), required=False)

    def clean(self) -> dict[str, Any]:
        """Not yet needs a day."""
        cleaned = super().clean() or {}
        later = cleaned.get("told") == LATER
        if later and "tell_on" not in self.errors and not cleaned.get("tell_on"):
            self.add_error("tell_on", now_("Enter a day on which you look at this again."))
        return cleaned
