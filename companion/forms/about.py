"""What an advocate keeps about a person beside what they say."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.changes.about import Capacity, Details
from companion.forms.fields import PickUser, PlainWords
from companion.forms.languages import PickLanguage
from companion.models import AgeBand, Agency, CapacityNote, CommunicationNeed, Subject, User

LONGEST_LINE = 80
LONGEST_NOTE = 600


class DetailsForm(forms.Form):
    """How old they are, and what others must do so that they can take part."""

    age_band = forms.ChoiceField(
        label=_("How old are they?"),
        help_text=_("Under 13 nobody is texted."),
        choices=AgeBand,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an age.")},
    )
    understands_texts = forms.BooleanField(
        label=_("We talked it through: they understand what taking part by text means"),
        help_text=_("From 13 to 15 nothing is sent without this, nor to a phone that others use."),
        required=False,
    )
    language = PickLanguage(required=False)
    communication = forms.MultipleChoiceField(
        label=_("What helps them take part?"),
        help_text=_("The panel reads this too, so that it can make a meeting work for them."),
        choices=CommunicationNeed,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    interpreter = PlainWords(
        label=_("If an interpreter: into which language, and a woman or a man?"),
        max_length=LONGEST_LINE,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = self.initial.get("language", "")
        self.fields["language"].offer(present)  # type: ignore[attr-defined]

    @staticmethod
    def of(subject: Subject) -> dict[str, Any]:
        """What is kept of somebody now."""
        return {
            "language": subject.language,
            "age_band": subject.age_band,
            "understands_texts": subject.competence_at is not None,
            "communication": subject.communication.split(),
            "interpreter": subject.interpreter,
        }

    @property
    def details(self) -> Details:
        """What is kept from now on."""
        values = {**self.cleaned_data, "communication": tuple(self.cleaned_data["communication"])}
        return Details(**values)


class CapacityForm(forms.Form):
    """One decision, what was found, and why."""

    decision = PlainWords(
        label=_("Which decision is it about?"),
        help_text=_("One decision only, such as: whether to take part by text."),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Say which decision.")},
    )
    finding = forms.ChoiceField(
        label=_("What was found?"),
        choices=CapacityNote.Finding,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was found.")},
    )
    note = PlainWords(
        label=_("What shows it, and what support was tried?"),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Say what shows it.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )

    @property
    def capacity(self) -> Capacity:
        """What is kept."""
        return Capacity(**self.cleaned_data)


class PickUsers(forms.ModelMultipleChoiceField[User]):
    """Some of the users offered, by name and agency."""

    def label_from_instance(self, obj: User) -> str:
        """As people know each other."""
        return PickUser.label_from_instance(PickUser(), obj)


class NeverForm(forms.Form):
    """Who must never see anything of this person's."""

    users = PickUsers(
        label=_("These people never see anything"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agencies = forms.ModelMultipleChoiceField(
        label=_("Nobody from these agencies sees anything"),
        queryset=Agency.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, users: QuerySet[User], agencies: QuerySet[Agency], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = users  # type: ignore[attr-defined]
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]
