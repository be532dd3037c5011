"""Looking a reference up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.texting.reference import normalised


class ReferenceForm(forms.Form):
    """The code from the end of a cover reply."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("Eight letters from the end of a text, such as BCDF-GHJK."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "spellcheck": "false"}),
        error_messages={"required": _("Enter the reference.")},
    )

    def clean_reference(self) -> str:
        """However it was typed."""
        return normalised(self.cleaned_data["reference"])
