"""What a review of a case, or of a panel itself, ends in."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.changes.reviews import GOES_ON, Decided
from companion.forms.fields import DayToCome, PlainWords
from companion.models import Review, Statement

LONGEST_REASON = 600
Decision = Review.Decision


class PickWords(forms.ModelChoiceField[Statement]):
    """Something the person said, by whose words they are and how they begin."""

    def label_from_instance(self, obj: Statement) -> str:
        """The beginning of what they said, and who said it."""
        words = obj.words if len(obj.words) <= 80 else obj.words[:79].rstrip() + "…"
        name = obj.side.subject.name if obj.side else ""
        return f"{name}: “{words}”"


class WhyForm(forms.Form):
    """A reason in plain words."""

    reason = PlainWords(
        label=_("Why"),
        help_text=_("In plain words; the panel reads it at the next review."),
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Say why."),
            "max_length": _("At most 600 characters; this has %(show_value)d."),
        },
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )


class ReviewForm(WhyForm):
    """Of a case: it goes on, steps down, moves elsewhere or closes; with the person's own view."""

    decision = forms.ChoiceField(
        label=_("What the review ends in"),
        choices=[
            (Decision.CONTINUE, _("It continues")),
            (Decision.STEP_DOWN, _("It steps down: less often, or with fewer agencies")),
            (Decision.TRANSFER, _("It moves to another panel or agency, and closes here")),
            (Decision.CLOSE, _("It closes")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the review ends in.")},
    )
    their_view = PickWords(
        label=_("Their own view of it"),
        help_text=_("Words that they sent, or that their advocate wrote down with them."),
        queryset=Statement.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("They have not said, or it was not asked"),
    )
    again_on = DayToCome(
        label=_("Look again on"),
        help_text=_("If it goes on. Left empty: after the time that is usual at this panel."),
        required=False,
    )
    field_order = ("decision", "reason", "their_view", "again_on")

    def __init__(self, *args: Any, views: QuerySet[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["their_view"].queryset = views  # type: ignore[attr-defined]

    @property
    def decided(self) -> Decided:
        """What was decided; what closes is not looked at again."""
        chosen = self.cleaned_data
        again_on = chosen["again_on"] if chosen["decision"] in GOES_ON else None
        return Decided(chosen["decision"], chosen["reason"], chosen["their_view"], again_on)


class CloseForm(WhyForm):
    """Why a case closes, with the person's own view of it."""

    their_view = ReviewForm.base_fields["their_view"]

    def __init__(self, *args: Any, views: QuerySet[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["their_view"].queryset = views  # type: ignore[attr-defined]

    @property
    def decided(self) -> Decided:
        """That it closes."""
        return Decided(Decision.CLOSE, self.cleaned_data["reason"], self.cleaned_data["their_view"])


class PanelReviewForm(WhyForm):
    """Of a panel itself: should it still exist?"""

    decision = forms.ChoiceField(
        label=_("Should this panel still exist?"),
        choices=[
            (Decision.CONTINUE, _("Yes, as it is")),
            (Decision.STEP_DOWN, _("Yes, but smaller, or meeting less often")),
            (Decision.TRANSFER, _("No: another panel takes over its work")),
            (Decision.CLOSE, _("No: it ends")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    again_on = DayToCome(
        label=_("Ask again on"),
        help_text=_("If it goes on. Left empty: in a year."),
        required=False,
    )
    field_order = ("decision", "reason", "again_on")

    @property
    def decided(self) -> Decided:
        """What was decided."""
        chosen = self.cleaned_data
        return Decided(chosen["decision"], chosen["reason"], again_on=chosen["again_on"])
