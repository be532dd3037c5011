"""What a person says of an action, written down for them by their advocate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.forms.words import their_words
from companion.models import ActionResponse, Feedback

Answer = ActionResponse.Answer
Happened = Feedback.Happened


class AnswerForm(forms.Form):
    """Yes, change or no; each is as good as the others."""

    answer = forms.ChoiceField(
        label=_("What they say to it"),
        choices=[
            (Answer.AGREE, _("Yes")),
            (Answer.CHANGE, _("Change it")),
            (Answer.NO, _("No")),
            (Answer.COULD_NOT, _("They could not answer")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said.")},
    )
    words = their_words(required=False)


class FeedbackForm(forms.Form):
    """Whether it happened, and whether it helped."""

    happened = forms.ChoiceField(
        label=_("Did it happen?"),
        choices=[
            (Happened.YES, _("Yes")),
            (Happened.PARTLY, _("Some of it")),
            (Happened.NO, _("No")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said.")},
    )
    helped = forms.TypedChoiceField(
        label=_("Did it help?"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", _("They did not say")),
            ("1", _("1, not at all")),
            ("2", "2"),
            ("3", "3"),
            ("4", "4"),
            ("5", _("5, a lot")),
        ],
        widget=forms.RadioSelect,
    )
    words = their_words(required=False)

    def clean(self) -> dict[str, Any]:
        """Only what happened can have helped."""
        cleaned = super().clean() or {}
        if cleaned.get("happened") == Happened.NO and cleaned.get("helped") is not None:
            self.add_error("helped", _("It did not happen, so it cannot have helped."))
        return cleaned
