"""The number in a test email."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberForm(forms.Form):
    """Six digits, however they were typed."""

    number = forms.CharField(
        label=_("The number in the email"),
        help_text=_("Six digits. You are the duty contact once you have typed them."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-10",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
            }
        ),
        error_messages={"required": _("Enter the number in the email.")},
    )

    def clean_number(self) -> str:
        """Without what stands between the digits."""
        return "".join(sign for sign in self.cleaned_data["number"] if sign.isdigit())
