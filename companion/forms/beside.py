"""What is put beside a person's words: a translation, or a summary."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companion.changes.beside import Translated
from companion.forms.fields import PlainWords
from companion.models import Translation

LONGEST_NAME = 80
LONGEST_TRANSLATION = 4000
LONGEST_SUMMARY = 600
QUALIFIED, OTHER, RELATIVE = "qualified", "other", "relative"


class TranslationForm(forms.Form):
    """Somebody's words in English, with who translated them and how."""

    words = forms.CharField(
        label=_("Their words in English"),
        help_text=_("As the interpreter gave them. Not by a machine: that would leave this house."),
        max_length=LONGEST_TRANSLATION,
        error_messages={"required": _("Write what the interpreter said.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )
    translated_by = PlainWords(
        label=_("Who translated it"),
        help_text=_("A name, or a service and its number."),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Say who translated it.")},
    )
    standing = forms.ChoiceField(
        label=_("They are"),
        choices=[
            (QUALIFIED, _("A qualified interpreter or translator")),
            (OTHER, _("Somebody else who speaks the language, such as a worker")),
            (RELATIVE, _("A relative, a friend or a neighbour of the person")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they are qualified.")},
    )
    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            (Translation.How.IN_PERSON, _("In person")),
            (Translation.How.BY_PHONE, _("By phone")),
            (Translation.How.IN_WRITING, _("In writing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it was translated.")},
    )
    translated_on = forms.DateField(
        label=_("On which day"),
        initial=timezone.localdate,
        error_messages={
            "required": _("Enter a day, such as 27 3 2026."),
            "invalid": _("Enter a day, such as 27 3 2026."),
        },
    )

    def clean_standing(self) -> str:
        """Whoever is close to a person may change, hold back or pass on what they say."""
        if self.cleaned_data["standing"] == RELATIVE:
            raise forms.ValidationError(
                _("A relative, friend or neighbour cannot translate. Please ask an interpreter.")
            )
        return str(self.cleaned_data["standing"])

    def clean_translated_on(self) -> date:
        """Nothing is translated on a day to come."""
        day: date = self.cleaned_data["translated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    @property
    def translated(self) -> Translated:
        """What is kept."""
        kept = {**self.cleaned_data}
        return Translated(qualified=kept.pop("standing") == QUALIFIED, **kept)


class SummaryForm(forms.Form):
    """What somebody's words come down to, in those of the staff."""

    words = forms.CharField(
        label=_("Your summary"),
        help_text=_("It stands below their words, with your name. Their words stay as they are."),
        max_length=LONGEST_SUMMARY,
        error_messages={"required": _("Write a summary.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )
