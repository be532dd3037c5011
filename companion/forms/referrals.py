"""Asking a panel to consider somebody, and saying no to it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companion.changes.referrals import Asked
from companion.forms.cases import LONGEST_NAME, OpenCaseForm
from companion.forms.fields import PickPanel, PlainWords
from companion.forms.reviews import WhyForm
from companion.models import Panel

LONGEST_WHY = 1000


class ReferForm(forms.Form):
    """Who, to which panel, why, and whether they know."""

    panel = PickPanel()
    name = PlainWords(
        label=_("What the person is called"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter a name.")},
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    why = PlainWords(
        label=_("Why this panel should consider them"),
        help_text=_("Read by the coordinator alone. No phone numbers and no addresses."),
        max_length=LONGEST_WHY,
        error_messages={
            "required": _("Say why."),
            "max_length": _("At most 1000 characters; this has %(show_value)d."),
        },
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}),
    )
    person_knows = forms.TypedChoiceField(
        label=_("Does the person know that you refer them?"),
        choices=[("yes", _("Yes")), ("no", _("No, not yet"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they know.")},
    )

    def __init__(self, *args: Any, panels: QuerySet[Panel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].offer(panels)  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What the panel is asked."""
        return Asked(**{name: self.cleaned_data[name] for name in ("name", "why", "person_knows")})


class TakeForm(OpenCaseForm):
    """The case of somebody who was referred: the panel is settled, the name can be mended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["panel"]


class TurnDownForm(WhyForm):
    """Why the panel does not take somebody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Whoever referred them reads it.")
