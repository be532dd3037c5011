"""Harmless words that stand for what must not be written in a text."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.models import Code, SafeContactRule
from companion.texting.codebook import fault_of_code

ANSWERS = [
    (Code.Kind.YES.value, _("Yes, to whatever was asked")),
    (Code.Kind.NO.value, _("No, to whatever was asked")),
    (Code.Kind.CHANGE.value, _("Change it, to whatever was asked")),
]


class CodeForm(forms.Form):
    """What the words stand for, and the words."""

    thing = forms.ChoiceField(
        label=_("What the words stand for"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the words stand for.")},
    )
    words = forms.CharField(
        label=_("Their words for it"),
        help_text=_("Dull and easy to remember, such as the red shoes. They pick them, not you."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the words they picked.")},
    )

    def __init__(
        self,
        *args: Any,
        things: dict[UUID, tuple[str, str]],
        language: str,
        rule: SafeContactRule | None,
        codes: list[Code],
        **kwargs: Any,
    ) -> None:
        """`things`: what has an id, as its kind and its words."""
        super().__init__(*args, **kwargs)
        self._things, self._language, self._rule, self._codes = things, language, rule, codes
        named = [(str(thing), words) for thing, (_kind, words) in things.items()]
        self.fields["thing"].choices = [*named, *ANSWERS]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A kind, what it is about, and words that nothing else is read from."""
        cleaned = super().clean() or {}
        thing, words = cleaned.pop("thing", ""), cleaned.get("words", "")
        about = next((one for one in self._things if str(one) == thing), None)
        kind = self._things[about][0] if about else thing
        others = [code for code in self._codes if (code.kind, code.about) != (kind, about)]
        fault = words and fault_of_code(words, self._language, self._rule, others)
        if fault:
            self.add_error("words", fault)
        return {**cleaned, "kind": kind, "about": about}
