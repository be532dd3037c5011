"""What an administrator keeps of agencies, panels and seats."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.changes.administration import AgencyFacts, PanelFacts
from companion.forms.fields import DayToCome, PickUser, PlainWords, RadioSelect
from companion.models import Agency, Membership, Panel, User, panel_types

LONGEST_LINE, LONGEST_WORDS = 120, 600
LONGEST_AREA, MOST_AREAS = 60, 30
NO_NAME = {"required": _("Enter a name.")}


class DayGone(forms.DateField):
    """A day on which something was tried."""

    def __init__(self, **options: Any) -> None:
        wrong = _("Enter a day, such as 27 3 2026.")
        super().__init__(required=False, error_messages={"invalid": wrong}, **options)


class AgencyForm(forms.Form):
    """One organisation: who answers for its data, and on what that rests."""

    name = PlainWords(label=_("Name"), max_length=40, error_messages=NO_NAME)
    sector = forms.ChoiceField(
        label=_("What is it?"),
        choices=Agency.Sector,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    controller = PlainWords(
        label=_("Who answers for its data?"),
        help_text=_("The controller, and whom to ask."),
        max_length=80,
        required=False,
    )
    regime = forms.ChoiceField(
        label=_("Under which law?"),
        choices=Agency.Regime,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    basis = PlainWords(
        label=_("Its lawful basis, in plain words"),
        help_text=_("A person’s yes to texts is never this basis."),
        max_length=200,
        required=False,
    )
    agreement = PlainWords(
        label=_("Sharing agreement"),
        help_text=_("Its name and version. Without one its panels cannot go live."),
        max_length=LONGEST_LINE,
        required=False,
    )
    agreement_review_on = DayToCome(
        label=_("When is the agreement reviewed?"), years=5, required=False
    )

    def __init__(self, *args: Any, agency: Agency | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency

    def clean_name(self) -> str:
        """One agency a name."""
        name: str = self.cleaned_data["name"]
        others = Agency.objects.filter(name__iexact=name)
        if self.agency:
            others = others.exclude(pk=self.agency.pk)
        if others.exists():
            raise forms.ValidationError(_("There is an agency of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """An agreement is looked at again some day."""
        given = super().clean() or self.cleaned_data
        undated = given.get("agreement") and not given.get("agreement_review_on")
        if undated and "agreement_review_on" not in self.errors:
            self.add_error("agreement_review_on", _("Say when it is reviewed."))
        return given

    @property
    def facts(self) -> AgencyFacts:
        """What is kept."""
        return AgencyFacts(**self.cleaned_data)


class NewPanelForm(forms.Form):
    """A panel begins with a name and a type."""

    name = PlainWords(label=_("Name"), max_length=80, error_messages=NO_NAME)
    type = forms.ChoiceField(
        label=_("Which type?"),
        help_text=_(
            "It brings a purpose, need areas and questions. The type stays; the rest can change."
        ),
        choices=Panel.Type,
        widget=RadioSelect(about=lambda code: panel_types()[code].about),
        error_messages={"required": _("Choose a type.")},
    )

    def clean_name(self) -> str:
        """One panel a name."""
        return _free_name(self.cleaned_data["name"])


class PanelForm(forms.Form):
    """What a panel is for, and who is there when a text needs somebody."""

    name = PlainWords(label=_("Name"), max_length=80, error_messages=NO_NAME)
    purpose = PlainWords(label=_("What is it for?"), max_length=300, required=False)
    objectives = PlainWords(
        label=_("What does it want to achieve?"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    staffed_hours = PlainWords(
        label=_("When is somebody there to read what people text?"),
        max_length=LONGEST_LINE,
        required=False,
    )
    duty_contact = PlainWords(
        label=_("Who is called when it cannot wait?"),
        help_text=_("A name and a telephone number, for whoever reads an alert."),
        max_length=LONGEST_LINE,
        required=False,
    )
    phone_checked_on = DayGone(
        label=_("When did you last try it from a real phone?"),
        help_text=_("Text HELP, YES and END, and call the number. Nothing may be given away."),
    )
    # What a live panel cannot be without.
    ALWAYS = ("staffed_hours", "duty_contact", "phone_checked_on")

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel
        for name in self.ALWAYS if panel.live_at else ():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("A live panel keeps this.")

    def clean_name(self) -> str:
        """One panel a name."""
        return _free_name(self.cleaned_data["name"], self.panel)

    @property
    def facts(self) -> PanelFacts:
        """What is kept."""
        return PanelFacts(**self.cleaned_data)


def _free_name(name: str, panel: Panel | None = None) -> str:
    others = Panel.objects.filter(name__iexact=name)
    if panel:
        others = others.exclude(pk=panel.pk)
    if others.exists():
        raise forms.ValidationError(_("There is a panel of this name already."))
    return name


class AreasForm(forms.Form):
    """The need areas of one panel, in their order."""

    areas = forms.CharField(
        label=_("Need areas, one on each line"),
        help_text=_("In the order in which they are offered. What was kept under another stays."),
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Write at least one.")},
    )

    def clean_areas(self) -> list[str]:
        """Each once, without what is empty."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["areas"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if not 0 < len(names) <= MOST_AREAS:
            raise forms.ValidationError(_("Write at least one and at most 30."))
        if too_long := [name for name in names if len(name) > LONGEST_AREA]:
            wrong = _("At most 60 letters on a line: %(name)s")
            raise forms.ValidationError(wrong, params={"name": too_long[0]})
        return names


class SeatForm(forms.Form):
    """Who sits at a panel, in which role."""

    user = PickUser(label=_("Who?"))
    role = forms.ChoiceField(
        label=_("In which role?"),
        choices=Membership.Role,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )

    def __init__(self, *args: Any, users: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """Who is to be a panel's duty contact."""

    user = PickUser(
        label=_("Who gets the email when it cannot wait?"),
        help_text=_(
            "Somebody who decides at this panel. They get a test, and are the duty contact "
            "once they confirm it."
        ),
    )

    def __init__(self, *args: Any, users: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
