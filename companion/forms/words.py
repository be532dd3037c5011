"""What an advocate writes: to a person, and down for them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from companion.forms.fields import no_link, no_longer_than_a_text
from companion.models import Agency, CaseSubject, NeedArea, Statement

Audience, Channel = Statement.Audience, Statement.Channel
LONGEST_TEXT = 300
LONGEST_WORDS = 2000
THEIR_WORDS = _("Their words")
SAY_HOW = _("Say whether it was in person or by phone.")
IMPORTANCE = [
    ("1", _("1, a little")),
    ("2", "2"),
    ("3", "3"),
    ("4", "4"),
    ("5", _("5, more than anything")),
]


def their_words(label: Any = THEIR_WORDS, *, required: bool = True) -> forms.CharField:
    """What a person said, kept as it was said."""
    return forms.CharField(
        label=label,
        help_text=_("Exactly as they said it. Nothing is corrected."),
        required=required,
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what they said.")},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


def how_they_said_it(*, required: bool = True) -> forms.ChoiceField:
    """By what way words came that an advocate writes down."""
    return forms.ChoiceField(
        label=_("How they said it"),
        choices=[(Channel.IN_PERSON, _("In person")), (Channel.CALL, _("By phone"))],
        required=required,
        widget=forms.RadioSelect,
        error_messages={"required": SAY_HOW},
    )


SAY_SOMETHING = _("Write what you want to say.")


def own_words(*, required: bool = True) -> forms.CharField:
    """A text in the advocate's own words."""
    return forms.CharField(
        label=_("Your words"),
        help_text=_("At most 300 characters. No names, no places, nothing about a case."),
        required=required,
        max_length=LONGEST_TEXT,
        validators=[no_link, no_longer_than_a_text],
        error_messages={
            "required": SAY_SOMETHING,
            "max_length": _("At most 300 characters; this has %(show_value)d."),
        },
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )


class WriteForm(forms.Form):
    """A text in the advocate's own words."""

    words = own_words()


class ImportanceForm(forms.Form):
    """How much a need matters to the person."""

    importance = forms.TypedChoiceField(
        label=_("How much does it matter to them?"),
        choices=IMPORTANCE,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask them for a number from 1 to 5.")},
    )


class AreaForm(ImportanceForm):
    """What a need is about, and how much it matters."""

    area = forms.ChoiceField(label=_("What it is about"), required=False)

    def __init__(self, *args: Any, areas: Iterable[NeedArea], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {area.name: area for area in areas}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", _("Nothing chosen")),
            *((name, _named(area)) for name, area in self._areas.items()),
        ]
        self.order_fields(["area", "importance"])

    def clean_area(self) -> NeedArea | None:
        """The entry of the vocabulary itself."""
        return self._areas.get(self.cleaned_data["area"])


def _named(area: NeedArea) -> Any:
    """An area, and that it stays with the advocate unless the person chooses more."""
    if not area.advocate_only:
        return area.name
    return format_lazy(_("{area} (only you, unless they choose more)"), area=area.name)


class AudienceForm(forms.Form):
    """Who may know of a person's words, as they choose."""

    audience = forms.ChoiceField(
        label=_("Who may know?"),
        help_text=_("Ask them, and keep what they say."),
        choices=[
            (Audience.ADVOCATE, _("Only you, their advocate")),
            (Audience.AGENCIES, _("You and some agencies of the panel")),
            (Audience.PANEL, _("The panel")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask them who may know.")},
    )
    agencies = forms.MultipleChoiceField(
        label=_("Which agencies, if only some"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agencies = {str(agency.public_id): agency for agency in agencies}
        self.fields["agencies"].choices = [  # type: ignore[attr-defined]
            (key, agency.name) for key, agency in self._agencies.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Agencies belong to *some agencies*, and to nothing else."""
        cleaned = super().clean() or {}
        chosen = [self._agencies[key] for key in cleaned.get("agencies", [])]
        if cleaned.get("audience") == Audience.AGENCIES and "agencies" in cleaned and not chosen:
            self.add_error("agencies", _("Choose at least one agency."))
        if cleaned.get("audience") in {Audience.ADVOCATE, Audience.PANEL} and chosen:
            ticked = _("Agencies are ticked: choose “some agencies”, or untick them.")
            self.add_error("audience", ticked)
        cleaned["agencies"] = chosen
        return cleaned


class NeedForm(AudienceForm, AreaForm):
    """A need, written down with the person in their own words."""

    words = their_words()
    channel = how_they_said_it()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["words", "channel", "area", "importance", "audience", "agencies"])

    def clean(self) -> dict[str, Any]:
        """What is their advocate's alone by its area stays so where nothing was chosen."""
        area = self.cleaned_data.get("area")
        if area and area.advocate_only and not self.data.get("audience"):
            self.errors.pop("audience", None)
            self.cleaned_data["audience"] = Audience.ADVOCATE
        return super().clean()


class PlaceForm(forms.Form):
    """Which side words belong to that came without one."""

    side = forms.ChoiceField(
        label=_("They belong to"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose where these words belong.")},
    )

    def __init__(self, *args: Any, sides: Iterable[CaseSubject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sides = {str(side.public_id): side for side in sides}
        self.fields["side"].choices = [  # type: ignore[attr-defined]
            (key, f"{side.get_role_display()}, {side.panel_case.panel.name}")
            for key, side in self._sides.items()
        ]

    def clean_side(self) -> CaseSubject:
        """The side itself."""
        return self._sides[self.cleaned_data["side"]]
