"""What an advocate found when they looked at a worry sign."""

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.models import Worry


class WorryForm(forms.Form):
    """Which sign, and a word why it need not be shown any more."""

    sign = forms.ChoiceField(choices=Worry)
    words = forms.CharField(
        label=_("What did you find?"),
        max_length=300,
        error_messages={"required": _("Say in a word what you found.")},
    )
