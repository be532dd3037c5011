"""How a panel answers a need."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.changes.answers import Outcome, usual_telling
from companion.forms.fields import (
    Branch,
    DayToCome,
    PickUser,
    PlainWords,
    branches,
    no_link,
    working_days_from,
)
from companion.forms.telling import TellingForm
from companion.models import User

LONGEST_REASON = 160

# Said to the person as they stand: plain words, no names, no places.
READY = {
    Outcome.ACCEPTED: [
        _("Yes. We will help with this."),
        _("Yes. We agreed who does it and by when."),
        _("Yes. Somebody has begun already."),
        _("Yes. Your advocate will go through it with you."),
    ],
    Outcome.PARTLY: [
        _("We can do some of this now. Your advocate will say which part."),
        _("Yes, but it takes longer than you asked for. Your advocate will say why."),
        _("We can help with this in another way. Your advocate will go through it with you."),
    ],
    Outcome.DECLINED: [
        _("None of us can do this. Your advocate knows who else may be able to help."),
        _("The law does not let us do this. Your advocate will go through it with you."),
        _("We do not think that this would be safe just now. Your advocate will say why."),
    ],
}


def _ready(outcome: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("A ready reason"),
        required=False,
        choices=[(str(number), words) for number, words in enumerate(READY[Outcome(outcome)], 1)],
        widget=forms.RadioSelect,
    )


class AnswerForm(TellingForm):
    """Accepted, partly or declined, each with a reason; or owed, by somebody, by a day."""

    outcome = forms.ChoiceField(
        label=_("The panel’s answer"),
        choices=[
            (Outcome.ACCEPTED, _("Accepted")),
            (Outcome.PARTLY, _("Partly")),
            (Outcome.DECLINED, _("Declined")),
            (Outcome.OWED, _("Owed: somebody answers later")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    ready_accepted = _ready(Outcome.ACCEPTED)
    ready_partly = _ready(Outcome.PARTLY)
    ready_declined = _ready(Outcome.DECLINED)
    owed_by = PickUser(label=_("Who answers"), required=False)
    owed_until = DayToCome(label=_("By when"), required=False)
    reason = PlainWords(
        label=_("The reason in your own words"),
        help_text=_(
            "Instead of a ready reason. At most 160 characters, said to the person as it stands: "
            "no names, no places. An answer that is owed needs none."
        ),
        required=False,
        max_length=LONGEST_REASON,
        validators=[no_link],
        error_messages={"max_length": _("At most 160 characters; this has %(show_value)d.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, owners: QuerySet[User], me: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owed_by"].queryset = owners  # type: ignore[attr-defined]
        self.fields["owed_by"].initial = me.public_id
        self.fields["owed_until"].initial = working_days_from(
            timezone.localdate(), settings.OWED_WITHIN_WORKING_DAYS
        )

    def usual(self) -> str:
        """By the outcome: what is hard to hear is told by a person first."""
        return usual_telling(outcome=self.cleaned_data.get("outcome", ""))

    def clean(self) -> dict[str, Any]:
        """A reason with every answer; an owner and a day with one that is owed, alone."""
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.OWED:
            self._needs("owed_by", now_("Choose who answers."))
            self._needs("owed_until", now_("Enter the day by which they answer."))
            return cleaned
        cleaned["owed_by"] = cleaned["owed_until"] = None
        if "outcome" in cleaned and "reason" not in self.errors:
            cleaned["reason"] = cleaned.get("reason") or ready_reason(cleaned)
            self._needs("reason", now_("Choose a ready reason, or write one."))
        return cleaned

    @property
    def answer(self) -> dict[str, Any]:
        """What was answered, as the change takes it."""
        names = ("outcome", "reason", "owed_by", "owed_until")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def outcome_branches(self) -> list[Branch]:
        """What is asked with each outcome alone."""
        more: dict[str, list[str]] = {outcome: [f"ready_{outcome}"] for outcome in READY}
        return branches(self, "outcome", {**more, Outcome.OWED: ["owed_by", "owed_until"]})


def ready_reason(chosen: dict[str, Any]) -> str:
    """The ready reason that was ticked under the chosen outcome, if any."""
    outcome = chosen.get("outcome", "")
    offered = dict(enumerate(READY.get(outcome, []), 1))
    ticked = str(chosen.get(f"ready_{outcome}", ""))
    return str(offered.get(int(ticked), "")) if ticked.isdecimal() else ""
