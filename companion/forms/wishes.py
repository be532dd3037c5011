"""What a person wants from the review of their case, written down with them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companion.changes.wishes import Wished
from companion.forms.words import SAY_HOW, AudienceForm, how_they_said_it, their_words
from companion.models import ReviewWish

Wants = ReviewWish.Wants


class WishForm(AudienceForm):
    """What they want; words only if they said some, and then who may read them."""

    wants = forms.ChoiceField(
        label=_("What do they want?"),
        help_text=_("The panel reads this before it decides. It closes nothing by itself."),
        choices=[
            (Wants.GO_ON, _("Go on as it is")),
            (Wants.CHANGE, _("Change something")),
            (Wants.FINISH, _("Finish")),
            (Wants.WORDS, _("Something else, in their own words")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they said.")},
    )
    words = their_words(_("Their own words, if they said any"), required=False)
    channel = how_they_said_it(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].label = _("Who may read their words?")
        self.order_fields(["wants", "words", "channel", "audience", "agencies"])

    def clean(self) -> dict[str, Any]:
        """How they said it, and who may read it, are asked of words alone."""
        if self.cleaned_data.get("words"):
            cleaned = super().clean()
            if "channel" not in self.errors and not cleaned["channel"]:
                self.add_error("channel", SAY_HOW)
            return cleaned
        for name in ("channel", "audience", "agencies"):
            self.errors.pop(name, None)
        if self.cleaned_data.get("wants") == Wants.WORDS and "words" not in self.errors:
            self.add_error("words", _("Write what they said."))
        return self.cleaned_data

    @property
    def wished(self) -> Wished:
        """What they want, as it is kept."""
        given = self.cleaned_data
        if not given["words"]:
            return Wished(given["wants"])
        return Wished(
            given["wants"],
            given["words"],
            given["channel"],
            given["audience"],
            tuple(given["agencies"]),
        )
