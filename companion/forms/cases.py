"""Opening a case, naming an advocate, and saying that something is done."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companion.changes.people import Newcomer
from companion.forms.fields import DayToCome, PickUser, PlainWords
from companion.models import CaseSubject, Panel, Subject, User

LONGEST_NAME = 80
LONGEST_NOTE = 300
USUAL_PERIOD = timedelta(days=182)


class AdvocateForm(forms.Form):
    """Who speaks for the person, and until when."""

    advocate = PickUser(
        label=_("Their advocate"),
        help_text=_("The one person they trust and chose themselves, from an agency."),
        empty_label=_("Choose somebody"),
    )
    until = DayToCome(label=_("Until the end of"), help_text=_("It can be prolonged."))

    def __init__(self, *args: Any, advocates: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["advocate"].queryset = advocates  # type: ignore[attr-defined]
        self.fields["until"].initial = timezone.localdate() + USUAL_PERIOD

    @property
    def ends_at(self) -> datetime:
        """The midnight after the last day."""
        day = self.cleaned_data["until"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time.min))


class OpenCaseForm(AdvocateForm):
    """A person, the panel they come before, and who speaks for them."""

    panel = forms.ModelChoiceField(
        label=_("Panel"),
        queryset=Panel.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        error_messages={"required": _("Choose a panel."), "invalid_choice": _("Choose a panel.")},
    )
    name = PlainWords(
        label=_("What the person is called"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter a name.")},
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Their role in the case"),
        choices=CaseSubject.Role,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    language = forms.ChoiceField(
        label=_("The language they read"),
        choices=Subject.Language,
        help_text=_("Texts that are not ready in a language go in English."),
    )
    field_order = ("panel", "name", "role", "language", "advocate", "until")

    def __init__(self, *args: Any, panels: QuerySet[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = panels  # type: ignore[attr-defined]

    @property
    def newcomer(self) -> Newcomer:
        """The person as the case begins."""
        names = ("name", "role", "advocate", "language")
        return Newcomer(until=self.ends_at, **{name: self.cleaned_data[name] for name in names})


class DoneForm(forms.Form):
    """What the owner says of it."""

    note = PlainWords(
        label=_("What was done"),
        help_text=_("Read by the panel, beside what the person says of it."),
        required=False,
        max_length=LONGEST_NOTE,
        error_messages={"max_length": _("At most 300 characters; this has %(show_value)d.")},
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "true"}),
    )
