"""Why somebody opens a case that is not their own."""

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.forms.carried import carry, typed_besides
from companion.models import Opening, OpeningCheck

LONGEST = 600


class OpeningForm(forms.Form):
    """A reason; a form that was sent before there was one is carried along."""

    WHY: ClassVar = "why_open"
    OWN: ClassVar = (WHY, "why_open_words")

    why_open = forms.ChoiceField(
        label=_("Your reason"),
        choices=Opening.Why,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    why_open_words = forms.CharField(
        label=_("In your words"),
        help_text=_("Needed for “something else”; otherwise only if it helps. Name nobody here."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, carried: QueryDict, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carry(self, carried, self.OWN)

    @classmethod
    def answered(cls, posted: QueryDict) -> bool:
        """Whether what was sent answers the question, or at least comes from its page."""
        return any(name in posted for name in cls.OWN)

    @classmethod
    def alone(cls, posted: QueryDict) -> bool:
        """Whether nothing is carried along."""
        return not typed_besides(posted, cls.OWN)

    def clean(self) -> dict[str, Any]:
        """Something else has to be said in words."""
        given = super().clean() or self.cleaned_data
        words = str(given.get("why_open_words", "")).strip()
        if given.get(self.WHY) == Opening.Why.OTHER and not words:
            self.add_error("why_open_words", now_("Say in a few words what it is."))
        return given

    @property
    def reason(self) -> dict[str, str]:
        """What is kept."""
        return {
            "why": self.cleaned_data[self.WHY],
            "words": self.cleaned_data["why_open_words"].strip(),
        }


class CheckForm(forms.Form):
    """One of two buttons."""

    found = forms.ChoiceField(choices=OpeningCheck.Found)


class SettleForm(forms.Form):
    """What came of asking."""

    words = forms.CharField(
        label=_("What came of it?"),
        help_text=_(
            "What they said, and what you do about it. Whoever leads the panel reads this."
        ),
        max_length=LONGEST,
        error_messages={"required": _("Write in a few words what came of it.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )
