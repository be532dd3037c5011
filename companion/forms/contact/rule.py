"""How, when and in which words a person may safely be texted."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.forms.contact.hours import HoursForm
from companion.models import Code, Cover, DuressTriggers, WordingLevel
from companion.models.hours import usual_hours
from companion.texting.covers import cover_choices
from companion.texting.languages import means_something
from companion.texting.reading import tokens_of

SHORTEST_WORD = 4
LEVELS = [
    (WordingLevel.COVER, _("Cover words only, such as “There is a message about your booking”")),
    (WordingLevel.WHEN_ASKED, _("Details only when they text their code word, in the safe hours")),
    (
        WordingLevel.SAFE_HOURS,
        _("Details at any time in the safe hours; a phone switched on late shows them late"),
    ),
]
DURESS = [
    (DuressTriggers.ALERT, _("You and the coordinator get a silent alert")),
    (DuressTriggers.HOLD, _("The alert; and nothing unasked is texted until one of you is on it")),
]


def _word(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )


def _people(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


def _how_many(label: Any, most: int, help_text: Any = "") -> forms.IntegerField:
    wrong = _("Enter a number from 0 to %(most)d.") % {"most": most}
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class RuleForm(HoursForm):
    """How, when and in which words a person may safely be texted."""

    number = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        error_messages={"required": _("Enter their mobile number.")},
        widget=forms.TelInput(attrs={"class": "govuk-input--width-20"}),
    )
    code_word = _word(_("Code word"), _("Texting it asks for details. One word they can remember."))
    duress_word = _word(
        _("Duress word"), _("Texting it tells you silently that something is wrong. Another word.")
    )
    duress_triggers = forms.ChoiceField(
        label=_("What the duress word does"), choices=DURESS, widget=forms.RadioSelect
    )
    duress_plan = forms.CharField(
        label=_("What they want done when it comes"),
        help_text=_("Such as: ring her sister; send somebody round; do not ring."),
        required=False,
        max_length=300,
    )
    level = forms.ChoiceField(
        label=_("How much a text may say"), choices=LEVELS, widget=forms.RadioSelect
    )
    cover = forms.ChoiceField(
        label=_("What texts pretend to be about"),
        help_text=_("Something that nobody who sees their phone would ask about."),
        choices=cover_choices,
        widget=forms.RadioSelect,
    )
    references = forms.BooleanField(
        label=_("Cover replies end in a reference, as a booking's do"),
        help_text=_("By it you can show later that their words were recorded unaltered."),
        required=False,
    )
    shared_phone = forms.BooleanField(
        label=_("Somebody else may pick up this phone"), required=False
    )
    emergency_reply = forms.BooleanField(
        label=_("After words of danger, answer with 999 and how to call it silently"),
        help_text=_("Only if that text could not harm them. Otherwise the usual cover text goes."),
        required=False,
    )
    withheld_number = forms.BooleanField(label=_("Hide our number when we call"), required=False)
    other_way = forms.CharField(
        label=_("Another way to reach them"),
        help_text=_("Used when texts stop, or someone else may have the phone."),
        required=False,
        max_length=300,
    )
    who_is_safe = _people(_("Who is safe to talk to"))
    who_is_not_safe = _people(_("Who is not safe"))
    unprompted_a_day = _how_many(
        _("Most texts in a day"), 100, _("Only those that they did not ask for are counted.")
    )
    unprompted_a_week = _how_many(_("Most texts in a week"), 500)

    def __init__(self, *args: Any, language: str, codes: Iterable[Code], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._language = language
        self._taken = {token for code in codes for token in tokens_of(code.words)}

    def clean_code_word(self) -> str:
        """A word that nothing else is read from."""
        return self._secret("code_word")

    def clean_duress_word(self) -> str:
        """A word that nothing else is read from."""
        return self._secret("duress_word")

    def _secret(self, name: str) -> str:
        word: str = self.cleaned_data[name]
        if word and (fault := _fault_of(word, self._language)):
            raise forms.ValidationError(fault)
        if word.casefold() in self._taken:
            raise forms.ValidationError(now_("They picked this word for something else."))
        return word

    def clean(self) -> dict[str, Any]:
        """Two different words, and hours in which details can arrive."""
        cleaned = super().clean() or {}
        code, duress = cleaned.get("code_word", ""), cleaned.get("duress_word", "")
        if code and code.casefold() == duress.casefold():
            self.add_error("duress_word", _("Choose a duress word that is not the code word."))
        level = cleaned.get("level")
        if level == WordingLevel.WHEN_ASKED and not code and "code_word" not in self.errors:
            self.add_error("code_word", _("Without a code word they cannot ask for details."))
        if level != WordingLevel.COVER:
            self.refuse_short(cleaned.get("hours"))
        return cleaned

    @property
    def secrets(self) -> list[forms.BoundField]:
        """What no shoulder should read; kept folded up."""
        names = ("number", "code_word", "duress_word", "duress_triggers", "duress_plan")
        return [self[name] for name in names]

    @property
    def others(self) -> list[forms.BoundField]:
        """All the rest, but for the hours."""
        apart = {*self.hours_names, *(field.name for field in self.secrets), "level", "cover"}
        return [field for field in self.visible_fields() if field.name not in apart]

    @property
    def secrets_are_wrong(self) -> bool:
        """Whether what is folded up must be shown."""
        return any(field.errors for field in self.secrets)


def _fault_of(word: str, language: str) -> str:
    """Why this cannot be a secret word, in a sentence; empty if it can."""
    if not all(unicodedata.category(letter)[0] in "LM" for letter in word):
        return now_("Use one word, in letters only.")
    if sum(unicodedata.category(letter)[0] == "L" for letter in word) < SHORTEST_WORD:
        return now_("Use at least four letters.")
    if means_something(word, language):
        return now_("This word means something in a text already. Choose another.")
    return ""


def usual_reach() -> dict[str, object]:
    """What a first rule starts from: the most careful choice of each."""
    return {
        "level": WordingLevel.COVER,
        "hours": usual_hours(),
        "cover": Cover.BOOKING,
        "duress_triggers": DuressTriggers.ALERT,
        "shared_phone": True,
        "withheld_number": True,
        "unprompted_a_day": settings.UNPROMPTED_A_DAY,
        "unprompted_a_week": settings.UNPROMPTED_A_WEEK,
    }
