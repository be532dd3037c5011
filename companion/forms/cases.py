"""Opening a case, naming an advocate, and saying that something is done."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from companion.changes.people import Newcomer
from companion.forms.fields import DayToCome, PickPanel, PickUser, PlainWords
from companion.forms.finding import FindingForm, PickPerson
from companion.forms.languages import PickLanguage
from companion.models import Ask, CaseSubject, Panel, Subject, User

LONGEST_NAME = 80
LONGEST_NOTE = 300
NO_NAME = _("Enter a name.")
USUAL_PERIOD = timedelta(days=182)


class AdvocateForm(forms.Form):
    """Who speaks for the person, and until when."""

    advocate = PickUser(
        label=_("Their advocate"),
        help_text=_("The one person they trust and chose themselves, from an agency."),
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


class PersonForm(FindingForm, AdvocateForm):
    """Who comes into a case, in which role, and who speaks for them."""

    known = PickPerson(
        label=_("Are they known here already?"),
        help_text=_("Somebody with a case at your panels keeps their one phone and one record."),
        otherwise=_("No, they are new here"),
    )
    name = PlainWords(
        label=_("What the person is called"),
        help_text=_("Only for somebody new."),
        max_length=LONGEST_NAME,
        required=False,
        error_messages={"required": NO_NAME},
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=_("Their role in the case"),
        choices=CaseSubject.Role,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    language = PickLanguage()
    field_order = ("panel", "known", "name", "role", "language", "advocate", "until")

    def __init__(self, *args: Any, known: QuerySet[Subject], **kwargs: Any) -> None:
        super().__init__(*args, people=known, **kwargs)
        self.fields["language"].offer()  # type: ignore[attr-defined]
        if "known" in self.fields and not self.shown:
            del self.fields["known"]
            self.fields["name"].help_text = ""
            self.fields["name"].required = True

    def clean(self) -> dict[str, Any]:
        """Somebody known, or somebody new with a name."""
        given = super().clean() or self.cleaned_data
        if not given.get("known") and not given.get("name") and "name" not in self.errors:
            self.add_error("name", NO_NAME)
        return given

    @property
    def newcomer(self) -> Newcomer:
        """The person as they come in."""
        names = ("name", "role", "advocate", "language")
        values = {name: self.cleaned_data[name] for name in names}
        return Newcomer(until=self.ends_at, known=self.cleaned_data.get("known"), **values)


class OpenCaseForm(PersonForm):
    """A person, the panel they come before, and who speaks for them."""

    panel = PickPanel()

    def __init__(self, *args: Any, panels: QuerySet[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].offer(panels)  # type: ignore[attr-defined]


class FactsForm(forms.Form):
    """What a panel of this type must know about a case."""

    def __init__(self, *args: Any, asks: tuple[Ask, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for ask in asks:
            self.fields[ask.key] = forms.ChoiceField(
                label=ask.label,
                choices=ask.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one.")},
            )


class ApartForm(FindingForm):
    """Two people who may never learn of each other here."""

    one = PickPerson(label=_("This person"))
    other = PickPerson(label=_("And this one"))

    def clean(self) -> dict[str, Any]:
        """Two different people."""
        given = super().clean() or self.cleaned_data
        if given.get("one") and given.get("one") == given.get("other"):
            self.add_error("other", _("Choose two different people."))
        return given


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
