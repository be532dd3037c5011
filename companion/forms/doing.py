"""The order of actions, and attempts to reach the person."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.forms.agree import PickAction
from companion.forms.fields import PlainWords
from companion.models import AgreedAction

LONGEST_NOTE = 300
LONG_AGO = timedelta(days=366)


class OrderForm(forms.Form):
    """What has to be done first."""

    after = PickAction(
        label=_("Only after"),
        queryset=AgreedAction.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Nothing: it can begin now"),
    )

    def __init__(
        self, *args: Any, action: AgreedAction, others: QuerySet[AgreedAction], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        self.fields["after"].initial = action.after.public_id if action.after else None
        self.fields["after"].queryset = others  # type: ignore[attr-defined]

    def clean_after(self) -> AgreedAction | None:
        """What comes after something cannot be due before it."""
        first: AgreedAction | None = self.cleaned_data["after"]
        if first and self.action.due_on < first.due_on:
            raise forms.ValidationError(now_("That is due later than this action."))
        return first


class AttemptForm(forms.Form):
    """When somebody tried, and whether the person was reached."""

    achieved = forms.TypedChoiceField(
        label=_("Was the person reached?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they were reached.")},
    )
    tried_on = forms.DateField(
        label=_("On which day"),
        error_messages={
            "required": _("Enter a day, such as 27 3 2027."),
            "invalid": _("Enter a day, such as 27 3 2027."),
        },
    )
    note = PlainWords(
        label=_("What happened"),
        help_text=_("Read by the panel and by their advocate. Not answering is never a fault."),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": _("At most 300 characters; this has %(show_value)d.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tried_on"].initial = timezone.localdate()

    def clean_tried_on(self) -> date:
        """Today or before, and not so long ago that the year must be wrong."""
        day: date = self.cleaned_data["tried_on"]
        today = timezone.localdate()
        if day > today:
            raise forms.ValidationError(now_("That day is still to come."))
        if day < today - LONG_AGO:
            raise forms.ValidationError(now_("That is very long ago. Look at the year."))
        return day
