"""What a panel agrees to do."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from companion.changes.actions import Plan
from companion.changes.answers import usual_telling
from companion.forms.fields import DayToCome, PickUser, PlainWords, no_link
from companion.forms.telling import TellingForm
from companion.models import ActionKind, AgreedAction, Need, User

LONGEST_TASK = 100
Newness = AgreedAction.Newness


class PickNeeds(forms.ModelMultipleChoiceField[Need]):
    """Needs, by the person's own words."""

    def label_from_instance(self, obj: Need) -> str:
        """The beginning of what they said."""
        words = obj.statement.words
        return f"“{words if len(words) <= 80 else words[:79].rstrip() + '…'}”"


class PickAction(forms.ModelChoiceField[AgreedAction]):
    """An action, by what is done."""

    def label_from_instance(self, obj: AgreedAction) -> str:
        """What was agreed."""
        return obj.what


class AgreeForm(TellingForm):
    """One action: what, who, by when, for which needs, in which order, and how the person hears."""

    what = PlainWords(
        label=_("What will be done"),
        help_text=_("At most 100 characters, said to them as it stands: no names, no places."),
        max_length=LONGEST_TASK,
        validators=[no_link],
        error_messages={
            "required": _("Write what will be done."),
            "max_length": _("At most 100 characters; this has %(show_value)d."),
        },
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "true"}),
    )
    needs = PickNeeds(
        label=_("The needs it serves"),
        queryset=Need.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(
        label=_("What kind of action it is"),
        choices=ActionKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a kind.")},
    )
    owned_by = PickUser(label=_("Who does it"))
    due_on = DayToCome(label=_("By when"))
    after = PickAction(
        label=_("Only after"),
        queryset=AgreedAction.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Nothing: it can begin now"),
    )
    newness = forms.ChoiceField(
        label=_("Would it have happened anyway?"),
        choices=[
            (Newness.NEW, _("No, it is new because of this panel")),
            (Newness.FORWARD, _("Yes, but later: it is brought forward")),
            (Newness.ANYWAY, _("Yes")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    statutory = forms.BooleanField(
        label=_("This is a legal requirement, such as a licence condition or an order"),
        help_text=_("It is put to the person as that, never as a choice."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        needs: QuerySet[Need],
        actions: QuerySet[AgreedAction],
        owners: QuerySet[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].queryset = needs  # type: ignore[attr-defined]
        self.fields["after"].queryset = actions  # type: ignore[attr-defined]
        self.fields["owned_by"].queryset = owners  # type: ignore[attr-defined]

    def usual(self) -> str:
        """By the kind: what is done to somebody, or said about them, is not told unless decided."""
        return usual_telling(kind=self.cleaned_data.get("kind", ""))

    def clean(self) -> dict[str, Any]:
        """What comes after something cannot be due before it."""
        cleaned = super().clean()
        first, due = cleaned.get("after"), cleaned.get("due_on")
        if first and due and due < first.due_on:
            self.add_error("due_on", now_("This is due before what has to come first."))
        return cleaned

    @property
    def plan(self) -> Plan:
        """What was agreed."""
        names = ("what", "kind", "owned_by", "due_on", "newness", "statutory", "after")
        return Plan(**{name: self.cleaned_data[name] for name in names})
