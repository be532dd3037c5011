"""What was typed into another form, carried along unseen and unchanged by one that comes first."""

from collections.abc import Collection

from django import forms
from django.http import QueryDict

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def typed_besides(typed: QueryDict, own: Collection[str]) -> dict[str, list[str]]:
    """What was typed, but for a form's own fields."""
    return {name: values for name, values in typed.lists() if name not in {*own, TOKEN}}


def carry(form: forms.Form, typed: QueryDict, own: Collection[str]) -> None:
    """Put it into a form as hidden fields."""
    for name, values in typed_besides(typed, own).items():
        form.fields[name] = forms.Field(
            required=False, initial=values, widget=forms.MultipleHiddenInput
        )
