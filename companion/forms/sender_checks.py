"""What came back when a number we text from was tried from a real phone."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from companion.models import SenderCheck


class SenderCheckForm(forms.Form):
    """Which number was tried, and what came back."""

    number = forms.ChoiceField(
        label=_("Which number did you try?"),
        choices=lambda: [(number, number) for number in settings.TWILIO_FROM],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number.")},
    )
    came_back = forms.ChoiceField(
        label=_("What came back on your phone?"),
        choices=SenderCheck.CameBack,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
