"""Saying that something went wrong, and what is learned from it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.changes.harms import WentWrong
from companion.forms.fields import PickPanel
from companion.models import Harm, Panel

LONGEST = 2000


class HarmForm(forms.Form):
    """What went wrong, how bad it was, and what happened."""

    panel = PickPanel(label=_("At which panel"))
    kind = forms.ChoiceField(
        label=_("What went wrong, or nearly did?"),
        choices=Harm.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what went wrong.")},
    )
    severity = forms.ChoiceField(
        label=_("How bad was it?"),
        choices=Harm.Severity,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how bad it was.")},
    )
    happened = forms.CharField(
        label=_("What happened?"),
        help_text=_("Say what happened, not whose fault it was."),
        max_length=LONGEST,
        error_messages={"required": _("Say what happened.")},
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, panels: QuerySet[Panel] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if panels is None:
            del self.fields["panel"]
        else:
            self.fields["panel"].offer(panels)  # type: ignore[attr-defined]

    @property
    def went_wrong(self) -> WentWrong:
        """What is kept."""
        names = ("kind", "severity", "happened")
        return WentWrong(**{name: self.cleaned_data[name] for name in names})


class LearningForm(forms.Form):
    """What the panel does otherwise from now on."""

    learning = forms.CharField(
        label=_("What did we learn, and what do we do otherwise now?"),
        max_length=LONGEST,
        error_messages={"required": _("Write what was learned.")},
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}),
    )
