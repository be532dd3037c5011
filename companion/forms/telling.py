"""When the person hears of what a panel decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.changes.answers import Tell
from companion.forms.fields import Branch, DayToCome, PlainWords, branches
from companion.models import Telling

When = Telling.When
USUAL = "usual"


class TellingForm(forms.Form):
    """Asked with every answer and every action; the usual stands unless somebody chooses."""

    # What is asked only below one choice is shown to everybody who has no script.
    use_required_attribute = False

    telling = forms.ChoiceField(
        label=_("How they hear of it"),
        choices=[
            (USUAL, _("The usual way")),
            (When.NOW, _("By text, as soon as it is safe")),
            (When.ADVOCATE_FIRST, _("Their advocate tells them first")),
            (When.NOT_TOLD, _("They are not told")),
        ],
        initial=USUAL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they hear of it.")},
    )
    untold_because = PlainWords(
        label=_("Why they are not told"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    review_on = DayToCome(label=_("Look at this again on"), required=False)

    def usual(self) -> str:
        """The usual telling of what was filled in."""
        raise TypeError("each form knows what is usual for it")

    def clean(self) -> dict[str, Any]:
        """Not telling somebody needs a reason, and a day on which that is looked at again."""
        cleaned = super().clean() or {}
        when = cleaned.get("telling")
        cleaned["telling"] = self.usual() if when == USUAL else when
        if cleaned["telling"] == When.NOT_TOLD:
            self._needs("untold_because", now_("Give a reason, or choose another way."))
            self._needs("review_on", now_("Enter a day, or choose another way."))
        return cleaned

    def _needs(self, name: str, otherwise: str) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, otherwise)

    @property
    def tell(self) -> Tell:
        """What was decided; a reason is kept only where it counts."""
        cleaned = self.cleaned_data
        if cleaned["telling"] != When.NOT_TOLD:
            return Tell(cleaned["telling"])
        return Tell(When.NOT_TOLD, cleaned["untold_because"], cleaned["review_on"])

    @property
    def telling_branches(self) -> list[Branch]:
        """What is asked only of those who are not told."""
        return branches(self, "telling", {When.NOT_TOLD: ["untold_because", "review_on"]})


class TellAgainForm(TellingForm):
    """Whether somebody who is not told hears of it after all."""

    telling = forms.ChoiceField(
        label=_("Do they hear of it now?"),
        choices=[
            (When.NOW, _("Yes, by text, as soon as it is safe")),
            (When.ADVOCATE_FIRST, _("Yes, their advocate tells them first")),
            (When.NOT_TOLD, _("No, they are still not told")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they hear of it.")},
    )
