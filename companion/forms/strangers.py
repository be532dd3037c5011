"""What came of a text from an unknown number."""

from django import forms

from companion.models import StrangerText


class CameOfForm(forms.Form):
    """One of three, by the button that was pressed."""

    came_of = forms.ChoiceField(choices=StrangerText.CameOf)
