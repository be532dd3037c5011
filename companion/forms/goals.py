"""What an advocate writes down of a person's goals, and of whom they can turn to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.forms.contact.taking_part import AgreementForm
from companion.forms.words import AudienceForm, how_they_said_it, their_words
from companion.models import Goal


def _nought_to_ten(lowest: Any, highest: Any) -> list[tuple[str, Any]]:
    between = [(str(number), str(number)) for number in range(1, 10)]
    return [("0", lowest), *between, ("10", highest)]


HOW_NEAR = _nought_to_ten(_("0, not near at all"), _("10, there"))
HOW_MUCH = _nought_to_ten(_("0, nobody at all"), _("10, yes, always"))


class GoalForm(AudienceForm):
    """A goal in the person's very words."""

    words = their_words(_("What they want to change"))
    channel = how_they_said_it()
    rating = forms.TypedChoiceField(
        label=_("How near are they today?"),
        choices=[("", _("They did not say")), *HOW_NEAR],
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["words", "channel", "rating", "audience", "agencies"])


class HowNearForm(forms.Form):
    """How near the person says they are."""

    rating = forms.TypedChoiceField(
        label=_("How near are they today?"),
        choices=HOW_NEAR,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask them for a number from 0 to 10.")},
    )


class EndGoalForm(forms.Form):
    """How a goal ended, as the person sees it."""

    ended_as = forms.ChoiceField(
        label=_("What do they say?"),
        choices=[
            (Goal.Ending.REACHED, _("They have reached it")),
            (Goal.Ending.SET_ASIDE, _("They no longer want it, or not now")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they say.")},
    )


class TurnToForm(forms.Form):
    """Whether there is one person they trust to turn to."""

    rating = forms.TypedChoiceField(
        label=_("Is there one person you trust to turn to?"),
        help_text=_("Ask it in these words. They do not have to answer."),
        choices=HOW_MUCH,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask them for a number from 0 to 10.")},
    )


class ToldForm(AgreementForm):
    """What the person was told before they are given a word; their text says yes."""

    TOLD = AgreementForm.TOLD[:-1]
